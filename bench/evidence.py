"""What gathering evidence costs: a quarter of ten reports from a manager on this machine, and a large log store.

The manager is the tests' stand-in, in a process of its own: no Calico manager can be had here.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from bench.measure import PROJECT, Cost, python

REPORTS, DAYS = 10, 92
MEGABYTES = 500

_MANAGER = """
import sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from tests.unit.evidence.manager_server import manager, report_of
first = datetime(2026, 7, 1, tzinfo=UTC)
days = [first + timedelta(days=day) for day in range(int(sys.argv[3]))]
with manager(Path(sys.argv[1])) as served:
    names = [f"report-{number}" for number in range(int(sys.argv[2]))]
    served.clusters[""] = [report_of(name, day, day + timedelta(days=1)) for name in names for day in days]
    print(served.url, flush=True)
    sys.stdin.read()
"""
_GATHER = """
import os
from datetime import UTC, datetime
from pathlib import Path
from reportctl.evidence.making import Wish, made_of
from reportctl.evidence.sources import Asking
from reporting.evidence.period import parse_period
os.environ["CALICO_MANAGER_TOKEN"] = "token-of-an-auditor"
now = datetime.now(UTC).replace(microsecond=0)
project, out, source, url, authority = sys.argv[1:]
asking = Asking(url, None, Path(authority)) if url else Asking()
period = parse_period("2026-07-01", "2026-09-30", now)
made_of(Wish(Path(project), "bench", period, Path(out), source, asking, cluster=False, quiet=True), now)
"""


def figures() -> Table:
    """Seconds, files a second and memory."""
    table = Table(title="evidence", title_justify="left")
    for heading in ("", "s", "a second", "MiB"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = _project(folder)
        with _manager(folder) as url:
            cost = _gathered(project, folder / "first", "manager", url, folder)
            files = sum(path.is_file() for path in (folder / "first" / "reports").rglob("*"))
            table.add_row(
                f"{REPORTS} reports, {DAYS} days, {files:,} files", *_row(cost, f"{files / cost.seconds:,.0f} files")
            )
            again = _gathered(project, folder / "first", "manager", url, folder)
            table.add_row("the same again, nothing to fetch", *_row(again, ""))
        _log_store(folder / "store")
        cost = _gathered(project, folder / "second", str(folder / "store"), "", folder)
        rate = f"{MEGABYTES / cost.seconds:,.0f} MB"
        table.add_row(f"{MEGABYTES} MB of JSON lines from a log store", *_row(cost, rate))
    return table


def _row(cost: Cost, rate: str) -> tuple[str, str, str]:
    return f"{cost.seconds:.1f}", rate, f"{cost.mebibytes:.0f}"


def _gathered(project: Path, out: Path, source: str, url: str, folder: Path) -> Cost:
    return python(_GATHER, str(project), str(out), source, url, str(folder / "authority.pem"), best_of=1)


def _project(folder: Path) -> Path:
    project = folder / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    reports = {f"report-{number}": {"reportType": "inventory", "schedule": "0 0 * * *"} for number in range(REPORTS)}
    config = {
        "calico-reporting:cluster": {"name": "bench", "context": "bench"},
        "calico-reporting:intervals": "production",
        "calico-reporting:reportSets": {"all": {"reports": reports}},
    }
    (project / "Pulumi.bench.yaml").write_text(json.dumps({"config": config}), encoding="utf-8")
    return project


@contextmanager
def _manager(folder: Path) -> Iterator[str]:
    """The tests' stand-in for a manager, until this ends."""
    command = [sys.executable, "-c", _MANAGER, str(folder), str(REPORTS), str(DAYS)]
    with subprocess.Popen(command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield next(iter(process.stdout or ())).strip()
        finally:
            process.communicate()


def _log_store(folder: Path) -> None:
    """One file of so many megabytes, with lines of half a megabyte each, most of them of other days."""
    folder.mkdir()
    events = [{"verb": "patch", "requestURI": "/apis/projectcalico.org/v3", "at": number} for number in range(6000)]
    with gzip.open(folder / "0.gz", "wb", compresslevel=1) as file:
        written = 0
        while written < MEGABYTES * 10**6:
            day = 1 + written // 10**6 % 30
            head = {"reportName": f"report-{written % REPORTS}", "reportTypeName": "inventory"}
            times = {"startTime": f"2026-07-{day:02}T00:00:00Z", "endTime": f"2026-07-{day + 1:02}T00:00:00Z"}
            written += file.write(json.dumps({**head, **times, "auditEvents": events, "at": written}).encode() + b"\n")
