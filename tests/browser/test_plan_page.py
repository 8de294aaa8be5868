"""The plan page as its readers have it: on screen, on a phone, on paper, with a keyboard or a screen reader."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.pull_requests import HERE, SAMPLES

Plan = Callable[[str], Path]
Keep = Callable[[Page, str], None]

READABLE = [sample for sample in SAMPLES if (HERE / sample / "page.txt").is_file()]
DESK, PHONE = 1280, 390
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def opened(page: Page, plan: Path) -> Page:
    page.goto(plan.as_uri())
    return page


def lines(page: Page) -> str:
    """All text of the page, also what is folded, with single blanks."""
    return " ".join((page.locator("body").text_content() or "").split())


def test_every_sample_that_can_be_used_has_its_page() -> None:
    assert set(SAMPLES) - set(READABLE) == {"broken_schedule"}


@pytest.mark.parametrize("sample", READABLE)
def test_the_page_of_a_sample_pull_request_says_what_is_expected_in_this_order(
    sample: str, page: Page, plan_of: Plan, keep: Keep
) -> None:
    text = lines(opened(page, plan_of(sample)))
    place = 0
    for expected in (HERE / sample / "page.txt").read_text(encoding="utf-8").splitlines():
        place = text.find(expected, place)
        assert place >= 0, f"not there, or not in this order: {expected}"
    keep(page, f"{sample}-light")


@pytest.mark.parametrize("sample", ["interval_change", "hostile_names", "many_new_reports"])
@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_axe_finds_nothing_serious(
    sample: str, look: Literal["light", "dark", "print"], page: Page, plan_of: Plan, keep: Keep
) -> None:
    if look == "print":
        page.emulate_media(media="print")
    else:
        page.emulate_media(color_scheme=look)
    opened(page, plan_of(sample))
    for details in page.locator("details").all()[:3]:
        details.evaluate("details => details.open = true")
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(results => results.violations)")
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []
    keep(page, f"{sample}-{look}")


@pytest.mark.parametrize("sample", READABLE)
def test_no_request_leaves_the_page(sample: str, page: Page, plan_of: Plan) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    plan = plan_of(sample)
    opened(page, plan)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [plan.as_uri()]


def test_hostile_names_stay_text(page: Page, plan_of: Plan) -> None:
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    opened(page, plan_of("hostile_names"))
    assert "<b onmouseover=alert(1)>set</b> | **bold** @octocat <!-- --> </details>" in lines(page)
    assert page.locator("script, img, b, iframe, object").count() == 0
    names = page.evaluate("[...document.querySelectorAll('*')].flatMap(element => element.getAttributeNames())")
    assert [name for name in names if name.startswith("on")] == []
    assert dialogs == []


def test_the_page_reads_without_script(chromium: Browser, plan_of: Plan) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = opened(context.new_page(), plan_of("interval_change"))
    visible = page.get_by_text("flow logs flushed every 30s instead of 300s: ten times as often").is_visible()
    context.close()
    assert visible


@pytest.mark.parametrize("sample", READABLE)
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_page_never_scrolls_sideways(sample: str, width: int, page: Page, plan_of: Plan, keep: Keep) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, plan_of(sample))
    for details in page.locator("details.set").all():
        details.evaluate("details => details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == PHONE:
        keep(page, f"{sample}-phone")


def test_the_timeline_keeps_names_and_days_in_view_while_it_scrolls(page: Page, plan_of: Plan) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    opened(page, plan_of("many_new_reports"))
    timeline = page.locator(".timeline")
    timeline.evaluate("element => element.scrollTo(400, 3000)")
    edge = timeline.bounding_box()
    days = page.locator(".timeline thead th.days").bounding_box()
    name = page.locator(".timeline tbody th[scope=row]").nth(150).bounding_box()
    assert edge is not None
    assert days is not None
    assert name is not None
    assert days["y"] == pytest.approx(edge["y"], abs=2)
    assert name["x"] == pytest.approx(edge["x"], abs=2)


# The page's own policy lets nobody poll it.
SCROLLED = """place => new Promise((done, fail) => {
    if (place.scrollLeft > 0) done()
    place.addEventListener("scroll", () => done(), {once: true})
    setTimeout(() => fail(new Error("it does not scroll")), 20000)
})"""


def test_the_timeline_is_reached_and_scrolled_with_the_keyboard(page: Page, plan_of: Plan) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    opened(page, plan_of("many_new_reports"))
    timeline = page.locator(".timeline")
    timeline.focus()
    page.keyboard.press("ArrowRight")
    timeline.evaluate(SCROLLED)
    assert (timeline.get_attribute("role"), timeline.get_attribute("tabindex")) == ("region", "0")


def test_the_first_tab_leads_past_the_navigation(page: Page, plan_of: Plan) -> None:
    opened(page, plan_of("interval_change"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_every_line_of_the_timeline_has_its_words(page: Page, plan_of: Plan) -> None:
    opened(page, plan_of("interval_change"))
    titles = page.locator(".timeline svg title").all_text_contents()
    assert titles[0] == "daily-soc2-inventory: every day at 07:08 UTC"
    windows = page.locator("#reports tr").filter(has_text="daily-soc2-inventory").locator("li").all_text_contents()
    assert windows[0] == "Sun 22 Nov 07:08 to Mon 23 Nov 07:08, output from 07:38"
    assert len(windows) == 7


def test_on_paper_everything_folded_is_shown_and_the_navigation_is_not(page: Page, plan_of: Plan) -> None:
    page.emulate_media(media="print")
    opened(page, plan_of("many_new_reports"))
    assert not page.locator("nav").is_visible()
    assert page.locator("#reports tbody tr").last.is_visible()


def test_a_link_of_the_timeline_opens_the_folded_report(page: Page, plan_of: Plan) -> None:
    opened(page, plan_of("many_new_reports"))
    target = page.locator("#report-daily-team-007-network-access")
    assert not target.is_visible()
    page.locator(".timeline a", has_text="daily-team-007-network-access").click()
    target.wait_for(state="visible")
