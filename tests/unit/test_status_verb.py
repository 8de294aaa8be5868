"""`reportctl status`: its forms, options and exit statuses, on clusters that are handed to it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import jsonschema
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families
from rich.console import Console

from cluster import reports
from cluster.look import PreflightError
from reportctl.status import watching
from reportctl.status.looking import Look
from reportctl.status.markdown import MOST_ROWS, markdown
from reportctl.status.table import status_table
from reporting.evidence.lateness import State
from reporting.objects.ownership import Owner
from reporting.stack.cluster import Cluster
from reporting.status.row import Row
from reporting.status.seen import Seen
from tests.project import ROOT
from tests.unit.command_line import Ran, Run
from tests.unit.seen import NOON, made, report, seen

Clusters = dict[str, Seen | PreflightError]
Status = Callable[..., Ran]

TICK = NOON.replace(hour=6, minute=8)
DAY = timedelta(days=1)
SCHEMA = json.loads((ROOT / "docs/status.schema.json").read_text(encoding="utf-8"))
LABELS = ("stack", "report", "state")
AT = ("--at", "2026-11-23T12:00:00Z")


@pytest.fixture
def clusters(monkeypatch: pytest.MonkeyPatch) -> Clusters:
    """What a look finds on the cluster of a context."""
    found: Clusters = {}

    def look(cluster: Cluster, project: Path, environ: Any, at: datetime | None = None) -> Seen:
        result = found[str(cluster.context)]
        if isinstance(result, PreflightError):
            raise result
        return Seen(at or result.now, result.items, result.outcomes)

    monkeypatch.setattr(reports, "look_at_reports", look)
    return found


@pytest.fixture
def status(tmp_path: Path, run: Run, clusters: Clusters) -> Status:
    """The verb on a project whose stacks are the clusters, each with reports a and b."""

    def runs(*arguments: str) -> Ran:
        (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")
        for stack in clusters:
            (tmp_path / f"Pulumi.{stack}.yaml").write_text(STACK_FILE.replace("CONTEXT", stack), encoding="utf-8")
        return run("status", "--project", tmp_path, *arguments)

    return runs


STACK_FILE = """\
config:
  calico-reporting:cluster: {name: a, context: CONTEXT}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    all:
      reports:
        a: {reportType: inventory, schedule: "8 6 * * *"}
        b: {reportType: inventory, schedule: "8 6 * * *"}
"""


def of(stack: str, *found: dict[str, Any]) -> Seen:
    """A cluster whose reports belong to a stack."""
    labels = Owner("calico-reporting", stack).labels()
    return seen(*({**one, "metadata": {**one["metadata"], "labels": labels}} for one in found))


def good(stack: str) -> Seen:
    return of(stack, report("a", made(TICK)), report("b", made(TICK)))


def late(stack: str) -> Seen:
    return of(stack, report("a", made(TICK)), report("b", made(TICK - 2 * DAY)))


def test_the_json_says_all_there_is_and_keeps_to_its_schema(status: Status, clusters: Clusters) -> None:
    clusters["one"] = late("one")
    ran = status("--stack", "one", "--format", "json", *AT)
    rows = json.loads(ran.out)
    jsonschema.validate(rows, SCHEMA)
    assert ran.status == 1
    assert rows[0] == {
        "stack": "one",
        "report": "a",
        "state": "ok",
        "differs": False,
        "lastWindow": {"start": "2026-11-22T06:08:00Z", "end": "2026-11-23T06:08:00Z"},
        "lastSuccess": "2026-11-23T06:40:00Z",
        "nextOutput": "2026-11-24T06:38:00Z",
        "lateBy": None,
        "reason": None,
    }
    assert (rows[1]["state"], rows[1]["lateBy"]) == ("late", (24 + 5) * 3600 + 22 * 60)


def test_the_schema_knows_every_state_and_refuses_what_is_not_there() -> None:
    assert SCHEMA["$defs"]["row"]["properties"]["state"]["enum"] == list(State)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"stack": "one"}], SCHEMA)


def test_a_stack_that_cannot_be_reached_is_a_row_among_the_others(status: Status, clusters: Clusters) -> None:
    clusters["gone"], clusters["one"] = PreflightError("it cannot be reached"), good("one")
    ran = status("--all", "--format", "json", *AT)
    rows = json.loads(ran.out)
    jsonschema.validate(rows, SCHEMA)
    assert ran.status == 2
    assert [(row["stack"], row["report"], row["state"]) for row in rows] == [
        ("gone", None, "unknown"),
        ("one", "a", "ok"),
        ("one", "b", "ok"),
    ]
    assert rows[0]["reason"] == "it cannot be reached"


def test_a_stack_file_with_a_fault_is_a_row_too(status: Status, clusters: Clusters, tmp_path: Path) -> None:
    clusters["one"] = good("one")
    (tmp_path / "Pulumi.bad.yaml").write_text("config: {calico-reporting:intervals: never}\n", encoding="utf-8")
    ran = status("--all", "--format", "json", *AT)
    assert ran.status == 2
    assert "Pulumi.bad.yaml cannot be used" in json.loads(ran.out)[0]["reason"]
    assert "pulumi config set --stack bad --path cluster." in json.loads(ran.out)[0]["reason"]


@pytest.mark.parametrize(("cluster", "expected"), [(good, 0), (late, 1)])
def test_the_exit_status_says_whether_something_has_to_be_done(
    status: Status, clusters: Clusters, cluster: Callable[[str], Seen], expected: int
) -> None:
    clusters["one"] = cluster("one")
    assert status("--stack", "one", *AT).status == expected


def test_a_report_that_differs_alone_is_worth_a_one(status: Status, clusters: Clusters) -> None:
    clusters["one"] = of("one", report("a", made(TICK)), report("b", made(TICK), suspend=False))
    assert status("--stack", "one", *AT).status == 1


def test_a_longer_grace_makes_less_late(status: Status, clusters: Clusters) -> None:
    clusters["one"] = late("one")
    assert status("--stack", "one", "--grace", "30h", *AT).status == 0


def test_stacks_are_looked_at_side_by_side(
    monkeypatch: pytest.MonkeyPatch, status: Status, clusters: Clusters, tmp_path: Path
) -> None:
    clusters["one"], clusters["two"] = good("one"), good("two")
    status("--all")
    both = Barrier(2, timeout=60)

    def look(cluster: Cluster, *_: Any) -> Seen:
        both.wait()
        return good(str(cluster.context))

    monkeypatch.setattr(reports, "look_at_reports", look)
    assert [row.stack for row in Look(tmp_path, ["one", "two"]).rows()] == ["one", "one", "two", "two"]


def test_a_stack_without_reports_needs_no_cluster(status: Status, clusters: Clusters, tmp_path: Path) -> None:
    text = STACK_FILE.replace("CONTEXT", "none") + "  calico-reporting:compliance: absent\n"
    (tmp_path / "Pulumi.none.yaml").write_text(text, encoding="utf-8")
    ran = status("--stack", "none")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "0 reports\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no stack is selected. Say --stack NAME"),
        (("--stack", "one", "--all"), "--stack and --all exclude each other"),
        (("--stack", "two"), "there is no stack 'two'"),
        (("--all", "--grace", "soon"), "--grace: 'soon' has no number"),
        (("--all", "--grace", "-1m"), "--grace: -1m is not between 0s and a year"),
        (("--all", "--at", "yesterday"), "--at: 'yesterday' is not an instant"),
        (("--all", "--watch"), "--watch needs a terminal"),
        (("--all", "--watch", "--format", "json"), "Leave out --format and --at, or --watch"),
    ],
)
def test_a_wrong_call_is_answered_with_the_way_out(
    status: Status, clusters: Clusters, arguments: tuple[str, ...], said: str
) -> None:
    clusters["one"] = good("one")
    ran = status(*arguments)
    assert ran.status == 2
    assert said in ran.err


def test_the_metrics_are_read_by_both_kinds_of_parser(status: Status, clusters: Clusters) -> None:
    clusters["gone"], clusters["one"] = PreflightError("no"), late("one")
    text = status("--all", "--format", "openmetrics", *AT).out
    families = {family.name: family for family in openmetrics_families(text)}
    assert [family.name for family in text_families(text)] == list(families)
    assert {family.type for family in families.values()} == {"gauge"}
    values = {
        (
            family.name.removeprefix("calico_reporting_"),
            *(sample.labels.get(label, "") for label in LABELS),
        ): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert values["report_state", "one", "b", "late"] == 1
    assert values["report_state", "one", "b", "ok"] == 0
    assert values["report_late_seconds", "one", "b", ""] == (24 + 5) * 3600 + 22 * 60
    assert values["report_last_window_end_timestamp_seconds", "one", "a", ""] == TICK.timestamp()
    assert values["stack_reached", "gone", "", ""] == 0
    assert values["stack_reached", "one", "", ""] == 1


def test_markdown_tells_what_has_to_be_done_and_counts_the_rest(status: Status, clusters: Clusters) -> None:
    clusters["one"] = late("one")
    out = status("--stack", "one", "--format", "markdown", *AT).out
    assert out.splitlines()[0] == "Reports of one as of 2026-11-23 12:00 UTC: 1 late, 1 ok."
    assert "| one | b | late by 29 h 22 min | 2026-11-21 06:08 UTC |" in out
    assert "| one | a |" not in out


def test_markdown_is_text_whatever_a_cluster_says_and_fits_an_issue() -> None:
    bad = Row("one", "a", State.FAILED, reason="<img src=x> | @everyone\n```" * 100)
    text = markdown([bad] * (MOST_ROWS + 1), ["one"], NOON)
    assert "<img" not in text
    assert "@everyone" not in text
    assert {line.count(" | ") for line in text.splitlines() if line.startswith("| one")} == {4}
    assert "And 1 more" in text
    assert len(text) < 65_536


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_table_fits_its_terminal_and_tells_the_gravest_first(width: int) -> None:
    rows = [
        Row("one", "daily-hipstershop-pci-inventory", State.OK, False, next_output=NOON),
        Row(
            "one",
            "daily-hipstershop-network-access",
            State.LATE,
            True,
            late_by=50 * DAY / 23,
            reason="gone",
            way_out="look",
        ),
        Row("two", None, State.UNKNOWN, reason="it cannot be reached " * 10),
    ]
    console = Console(width=width, file=None, record=True, force_terminal=False)
    with console.capture() as captured:
        console.print(status_table(rows, console))
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.split()[:1] in (["inventory"], ["access"]) for line in lines)
    names = [line.split()[0] for line in lines if line.startswith("  daily-")]
    assert names == ["daily-hipstershop-network-access", "daily-hipstershop-pci-inventory"]
    notes = [line for line in lines if line.endswith(("(one)", ": two"))]
    assert notes == ["unknown: two", "late: daily-hipstershop-network-access by 2 d 4 h (one)"]


def test_what_many_reports_share_is_said_once() -> None:
    rows = [Row("one", f"report-{number}", State.NEVER, False, reason="nothing", way_out="do") for number in range(300)]
    console = Console(width=120)
    with console.capture() as captured:
        console.print(status_table(rows, console))
    assert captured.get().count("    do\n") == 1
    assert "and 290 more (one)" in " ".join(captured.get().split())


def test_watching_shows_what_changed_until_an_interrupt_and_ends_with_the_last_look(
    status: Status, clusters: Clusters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clusters["one"] = good("one")
    status("--all")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        clusters["one"] = late("one")
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "wait", wait)
    screen = StringIO()
    rows = watching.watch(
        Look(tmp_path, ["one"], at=NOON), Console(file=screen, force_terminal=True, width=80, height=40)
    )
    assert [row.state for row in rows] == [State.OK, State.LATE]
    assert waits == [watching.SECONDS] * 2
    assert screen.getvalue().index("ok") < screen.getvalue().index("late")


@pytest.mark.parametrize("form", ["table", "json", "markdown", "openmetrics"])
def test_a_file_gets_what_standard_output_would(status: Status, clusters: Clusters, tmp_path: Path, form: str) -> None:
    clusters["one"] = late("one")
    said = status("--all", "--format", form, *AT)
    file = tmp_path / "new" / "status"
    ran = status("--all", "--format", form, "--output", str(file), *AT)
    assert (ran.status, ran.out) == (1, "")
    assert file.read_text(encoding="utf-8") == said.out
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(
    status: Status, clusters: Clusters, tmp_path: Path
) -> None:
    clusters["one"] = good("one")
    (tmp_path / "taken" / "status").mkdir(parents=True)
    ran = status("--all", "--output", str(tmp_path / "taken" / "status"), *AT)
    assert ran.status == 2
    assert "cannot be written" in ran.err
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["status"]
