"""The page of a folder of evidence as an auditor has it: on screen, on a phone, on paper."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page

from reportctl.page.evidence import render_evidence
from reporting.evidence.bundle import Evidence
from tests.browser.test_plan_page import AXE, DESK, PHONE
from tests.unit.evidence.gathered import defined, evidence, gathered

Keep = Callable[[Page, str], None]

HOSTILE = "<img src=x onerror=alert(1)>"


def quarter() -> Evidence:
    """Ten reports of which some days are missing, one of a type of its own with a hostile label and text."""
    types = ("inventory", "network-access", "policy-audit", "cis-benchmark", "our-own")
    reports = [
        gathered(f"daily-{kind}-{number}", defined(report_type=kind, covers=HOSTILE), without=[number, 12, 13])
        for number, kind in enumerate(types * 2, 1)
    ]
    return evidence(*reports, label=f"Samples {HOSTILE}", notes=(HOSTILE,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("evidence")
    (made / "index.html").write_text(render_evidence(quarter()), encoding="utf-8")
    complete = replace(quarter(), reports=(gathered(),), label="", notes=())
    (made / "complete.html").write_text(render_evidence(complete), encoding="utf-8")
    return made


@pytest.fixture
def page(chromium: Browser, folder: Path) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_axe_finds_nothing_serious(look: Literal["light", "dark", "print"], page: Page, keep: Keep) -> None:
    if look == "print":
        page.emulate_media(media="print")
    else:
        page.emulate_media(color_scheme=look)
    for details in page.locator("details").all()[:2]:
        details.evaluate("details => details.open = true")
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(results => results.violations)")
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []
    keep(page, f"evidence-{look}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_page_never_scrolls_sideways_and_shows_each_whole_strip(width: int, page: Page, keep: Keep) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    strip = page.locator(".calendar svg").first.bounding_box()
    assert strip is not None
    assert strip["x"] + strip["width"] <= width
    keep(page, f"evidence-{width}")


def test_every_strip_says_its_gaps_in_words(page: Page) -> None:
    titles = page.locator(".calendar svg title").all_text_contents()
    assert titles[0] == "daily-inventory-1: 28 of 31 windows archived; gaps: 1 Jul 2026, 12 to 13 Jul 2026"
    assert len(titles) == 10


def test_gaps_stand_out_in_height_and_not_in_colour_alone(page: Page) -> None:
    heights = [
        page.locator(f".calendar path.{kind}").first.evaluate("path => path.getBBox().height")
        for kind in ("archived", "missing")
    ]
    assert heights[1] > 1.5 * heights[0]


def test_totals_gaps_controls_and_limits_are_told_in_this_order(page: Page) -> None:
    text = " ".join((page.locator("body").text_content() or "").split())
    place = 0
    for expected in (
        "Evidence: production",
        "1 to 31 Jul 2026",
        "Windows in the period310",
        "Archived280",
        "Gaps30",
        "Windows that are not archived, or not whole, and why",
        "12 to 13 Jul 2026",
        "missing: the archive does not have it",
        "Supports evidence for",
        "CC6.6 (cited)",
        "1.3.1 (inferred)",
        "no control is known for it",
        "What it cannot prove",
        "That a control is met",
    ):
        place = text.find(expected, place)
        assert place >= 0, f"not there, or not in this order: {expected}"


def test_a_complete_folder_says_so(page: Page, folder: Path) -> None:
    page.goto((folder / "complete.html").as_uri())
    assert page.get_by_text("None: every window of the period is archived.").is_visible()


def test_files_are_links_into_the_folder(page: Page) -> None:
    links = page.locator("#reports .files a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links
    assert all(link.startswith("reports/") for link in links)


def test_what_others_wrote_stays_text(page: Page) -> None:
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.reload()
    assert page.locator("script, img, iframe, object").count() == 0
    assert page.get_by_text(f"Samples {HOSTILE}").is_visible()
    assert dialogs == []


def test_no_request_leaves_the_page(page: Page, folder: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [(folder / "index.html").as_uri()]


def test_on_paper_the_lists_of_windows_are_left_out_and_the_gaps_are_not(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#gaps tbody tr").last.is_visible()
    assert not page.locator("details.windows table").first.is_visible()
