"""`reportctl fleet`: its forms, options and exit statuses, on clusters that are handed to it."""

import csv
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from cluster import whole
from cluster.look import PreflightError
from reportctl.fleet.as_json import COLUMNS, fleet_as_csv, fleet_as_json
from reportctl.fleet.looking import WAITED_FOR_AT_ONCE, FleetLook
from reportctl.fleet.table import MOST_TOLD, fleet_table
from reportctl.page.fleet import render_fleet
from reporting.fleet.row import FleetRow, State
from reporting.objects.exceptions import Kind
from reporting.objects.exceptions import State as ExceptionState
from reporting.objects.live import FELIX, REPORTS, LiveCluster, LiveObject, Outcome
from reporting.objects.ownership import Owner
from reporting.stack.settings import Settings
from reporting.status.seen import Seen
from tests.project import ROOT
from tests.unit.command_line import Ran, Run
from tests.unit.fleets import fleet, fleet_row
from tests.unit.seen import NOON, made, report, seen

Looked = tuple[LiveCluster, Seen]
Clusters = dict[str, Callable[[str], Looked] | PreflightError]
Fleet = Callable[..., Ran]

SCHEMA = json.loads((ROOT / "docs/fleet.schema.json").read_text(encoding="utf-8"))
STATUS_SCHEMA = json.loads((ROOT / "docs/status.schema.json").read_text(encoding="utf-8"))
TICK = NOON.replace(hour=6, minute=8)
HOSTILE = "=<script>alert(1)</script>\x1b]0;x\x07[red]"

STACK_FILE = """\
config:
  calico-reporting:cluster: {name: CLUSTER, context: CONTEXT}
  calico-reporting:intervals: production
  calico-reporting:kubernetesAuditLog: true
  calico-reporting:retention: {complianceReports: 400, flows: 40}
  calico-reporting:reportSets:
    all:
      endpoints: {namespaces: {names: [shop]}}
      reports:
        a: {reportType: inventory, schedule: "8 6 * * *"}
"""


@pytest.fixture
def clusters(monkeypatch: pytest.MonkeyPatch) -> Clusters:
    """What a look finds on the cluster of a stack."""
    found: Clusters = {}

    def look(settings: Settings, owner: Owner, project: Path, turn: AbstractContextManager[object]) -> Looked:
        result = found[owner.stack]
        if isinstance(result, PreflightError):
            raise result
        with turn:
            return result(owner.stack)

    monkeypatch.setattr(whole, "look_at_whole", look)
    return found


@pytest.fixture
def verb(tmp_path: Path, run: Run, clusters: Clusters) -> Fleet:
    """The verb on a project whose stacks are the clusters, each with report a and a cluster name of its own."""

    def runs(*arguments: object, names: dict[str, str] | None = None) -> Ran:
        (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")
        for stack in clusters:
            text = STACK_FILE.replace("CONTEXT", stack).replace("CLUSTER", (names or {}).get(stack, stack))
            (tmp_path / f"Pulumi.{stack}.yaml").write_text(text, encoding="utf-8")
        return run("fleet", "--project", tmp_path, *arguments)

    return runs


def of(stack: str, flow: str = "5m0s", version: str = "v3.22.1", *, there: bool = True) -> Looked:
    """A cluster with the report of a stack, or without it."""
    labels = Owner("calico-reporting", stack).labels()
    one = report("a", made(TICK), endpoints={"namespaces": {"names": ["shop"]}})
    found = seen(*([{**one, "metadata": {**one["metadata"], "labels": labels}}] if there else []))
    live = LiveCluster(
        felix={"flowLogsFlushInterval": flow, "dnsLogsFlushInterval": "5m0s"},
        version=version,
        at=NOON,
        reports={name: LiveObject(name, labels=one.labels, spec=one.spec) for name, one in found.reports.items()},
        report_types=frozenset({"inventory"}),
        outcomes={FELIX: Outcome.FOUND, REPORTS: Outcome.FOUND},
    )
    return live, found


def drifted(stack: str) -> Looked:
    return of(stack, flow="30s")


def gone(stack: str) -> Looked:
    return of(stack, there=False)


def rows(ran: Ran) -> list[dict[str, Any]]:
    document = json.loads(ran.out)
    jsonschema.validate(document, SCHEMA)
    found: list[dict[str, Any]] = document["rows"]
    return found


def test_rows_come_by_what_presses_and_keep_to_the_schema(verb: Fleet, clusters: Clusters) -> None:
    clusters |= {"a": of, "b": drifted, "c": gone, "d": PreflightError("it cannot be reached"), "e": of}
    ran = verb("--format", "json")
    assert [(row["stack"], row["state"]) for row in rows(ran)] == [
        ("d", "unknown"),
        ("c", "failing"),
        ("b", "drift"),
        ("a", "warning"),
        ("e", "warning"),
    ]
    assert ran.status == 2
    assert ran.err == "5 stacks: 1 could not be looked at, 1 failing, 1 drift, 2 with warnings\n"
    assert json.loads(ran.out)["notLookedAt"] == 1
    assert rows(ran)[0]["reason"] == "it cannot be reached"
    assert rows(ran)[2]["intervals"][0] == {
        "field": "flowLogsFlushInterval",
        "wanted": "5m0s",
        "live": "30s",
        "differs": True,
    }


def test_the_schema_knows_every_state_and_count_and_the_rows_of_status() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["row"]["properties"]["state"]["enum"] == list(State)
    assert definitions["report"] == STATUS_SCHEMA["$defs"]["row"]
    exceptions = definitions["row"]["properties"]["exceptions"]["items"]["properties"]
    assert exceptions["kind"]["enum"] == list(Kind)
    assert exceptions["state"]["enum"] == [ExceptionState.OVER, ExceptionState.IN_GRACE, ExceptionState.ENDS_SOON]
    jsonschema.validate(fleet_as_json(fleet(12)), SCHEMA)
    for broken in ({"stacks": 1}, {"stacks": 1, "notLookedAt": 0, "rows": [{"stack": "a"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)


@pytest.mark.parametrize(("found", "status"), [((of,), 0), ((of, drifted), 1), ((of, gone), 1)])
def test_the_exit_status_says_whether_something_has_to_be_done(
    verb: Fleet, clusters: Clusters, found: tuple[Callable[[str], Looked], ...], status: int
) -> None:
    clusters |= {f"stack-{number}": cluster for number, cluster in enumerate(found)}
    assert verb("--format", "json").status == status


def test_one_stack_is_looked_at_where_one_is_named(verb: Fleet, clusters: Clusters) -> None:
    clusters |= {"a": of, "b": PreflightError("not asked")}
    ran = verb("--stack", "a", "--format", "json", "--quiet")
    assert [row["stack"] for row in rows(ran)] == ["a"]
    assert (ran.status, ran.err) == (0, "")


def test_two_stacks_with_one_cluster_name_are_told_unless_that_is_accepted(
    verb: Fleet, clusters: Clusters, tmp_path: Path
) -> None:
    clusters |= {"a": of, "b": of, "c": of}
    verb()
    with (tmp_path / "Pulumi.d.yaml").open("w", encoding="utf-8") as file:
        accepted = "  calico-reporting:accept: {SAME_CLUSTER: one cluster on purpose}\n"
        file.write(STACK_FILE.replace("CONTEXT", "d").replace("CLUSTER", "shared") + accepted)
    clusters["d"] = of
    file_of_d = (tmp_path / "Pulumi.d.yaml").read_text(encoding="utf-8")
    (tmp_path / "Pulumi.b.yaml").write_text(file_of_d.replace(accepted, "").replace("d}", "b}"), encoding="utf-8")
    found = {row.stack: {finding.code for finding in row.findings} for row in FleetLook(tmp_path, list("abcd")).rows()}
    assert {stack for stack, codes in found.items() if "SAME_CLUSTER" in codes} == {"b"}


def test_a_stack_file_with_a_fault_is_a_row_and_the_others_are_there(
    verb: Fleet, clusters: Clusters, tmp_path: Path
) -> None:
    clusters["a"] = of
    (tmp_path / "Pulumi.bad.yaml").write_text("config: {calico-reporting:intervals: never}\n", encoding="utf-8")
    ran = verb("--format", "json")
    assert [(row["stack"], row["cluster"]) for row in rows(ran)] == [("bad", None), ("a", "a")]
    assert "Pulumi.bad.yaml cannot be used" in rows(ran)[0]["reason"]
    assert "pulumi config set --stack bad --path cluster." in rows(ran)[0]["reason"]
    assert ran.status == 2


def test_a_project_without_a_stack_is_a_clear_error(verb: Fleet) -> None:
    ran = verb()
    assert (ran.status, ran.out) == (2, "")
    assert "has no stack file. Make one: pulumi stack init" in ran.err


def test_many_clusters_are_waited_for_at_once(verb: Fleet, clusters: Clusters, tmp_path: Path) -> None:
    clusters |= {f"stack-{number:02}": of for number in range(WAITED_FOR_AT_ONCE)}
    verb("--format", "json")
    all_of_them = Barrier(WAITED_FOR_AT_ONCE, timeout=60)

    def look(settings: Settings, owner: Owner, project: Path, turn: AbstractContextManager[object]) -> Looked:
        all_of_them.wait()
        with turn:
            return of(owner.stack)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "look_at_whole", look)
        done: list[None] = []
        found = FleetLook(tmp_path, list(clusters)).rows(lambda: done.append(None))
    assert len(found) == len(done) == WAITED_FOR_AT_ONCE


def test_a_finding_in_a_base_has_the_bases_line(verb: Fleet, clusters: Clusters, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("# All.\nintervals: workshop\n", encoding="utf-8")
    clusters["a"] = of
    verb()
    text = STACK_FILE.replace("CONTEXT", "a").replace("intervals: production", "extends: [base.yaml]")
    (tmp_path / "Pulumi.a.yaml").write_text(text.replace("CLUSTER", "a"), encoding="utf-8")
    (row,) = FleetLook(tmp_path, ["a"]).rows()
    (found,) = [one for one in row.findings if one.code == "WORKSHOP_INTERVALS"]
    assert (found.file, found.line) == (tmp_path / "base.yaml", 2)
    assert row.drift[0] == "flowLogsFlushInterval is 5m0s, and the stack says 30s"


def test_csv_has_a_line_a_stack_and_no_cell_that_is_a_formula(verb: Fleet, clusters: Clusters) -> None:
    clusters |= {"a": lambda stack: of(stack, flow="30s", version=HOSTILE), "b": PreflightError("=cmd()")}
    found = list(csv.DictReader(StringIO(verb("--format", "csv").out, newline="")))
    assert tuple(found[0]) == COLUMNS
    assert [(one["stack"], one["state"], one["late"]) for one in found] == [("b", "unknown", ""), ("a", "drift", "0")]
    assert found[0]["needs"] == "'=cmd()"
    assert found[1]["version"] == f"'{HOSTILE}"
    assert fleet_as_csv(fleet(30)).count("\r\n") == 31


def hostile() -> list[FleetRow]:
    bad = fleet_row(State.DRIFT, HOSTILE)
    return [FleetRow(HOSTILE, HOSTILE, fault=HOSTILE), FleetRow(**{**_fields(bad), "drift": (HOSTILE,)})]


def _fields(row: FleetRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FleetRow.__slots__}


@pytest.mark.parametrize("width", [80, 200])
def test_a_terminal_gets_no_orders_from_names(width: int) -> None:
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(fleet_table(hostile(), console))
    assert "\x1b]" not in captured.get()
    assert "\x07" not in captured.get()
    assert "[red]" in captured.get()


def test_a_page_shows_names_as_text() -> None:
    page = render_fleet(HOSTILE, hostile(), NOON)
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert "script-src 'sha256-" in page


def table(found: list[FleetRow], width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(fleet_table(found, console))
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [80, 120, 160, 200])
def test_the_table_fits_its_terminal_with_a_line_a_stack(width: int) -> None:
    lines = table(fleet(200), width)
    assert max(map(len, lines)) <= width
    names = [line.split()[0] for line in lines[1:201]]
    assert names == [row.stack for row in fleet(200)]


def test_a_narrow_table_says_what_is_needed_and_a_wide_one_has_columns() -> None:
    found = [fleet_row(State.FAILING, "a"), fleet_row(State.OK, "b")]
    assert table(found, 80)[1].split(maxsplit=3)[3].strip() == "reports: 1 late"
    assert table(found, 200)[0].split() == [
        *("stack", "cluster", "state", "Calico", "intervals", "reports", "findings", "exceptions", "drift")
    ]


def test_below_the_table_stand_the_most_pressing_and_how_many_more_there_are() -> None:
    found = [FleetRow(f"prod-{number:03}", "c", fault=f"reason {number}") for number in range(200)]
    lines = table(found, 120)
    assert sum(line.startswith("unknown: ") for line in lines) == MOST_TOLD
    assert "And 180 more stacks" in " ".join(lines)


def test_the_page_goes_to_a_file_beside_the_table(verb: Fleet, clusters: Clusters, tmp_path: Path) -> None:
    clusters["a"] = of
    ran = verb("--out", tmp_path / "build" / "fleet.html")
    assert ran.out.split()[:2] == ["stack", "cluster"]
    assert "wrote" in ran.err
    assert (tmp_path / "build" / "fleet.html").read_text(encoding="utf-8").startswith("<!doctype html>")
