"""What the CLI and the program make of a stack file's text, faulty or odd."""

import pytest

from tests.engine.live import Live
from tests.engine.stacks import WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

FAULTY = """
config:
  calico-reporting:cluster: {name: sandbox, kubeconfig: .sandbox/kubeconfig}
  calico-reporting:intervals: fast
  calico-reporting:felix: {flowLogsFlushInterval: 5 minutes}
  calico-reporting:reprotSets: {}
  calico-reporting:reportSets:
    one:
      reports:
        a: {reportType: inventory, schedule: "0 0 * * 7"}
        A_b: {reportType: inventory, schedule: "0 6 * * *"}
    two:
      reports:
        a: {reportType: inventory, schedule: "0 6 * * *", shedule: x}
        cis: {reportType: cis-benchmark, schedule: "0 6 * * *", cis: {resultsFilters: [
              {benchmarkSelection: {kubernetesVersion: 1.30}}]}}
  calico-reporting:runs:
    ghost: {reports: [nobody], last: 2h, until: "2026-11-20T10:00:00Z"}
    backwards: {reports: [a], start: "2026-11-20T10:00:00Z", end: "2026-11-20T08:00:00Z"}
    ahead: {reports: [a], start: "2026-11-20T10:00:00Z", end: "2999-01-01T00:00:00Z"}
    open: {reports: [a], last: 2h}
"""

FAULTS = [
    "intervals: 'fast' is not a profile",
    "felix.flowLogsFlushInterval: '5 minutes'",
    "reprotSets: unknown key. Did you mean reportSets?",
    "reportSets.one.reports.a.schedule: '0 0 * * 7'",
    "reportSets.one.reports.A_b: 'A_b'",
    "reportSets.two.reports.a: the report is also in set one",
    "reportSets.two.reports.a.shedule: unknown key. Did you mean schedule?",
    "reportSets.two.reports.cis.cis.resultsFilters[0].benchmarkSelection.kubernetesVersion: 1.3",
    "runs.ghost.reports[0]: 'nobody' is no report of this stack",
    "runs.backwards: the window ends at 2026-11-20T08:00:00Z, before its start",
    "runs.ahead: the window ends at 2999-01-01T00:00:00Z, which is in the future",
    "runs.open: last is said without until",
]


def test_every_fault_of_a_stack_file_is_shown_at_once_and_nothing_changes(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a"))
    assert stack.up().ok
    before, resources = live.versions(), stack.resources()
    faulty = stack.says_text(FAULTY).up()
    assert not faulty.ok
    assert [fault for fault in FAULTS if f"error: {fault}" not in faulty.said] == []
    assert "Traceback" not in faulty.said
    assert "unhandled error" not in faulty.said
    assert (live.versions(), stack.resources()) == (before, resources)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "config:\n  calico-reporting:intervals: workshop\n  calico-reporting:intervals: production\n",
            "already defined",
        ),
        ("config:\n  calico-reporting:felix: {l7LogsFlushInterval: 1m, l7LogsFlushInterval: 2m}\n", "already defined"),
        ("config:\n  calico-reporting:links: manager\n", "'links' must be of type 'object'"),
        ("config: [calico-reporting:intervals, workshop]\n", "cannot unmarshal"),
    ],
    ids=["a key twice", "an inner key twice", "text for a map", "a list for the map of keys"],
)
def test_a_file_that_the_cli_cannot_read_is_refused_before_the_program(
    stacks: Stacks, live: Live, text: str, said: str
) -> None:
    before = live.versions()
    refused = stacks("team", values("a")).says_text(text).up()
    assert not refused.ok
    assert said in refused.said
    assert refused.steps == {}
    assert live.versions() == before


UNQUOTED = """
config:
  calico-reporting:cluster: {name: sandbox, kubeconfig: .sandbox/kubeconfig}
  calico-reporting:intervals: workshop
  calico-reporting:intervalsUntil: 2027-01-01
  calico-reporting:reportSets: {team: {reports: {a: {reportType: inventory, schedule: 0 6 * * *}}}}
  calico-reporting:runs:
    zulu: {reports: [a], last: 2h, until: 2026-11-20T10:00:00Z}
    east: {reports: [a], start: 2026-11-20T08:00:00+01:00, end: 2026-11-20T10:30:00+01:00}
    days: {reports: [a], start: 2026-11-19, end: 2026-11-20}
"""


def test_dates_mean_the_same_with_and_without_quotes(stacks: Stacks) -> None:
    stack = stacks("team", values()).says_text(UNQUOTED)
    up = stack.up()
    assert up.ok, up.said
    windows = {name: (run["a"]["start"], run["a"]["end"]) for name, run in up.outputs["runs"].items()}
    assert windows == {
        "zulu": ("2026-11-20T08:00:00Z", "2026-11-20T10:00:00Z"),
        "east": ("2026-11-20T07:00:00Z", "2026-11-20T09:30:00Z"),
        "days": ("2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"),
    }
    dates = ("2027-01-01", "2026-11-20T10:00:00Z", "2026-11-20T08:00:00+01:00", "2026-11-20T10:30:00+01:00")
    quoted = UNQUOTED.replace("2026-11-19,", '"2026-11-19",').replace("end: 2026-11-20}", 'end: "2026-11-20"}')
    for date in dates:
        quoted = quoted.replace(date, f'"{date}"')
    preview = stack.says_text(quoted).preview("--expect-no-changes")
    assert preview.ok, preview.said


def test_the_commands_that_messages_name_mend_what_they_complain_of(stacks: Stacks, live: Live) -> None:
    live.create_report("a", {"reportType": "inventory"})
    stack = stacks("team", values("a", cluster={}, runs={"look": {"reports": ["a"], "last": "2h"}}))
    plane = live.control_plane
    for command in (
        "pulumi config set --path cluster.name workshop",
        'pulumi config set --path cluster.context "$(kubectl config current-context)"',
        "pulumi config set --path 'runs.look.until' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"",
        "pulumi config set --path 'adopt[0]' a",
    ):
        refused = stack.with_environment(KUBECONFIG=str(plane.kubeconfig)).preview()
        assert command in refused.said
        stack.paste(command, plane)
    up = stack.with_environment(KUBECONFIG=str(plane.kubeconfig)).up()
    assert up.ok, up.said
    assert live.reports["a"]["spec"]["schedule"] == "0 6 * * *"
    assert list(live.jobs) == ["look.a"]


def test_a_cluster_that_cannot_be_reached_is_named_and_a_preview_without_it_is_possible(
    stacks: Stacks, live: Live
) -> None:
    stack = stacks("team", values("a", runs={"look": {"reports": ["a"], **WINDOW}}))
    link = stack.project / ".sandbox" / "kubeconfig"
    text = live.control_plane.kubeconfig.read_text()
    link.unlink()
    link.write_text(text.replace("https://127.0.0.1:", "https://127.0.0.1:9/"))
    unreachable = stack.up()
    assert not unreachable.ok
    assert "cannot be reached" in unreachable.said
    assert "Traceback" not in unreachable.said
    stack.paste("pulumi config set preflight skip", live.control_plane)
    preview = stack.preview("--refresh=false")
    assert preview.ok, preview.said
    assert preview.to("GlobalReport") == {"a": "create"}
    assert preview.to("Job") == {"look.a": "create"}


def test_the_stack_of_a_cluster_that_is_gone_is_removed_as_its_error_says(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", runs={"look": {"reports": ["a"], **WINDOW}}))
    assert stack.up().ok
    link = stack.project / ".sandbox" / "kubeconfig"
    text = live.control_plane.kubeconfig.read_text()
    link.unlink()
    link.write_text(text.replace("https://127.0.0.1:", "https://127.0.0.1:9/"))
    gone = "pulumi stack rm --force --preserve-config"
    assert gone in stack.up().said
    stack.config_set("preflight", "skip")
    assert gone in stack.up().said
    stack.paste(f"{gone} --yes --stack team", live.control_plane)
    assert stack.file.exists()
    assert live.reports
