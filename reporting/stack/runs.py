"""Reporter runs: reports made by hand over a fixed window, as Jobs from the cluster's own PodTemplate.

Not managed here: scheduled runs, which Calico's compliance controller starts.
https://docs.tigera.io/calico-enterprise/latest/compliance/overview#manually-run-reports
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from reporting.dialects import names
from reporting.dialects.durations import Duration
from reporting.dialects.moments import Instant, Window, rfc3339
from reporting.faults import DUPLICATE, MISSING, RANGE, WINDOW
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import AS_TEXT, Model, duration
from reporting.stack.reports import ReportName


def _length(text: str) -> Duration:
    length = Duration.parse(text)
    if length.nanoseconds < 10**9:
        raise Fault(RANGE, f"{quoted(text)} is no time to report on.", "Write at least a second, such as 2h.")
    return length


WindowLength = Annotated[Duration, duration(_length, "2h"), AS_TEXT]
RunId = Annotated[str, AfterValidator(names.run_id)]


class Run(Model):
    """Which reports to make, over which window: `last` with `until`, or `start` with `end`."""

    reports: list[ReportName] = Field(examples=["[daily-soc2-inventory]"])
    last: WindowLength | None = Field(None, examples=["2h"])
    until: Instant | None = Field(None, examples=["2026-11-23T10:00:00Z"])
    start: Instant | None = Field(None, examples=["2026-11-23T08:00:00Z"])
    end: Instant | None = Field(None, examples=["2026-11-23T10:00:00Z"])

    @property
    def window(self) -> Window:
        """The time to report on."""
        return _window(self)

    @field_validator("reports")
    @classmethod
    def _each_once(cls, reports: list[str]) -> list[str]:
        if not reports:
            raise Fault(MISSING, "is empty, so nothing would run.", "Name at least one report of this stack.")
        twice = [name for name, count in Counter(reports).items() if count > 1]
        if twice:
            raise Fault(DUPLICATE, f"names {', '.join(twice)} more than once.", "One Job is made for each report.")
        return reports

    @model_validator(mode="after")
    def _window_is_fixed_and_past(self, info: ValidationInfo) -> Self:
        window = _window(self)
        if window.end < window.start:
            raise Fault(
                WINDOW,
                f"the window ends at {rfc3339(window.end)}, before its start at {rfc3339(window.start)}.",
                "Exchange start and end.",
            )
        now = (info.context or {}).get("now") or datetime.now(UTC)
        if window.end > now:
            raise Fault(
                WINDOW,
                f"the window ends at {rfc3339(window.end)}, which is in the future (it is {rfc3339(now)}): the "
                "report would miss what has not happened yet.",
                "End it at a time that has passed.",
            )
        return self


def _window(run: Run) -> Window:
    stated = {name for name in ("last", "until", "start", "end") if getattr(run, name) is not None}
    if run.start and run.end and stated == {"start", "end"}:
        return Window(run.start, run.end)
    if run.last and run.until and stated == {"last", "until"}:
        try:
            return Window(run.until - timedelta(microseconds=run.last.nanoseconds // 1000), run.until)
        except OverflowError:
            what = f"the window begins {run.last} before its end, before the year 1."
            raise Fault(WINDOW, what, "Write a shorter one, such as last: 2h.") from None
    raise _window_is_not_stated(stated)


def _window_is_not_stated(stated: set[str]) -> Fault:
    if stated == {"last"}:
        return Fault(
            WINDOW,
            "last is said without until, so the window would be another one at every run.",
            "Fix its end: pulumi config set --path '{path}.until' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"",
        )
    given = f"it has {', '.join(sorted(stated))}" if stated else "it has neither"
    return Fault(
        WINDOW,
        f"a run's window is either last with until, or start with end; {given}.",
        "Write for example last: 2h and until: 2026-11-23T10:00:00Z.",
    )
