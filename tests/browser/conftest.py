"""A headless Chromium, and the pages of sample pull requests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reportctl.page import Comparison, plan_view, render_page
from reportctl.project.difference import difference
from reportctl.project.revision import revision
from reporting.dialects.moments import parse_instant
from tests.pull_requests import STACK, checkout

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own, new for the session."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium on PATH; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The plan page of a sample's head, compared with its base."""
    made: dict[str, Path] = {}

    def make(sample: str) -> Path:
        if sample not in made:
            made[sample] = _plan(sample, tmp_path_factory.mktemp(sample))
        return made[sample]

    return make


def _plan(sample: str, folder: Path) -> Path:
    project = checkout(sample, folder / "project")
    with revision(project, "base") as base, revision(project, "head") as head:
        wanted = head.plan(STACK)
        assert wanted is not None
        found = difference(base, head, STACK)
        view = plan_view(
            STACK, wanted, parse_instant("2026-11-23"), Comparison("base", found.changes, found.base_problems)
        )
    page = folder / "plan.html"
    page.write_text(render_page(view), encoding="utf-8")
    return page


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a picture of a whole page as build output."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def picture(page: Page, name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return picture
