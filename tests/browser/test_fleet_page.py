"""The page of a fleet as its readers have it: with and without script, on screen, on a phone, on paper."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from reportctl.page.fleet import render_fleet
from reporting.fleet.row import FleetRow, State
from tests.browser.test_plan_page import AXE, DESK, PHONE
from tests.unit.fleets import fleet, fleet_row
from tests.unit.seen import NOON

Keep = Callable[[Page, str], None]

HOSTILE = "<img src=x onerror=alert(1)>"
SMALL, LARGE, BAD = "small", "large", "bad"


def pages() -> dict[str, list[FleetRow]]:
    bad = replace(fleet_row(State.DRIFT, HOSTILE), cluster=HOSTILE, version=HOSTILE, drift=(HOSTILE,))
    return {
        SMALL: fleet(3, states=(State.UNKNOWN, State.FAILING, State.OK)),
        LARGE: fleet(200),
        BAD: [FleetRow('" onmouseover="alert(1)', fault=HOSTILE), bad],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fleet")
    for name, rows in pages().items():
        (made / f"{name}.html").write_text(render_fleet("calico-reporting", rows, NOON), encoding="utf-8")
    return made


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def without_script(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": DESK, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    yield page
    context.close()


def opened(page: Page, folder: Path, name: str) -> Page:
    page.goto((folder / f"{name}.html").as_uri())
    return page


def shown(page: Page) -> list[str]:
    names = page.locator("tr.line:visible summary").evaluate_all("all => all.map(one => one.firstChild.data.trim())")
    return list(map(str, names))


@pytest.mark.parametrize(
    ("name", "look"), [(SMALL, "light"), (SMALL, "dark"), (SMALL, "print"), (LARGE, "light"), (LARGE, "print")]
)
def test_axe_finds_nothing_serious(
    name: str, look: Literal["light", "dark", "print"], page: Page, folder: Path, keep: Keep
) -> None:
    if look == "print":
        page.emulate_media(media="print")
    else:
        page.emulate_media(color_scheme=look)
    opened(page, folder, name)
    for summary in page.locator("summary").all()[:2]:
        summary.evaluate("one => one.click()")
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(results => results.violations)")
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []
    keep(page, f"fleet-{name}-{look}")


@pytest.mark.parametrize(
    ("name", "width"), [*((SMALL, width) for width in (DESK, 1200, 900, 500, PHONE)), (LARGE, 1200), (LARGE, 500)]
)
def test_the_page_never_scrolls_sideways(name: str, width: int, page: Page, folder: Path, keep: Keep) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, folder, name)
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"fleet-{name}-{width}")


def test_two_hundred_clusters_are_two_hundred_small_lines_below_a_head_that_stays(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 1200, "height": 900})
    opened(page, folder, LARGE)
    lines = page.locator("tr.line")
    assert lines.count() == 200
    heights = lines.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert max(heights) <= 32
    page.evaluate("window.scrollTo(0, 3000)")
    head = page.locator("#fleet > thead th").first.bounding_box()
    assert head is not None
    assert head["y"] == pytest.approx(0, abs=1)


def test_totals_come_first_and_say_what_they_leave_out(page: Page, folder: Path) -> None:
    opened(page, folder, SMALL)
    expect(page.locator(".banner")).to_contain_text("1 of 3 stacks could not be looked at")
    facts = " ".join(page.locator(".facts").inner_text().split())
    assert facts.startswith("unknown 1 error 0 failing 1 drift 0 warning 0 ok 1 reports wanted 12 made 7")


def test_without_script_a_name_opens_what_there_is_to_say_of_its_cluster(without_script: Page, folder: Path) -> None:
    page = opened(without_script, folder, SMALL)
    assert not page.locator("#filter").is_visible()
    late = page.get_by_text("its output did not come")
    assert not late.is_visible()
    page.locator("summary", has_text="prod-001").click()
    assert late.is_visible()
    assert not page.locator(".more").first.is_visible()


def test_a_click_on_a_heading_sorts_and_another_turns_the_order(page: Page, folder: Path) -> None:
    opened(page, folder, SMALL)
    assert shown(page) == ["prod-000", "prod-001", "prod-002"]
    late = page.locator("#fleet > thead th", has_text="Late")
    late.get_by_role("button").click()
    assert shown(page)[0] == "prod-001"
    assert late.get_attribute("aria-sort") == "descending"
    stack = page.locator("#fleet > thead th", has_text="Stack")
    stack.get_by_role("button").click()
    stack.get_by_role("button").click()
    assert shown(page) == ["prod-002", "prod-001", "prod-000"]
    assert (late.get_attribute("aria-sort"), stack.get_attribute("aria-sort")) == (None, "descending")


def test_states_sort_by_what_presses_and_not_by_their_letters(page: Page, folder: Path) -> None:
    opened(page, folder, LARGE)
    page.locator("#fleet > thead th", has_text="State").get_by_role("button").click()
    states = page.locator("tbody[data-state]").evaluate_all("all => all.map(one => one.dataset.state)")
    assert list(dict.fromkeys(states)) == [state.value for state in State]


def test_lines_are_filtered_by_state_and_by_text_also_of_what_is_folded(page: Page, folder: Path) -> None:
    opened(page, folder, LARGE)
    for state in State:
        if state is not State.DRIFT:
            page.get_by_label(state.value, exact=False).uncheck()
    assert len(shown(page)) == 33
    page.get_by_label("Find").fill("prod-003")
    assert shown(page) == ["prod-003"]
    expect(page.locator("#shown")).to_have_text("1 of 200 shown")
    page.get_by_role("button", name="All").click()
    expect(page.locator("#shown")).to_have_text("200 of 200 shown")
    page.get_by_label("Find").fill("its output did not come")
    assert len(shown(page)) == 33


def test_what_others_wrote_stays_text(page: Page, folder: Path) -> None:
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    opened(page, folder, BAD)
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("script").count() == 1
    names = page.evaluate("[...document.querySelectorAll('*')].flatMap(element => element.getAttributeNames())")
    assert [name for name in names if name.startswith("on")] == []
    page.locator("summary").last.click()
    assert page.locator(".more li", has_text=HOSTILE).is_visible()
    assert dialogs == []


def test_the_policy_lets_the_pages_own_script_run_and_no_other(page: Page, folder: Path) -> None:
    opened(page, folder, SMALL)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))")
    assert page.title() == "Compliance reporting of calico-reporting: all stacks"
    assert page.locator("#filter").is_visible()


def test_no_request_leaves_the_page(page: Page, folder: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, folder, SMALL)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [(folder / "small.html").as_uri()]


def test_on_paper_what_presses_is_open_without_the_reports_that_are_fine(page: Page, folder: Path) -> None:
    page.emulate_media(media="print")
    opened(page, folder, SMALL)
    assert not page.locator("#filter").is_visible()
    assert page.get_by_text("its output did not come").is_visible()
    assert not page.locator(".more tr.well").first.is_visible()
    assert not page.locator("tbody[data-state=ok] > .more").is_visible()
