"""Exceptions under the real CLI: what is over stops everything, and terms leave a clean preview."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporting.objects.reasons import REASON
from reporting.stack.exceptions import EXCEPTIONS
from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

TODAY = datetime.now(UTC).date()


def excused(days: int) -> dict[str, Any]:
    """A stack whose suspended CIS report has exceptions that end so many days from today."""
    terms = {"reason": "being rebuilt", "owner": "platform", "until": str(TODAY + timedelta(days))}
    filters = [{"exclude": [{"id": "1.2.5", **terms}, "1.1.4"]}]
    cis = {"reportType": "cis-benchmark", "schedule": "0 1 * * *", "suspend": terms, "cis": {"resultsFilters": filters}}
    return values(reportSets={"nodes": {"reports": {"daily-cis": cis}}})


def test_terms_are_annotations_and_leave_a_clean_preview(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", excused(400))
    made = stack.up()
    assert made.ok, made.said
    report = live.reports["daily-cis"]
    assert report["spec"]["suspend"] is True
    assert report["spec"]["cis"]["resultsFilters"] == [{"exclude": ["1.2.5", "1.1.4"]}]
    assert report["metadata"]["annotations"][REASON] == "being rebuilt"
    assert '"exclude":"1.2.5"' in report["metadata"]["annotations"][EXCEPTIONS]
    again = stack.preview()
    assert again.ok, again.said
    assert again.steps == {}


def test_an_exception_past_its_date_stops_preview_and_up_and_nothing_changes(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", excused(400))
    assert stack.up().ok
    before = live.versions()
    stack.says(excused(-2))
    for refused in (stack.preview(), stack.up()):
        assert not refused.ok
        assert "error: reportSets.nodes.reports.daily-cis.suspend.until: " in refused.said
        assert "exclude[0].until: " in refused.said
        assert "[EXCEPTION_OVER]" in refused.said
        assert "Traceback" not in refused.said
        assert "unhandled error" not in refused.said
    assert live.versions() == before
    stack.says({**excused(-2), "exceptions": {"graceDays": 7}})
    in_grace = stack.preview()
    assert in_grace.ok, in_grace.said
    assert "[EXCEPTION_IN_GRACE]" in in_grace.said
