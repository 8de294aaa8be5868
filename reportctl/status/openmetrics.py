"""Rows as metrics for node_exporter's textfile collector.

Gauges alone, because that collector reads Prometheus's own text format, which has no other type of OpenMetrics.
https://github.com/prometheus/node_exporter#textfile-collector
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from reporting.evidence.lateness import State
from reporting.status.row import Row

PREFIX = "calico_reporting"

_Value = Callable[[Row], float | None]


def openmetrics(rows: Sequence[Row], stacks: Iterable[str], now: datetime) -> bytes:
    """All metrics, looked at at an instant."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Rows(rows, stacks, now))
    written: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]
    return written


class _Rows(Collector):
    def __init__(self, rows: Sequence[Row], stacks: Iterable[str], now: datetime):
        self._rows = [row for row in rows if row.report is not None]
        self._unreached = {row.stack for row in rows if row.report is None}
        self._stacks = list(stacks)
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._states()
        for name, help_text, value in _OF_A_REPORT:
            yield self._of_reports(name, help_text, value)
        yield self._reached()
        looked = GaugeMetricFamily(f"{PREFIX}_looked_timestamp_seconds", "When the stacks were looked at.")
        looked.add_metric([], self._now.timestamp())
        yield looked

    def _states(self) -> GaugeMetricFamily:
        text = "Whether a report is in a state: 1 for one of them, 0 for the others."
        family = GaugeMetricFamily(f"{PREFIX}_report_state", text, labels=["stack", "report", "state"])
        for row in self._rows:
            for state in State:
                family.add_metric([row.stack, str(row.report), state.value], float(row.state is state))
        return family

    def _of_reports(self, name: str, help_text: str, value: _Value) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"{PREFIX}_report_{name}", help_text, labels=["stack", "report"])
        for row in self._rows:
            if (found := value(row)) is not None:
                family.add_metric([row.stack, str(row.report)], found)
        return family

    def _reached(self) -> GaugeMetricFamily:
        text = "Whether a stack's reports could be looked at."
        family = GaugeMetricFamily(f"{PREFIX}_stack_reached", text, labels=["stack"])
        for stack in self._stacks:
            family.add_metric([stack], float(stack not in self._unreached))
        return family


def _timestamp(instant: datetime | None) -> float | None:
    return instant.timestamp() if instant else None


_OF_A_REPORT: tuple[tuple[str, str, _Value], ...] = (
    (
        "differs",
        "Whether a report on the cluster is not what the stack says.",
        lambda row: None if row.differs is None else float(row.differs),
    ),
    (
        "late_seconds",
        "For how long the output of a late report has been due.",
        lambda row: row.late_by.total_seconds() if row.late_by else 0.0,
    ),
    (
        "last_window_end_timestamp_seconds",
        "When the newest window ends that was made.",
        lambda row: _timestamp(row.made.end if row.made else None),
    ),
    (
        "last_success_timestamp_seconds",
        "When the newest window was made.",
        lambda row: _timestamp(row.made.completed if row.made else None),
    ),
    (
        "next_output_timestamp_seconds",
        "When the next output is expected.",
        lambda row: _timestamp(row.next_output),
    ),
)
