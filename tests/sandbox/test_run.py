"""`reportctl run` on a real API server: Jobs that succeed, fail, hang, or are not made at all."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from cluster import following
from cluster import look as preflight
from cluster.jobs import Jobs, Seen
from cluster.transport.connection import Connection
from cluster.transport.faults import Unanswered
from cluster.transport.patience import Deadline
from reportctl.__main__ import main
from reporting.objects.live import POD_TEMPLATE, LiveCluster, Outcome, Source
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from sandbox import ControlPlane, SandboxError
from tests.cluster import Kubectl
from tests.sandbox.conftest import Create
from tests.unit.stacks import settings

Answer = tuple[int, str, str]
Ending = Callable[..., None]

INVENTORY = {"reportType": "inventory", "schedule": "8 6 * * *"}
LAST = ("--last", "2h")
NAMESPACE = "tigera-compliance"
SANDBOX_LOG = 'level=info msg="sandbox: no reporter runs here"'


@dataclass
class Project:
    """A project with stack `test` on the control plane, and a run id that no other test has."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    id: str
    reports: list[str]
    stack: dict[str, Any] = field(default_factory=dict)

    def write(self, **values: Any) -> None:
        self.stack.update(values)
        config = {f"calico-reporting:{key}": value for key, value in self.stack.items()}
        (self.folder / "Pulumi.test.yaml").write_text(yaml.safe_dump({"config": config}))

    def arguments(self, *more: str) -> list[str]:
        return ["run", "--stack", "test", "--project", str(self.folder), *more]

    def run(self, *more: str) -> Answer:
        """Exit status, standard output and standard error."""
        self.monkeypatch.setattr(sys, "argv", ["reportctl", *self.arguments(*more)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        return int(ended.value.code or 0), out, err

    def job(self, report: str) -> str:
        return f"{self.id}.{report}"


@pytest.fixture
def unreached(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose cluster nobody reaches: there is no kubeconfig."""
    unique = uuid4().hex[:8]
    reports = [f"daily-{unique}", f"weekly-{unique}"]
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n")
    made = Project(tmp_path, capsys, monkeypatch, f"run-{unique}", reports)
    made.write(
        cluster={"name": "test", "kubeconfig": "kubeconfig"},
        intervals="production",
        reportSets={"all": {"reports": dict.fromkeys(reports, INVENTORY)}},
    )
    return made


@pytest.fixture
def project(unreached: Project, control_plane: ControlPlane, kubectl: Kubectl, create: Create) -> Iterator[Project]:
    """A project on the control plane, which has its reports."""
    (unreached.folder / "kubeconfig").write_text(control_plane.kubeconfig.read_text())
    kind = {"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport"}
    create(_list({**kind, "metadata": {"name": name}, "spec": INVENTORY} for name in unreached.reports))
    yield unreached
    kubectl("delete", "jobs", "-n", NAMESPACE, "-l", f"calico-reporting/run={unreached.id}", "--ignore-not-found")


def _list(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "List", "items": list(items)}


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Ending:
    """What becomes of the Pods: annotations of the sandbox, as if the PodTemplate had them."""

    def choose(**annotations: str) -> None:
        stated = {f"sandbox.calico-reporting/{key.replace('_', '-')}": value for key, value in annotations.items()}
        _after_the_look(monkeypatch, lambda live: replace(live, pod_template=_annotated(live.pod_template, stated)))

    return choose


def _annotated(template: Mapping[str, Any] | None, annotations: dict[str, str]) -> dict[str, Any]:
    assert template is not None
    metadata = template["metadata"]
    stated = {**(metadata.get("annotations") or {}), **annotations}
    return {**template, "metadata": {**metadata, "annotations": stated}}


def _after_the_look(monkeypatch: pytest.MonkeyPatch, change: Callable[[LiveCluster], LiveCluster]) -> None:
    look = preflight.look_through
    monkeypatch.setattr(preflight, "look_through", lambda *arguments: change(look(*arguments)))


def live_jobs(kubectl: Kubectl, project: Project) -> dict[str, Any]:
    found = kubectl("get", "jobs", "-n", NAMESPACE, "-l", f"calico-reporting/run={project.id}", "-o", "json")
    return {item["metadata"]["name"]: item for item in found["items"]}


# Runs that go well


def test_who_may_run_by_hand_by_the_stacks_access_needs_nothing_else(
    project: Project, control_plane: ControlPlane, kubectl: Kubectl
) -> None:
    grant = {"operators": {"may": "run", "groups": ["operators"]}}
    planned = plan(settings(reportSets=project.stack["reportSets"], access=grant)).access["operators"]
    granted = json.dumps(_list(dict(one) for one in planned.objects(Owner("calico-reporting", project.id)).values()))
    kubectl("apply", "--server-side", "-f", "-", stdin=granted)
    config = json.loads(control_plane.kubeconfig.read_text())
    config["users"][0]["user"] |= {"as": "ann@example.com", "as-groups": ["operators"]}
    (project.folder / "kubeconfig").write_text(json.dumps(config))
    try:
        code, out, err = project.run(project.reports[0], *LAST, "--id", project.id, "--wait")
    finally:
        kubectl("delete", "-f", "-", stdin=granted)
    assert code == 0, err
    assert f"{project.reports[0]}: succeeded" in out


def test_reports_are_made_and_the_way_to_them_is_said(project: Project, kubectl: Kubectl) -> None:
    project.write(links={"product": "enterprise", "manager": "https://manager.example.com"})
    status, out, err = project.run(*project.reports, *LAST, "--wait", "--id", project.id)
    assert status == 0
    for report in project.reports:
        assert f"{report}: succeeded" in out
        assert f"made Job {NAMESPACE}/{project.job(report)}" in err
        assert f"{project.job(report)}: ended\n" in err
    assert "succeeded" not in err
    assert "Compliance Reports, at https://manager.example.com/login/token" in out
    assert set(live_jobs(kubectl, project)) == {project.job(report) for report in project.reports}


def test_no_stack_takes_the_jobs_for_its_own_and_they_say_what_they_cover(project: Project, kubectl: Kubectl) -> None:
    before = (project.folder / "Pulumi.test.yaml").read_bytes()
    window = ("--start", "2026-11-20T09:00:00+01:00", "--end", "2026-11-20T10:00:00Z")
    status, _, _ = project.run(project.reports[0], *window, "--id", project.id)
    assert status == 0
    [job] = live_jobs(kubectl, project).values()
    assert not Owner("calico-reporting", "test").owns(job["metadata"]["labels"])
    assert job["metadata"]["labels"] == {
        "app.kubernetes.io/managed-by": "reportctl",
        "calico-reporting/run": project.id,
    }
    assert (
        job["metadata"]["annotations"].items()
        >= {
            "calico-reporting/run": project.id,
            "calico-reporting/report": project.reports[0],
            "calico-reporting/start": "2026-11-20T08:00:00Z",
            "calico-reporting/end": "2026-11-20T10:00:00Z",
        }.items()
    )
    assert (project.folder / "Pulumi.test.yaml").read_bytes() == before


def test_without_wait_the_jobs_are_left_to_themselves(project: Project) -> None:
    status, out, err = project.run(project.reports[0], *LAST, "--id", project.id)
    assert (status, out) == (0, "")
    kubectl = f"kubectl --kubeconfig {project.folder}/kubeconfig --namespace {NAMESPACE}"
    assert f"{kubectl} get jobs -l calico-reporting/run={project.id}" in err
    assert f"{kubectl} delete jobs -l calico-reporting/run={project.id}" in err


def test_a_dry_run_prints_what_the_api_server_would_take_and_makes_nothing(project: Project, kubectl: Kubectl) -> None:
    status, out, _ = project.run(*project.reports, *LAST, "--dry-run", "--id", project.id)
    assert status == 0
    printed = list(yaml.safe_load_all(out))
    assert [job["metadata"]["name"] for job in printed] == [project.job(report) for report in project.reports]
    assert "created (server dry run)" in kubectl("create", "--dry-run=server", "-f", "-", stdin=out)
    assert live_jobs(kubectl, project) == {}


def test_the_id_is_by_default_made_of_the_windows_end(project: Project) -> None:
    _, out, _ = project.run(project.reports[0], *LAST, "--end", "2026-11-20T10:07:30+01:00", "--dry-run")
    [job] = yaml.safe_load_all(out)
    assert re.fullmatch(rf"adhoc-20261120-0907-[0-9a-f]{{6}}\.{project.reports[0]}", job["metadata"]["name"])


def test_runs_of_the_same_minute_share_no_id(project: Project) -> None:
    window = ("--last", "2h", "--end", "2026-11-20T10:07:30Z", "--dry-run")
    made = [yaml.safe_load(project.run(project.reports[0], *window)[1]) for _ in range(2)]
    first, second = (job["metadata"]["labels"]["calico-reporting/run"] for job in made)
    assert first != second


def test_last_counts_from_now(project: Project) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    _, out, _ = project.run(project.reports[0], *LAST, "--dry-run")
    [job] = yaml.safe_load_all(out)
    end = datetime.fromisoformat(job["metadata"]["annotations"]["calico-reporting/end"])
    start = datetime.fromisoformat(job["metadata"]["annotations"]["calico-reporting/start"])
    assert before <= end <= datetime.now(UTC)
    assert end - start == timedelta(hours=2)


def test_quiet_leaves_the_results(project: Project) -> None:
    status, out, err = project.run(project.reports[0], *LAST, "--wait", "--quiet", "--id", project.id)
    assert (status, err) == (0, "")
    assert out.startswith(f"{project.reports[0]}: succeeded\n")


# Runs that fail


def test_a_failed_job_is_shown_with_its_pods_reason_and_last_log_lines(project: Project, outcome: Ending) -> None:
    outcome(outcome="fail", exit_code="137", reason="OOMKilled", message="out of memory")
    status, out, err = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    said = "failed: container reporter ended with exit code 137, OOMKilled (out of memory)"
    assert f"{project.reports[0]}: {said}\n    {SANDBOX_LOG}\n" in out
    assert "Where to look" not in out
    assert f"delete jobs -l calico-reporting/run={project.id}" in err
    assert "(--id)" in err
    assert "reporter.deadline" not in err


def test_a_hanging_job_ends_at_its_deadline(project: Project, outcome: Ending) -> None:
    outcome(outcome="hang")
    project.write(reporter={"deadline": "1s"})
    status, out, err = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    assert f"{project.reports[0]}: failed: it had not ended after its deadline of 1 s (DeadlineExceeded)\n" in out
    assert "no log: " in out
    assert "pulumi config set --path reporter.deadline 20m" in err


def test_a_job_that_no_node_takes_says_so_while_it_waits_and_at_its_end(project: Project, kubectl: Kubectl) -> None:
    spec = {**INVENTORY, "jobNodeSelector": {"pool": "no-such-pool"}}
    project.write(reporter={"deadline": "3s"}, reportSets={"all": {"reports": {project.reports[0]: spec}}})
    status, out, err = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    waits = "waits for a node: Unschedulable (0/"
    assert f"{project.job(project.reports[0])}: {waits}" in err
    assert re.search(
        r"failed: it had not ended after its deadline of 3 s \(DeadlineExceeded\); it " + re.escape(waits), out
    )
    [job] = live_jobs(kubectl, project).values()
    assert job["spec"]["template"]["spec"]["nodeSelector"] == {"pool": "no-such-pool", "kubernetes.io/os": "linux"}


def test_a_job_that_somebody_deletes_has_failed(
    project: Project, outcome: Ending, kubectl: Kubectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome(outcome="hang")
    job = project.job(project.reports[0])
    monkeypatch.setattr(following, "sleep", lambda _: kubectl("delete", "job", "-n", NAMESPACE, job))
    status, out, _ = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    assert "failed: the Job is gone: somebody has deleted it" in out


def test_an_interrupt_ends_the_waiting_and_not_the_jobs(
    project: Project, outcome: Ending, kubectl: Kubectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    outcome(outcome="hang")
    monkeypatch.setattr(following, "sleep", interrupt)
    status, _, err = project.run(project.reports[0], *LAST, "--wait", "--quiet", "--id", project.id)
    assert status == 130
    assert "interrupted; the Jobs go on" in err
    assert f"get jobs -l calico-reporting/run={project.id}" in err
    assert set(live_jobs(kubectl, project)) == {project.job(project.reports[0])}


def test_a_cluster_that_does_not_answer_for_a_while_is_asked_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mapping[str, str]] = []
    look = Jobs.look

    def at_first_unanswered(jobs: Jobs, names: Collection[str], labels: Mapping[str, str]) -> Seen:
        asked.append(labels)
        if len(asked) == 1:
            raise Unanswered("503: apiserver is starting")
        return look(jobs, names, labels)

    monkeypatch.setattr(Jobs, "look", at_first_unanswered)
    status, out, err = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 0
    assert "the cluster does not answer (503: apiserver is starting); it is asked again" in err
    assert f"{project.reports[0]}: succeeded" in out


def test_a_job_whose_end_never_comes_is_given_up(
    project: Project, outcome: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome(outcome="hang")
    clock = iter((0.0, 1.0, 10_000.0))
    monkeypatch.setattr(following, "monotonic", lambda: next(clock))
    monkeypatch.setattr(following, "sleep", lambda _: None)
    status, out, _ = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    assert "failed: it has not ended within 600 s, its deadline included" in out


def test_only_the_pods_of_jobs_that_have_not_ended_are_asked_for(
    project: Project, outcome: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    get_all = Connection.get_all

    def noted(connection: Connection, source: Source, deadline: Deadline, selector: str = "") -> list[dict[str, Any]]:
        asked.append((source.plural, selector))
        return get_all(connection, source, deadline, selector)

    monkeypatch.setattr(Connection, "get_all", noted)
    project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert {selector for plural, selector in asked if plural == "pods"} == {
        f"job-name in ({project.job(project.reports[0])})"
    }


def test_a_login_by_a_program_is_made_once_for_a_whole_run(project: Project, kubectl: Kubectl, create: Create) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, SEE_JOBS, MAKE_JOBS, SEE_PODS)
    kubeconfig = json.loads((project.folder / "kubeconfig").read_text())
    version = "client.authentication.k8s.io/v1beta1"
    answer = {"apiVersion": version, "kind": "ExecCredential", "status": kubeconfig["users"][0]["user"]}
    (project.folder / "answer").write_text(json.dumps(answer))
    login = ["-c", f"echo >> {project.folder}/asked; cat {project.folder}/answer"]
    kubeconfig["users"][0]["user"] = {"exec": {"apiVersion": version, "command": "sh", "args": login}}
    (project.folder / "kubeconfig").write_text(json.dumps(kubeconfig))
    status, _, _ = project.run(*project.reports, *LAST, "--wait", "--id", project.id)
    assert status == 0
    assert len((project.folder / "asked").read_text().splitlines()) == 1


# Rights


def granted(project: Project, kubectl: Kubectl, create: Create, *compliance: dict[str, Any]) -> None:
    """From now on the project's login may read Calico's API, and in the reporters' namespace what is said."""
    name = project.id
    rbac = "rbac.authorization.k8s.io"
    groups = ["projectcalico.org", "operator.tigera.io"]
    read = [{"apiGroups": groups, "resources": ["*"], "verbs": ["get", "list"]}]
    account = {"kind": "ServiceAccount", "metadata": {"name": name, "namespace": NAMESPACE}}
    items: list[dict[str, Any]] = [{"apiVersion": "v1", **account}]
    for kind, metadata, rules in (
        ("ClusterRole", {"name": name}, read),
        ("Role", {"name": name, "namespace": NAMESPACE}, list(compliance)),
    ):
        role = {"apiGroup": rbac, "kind": kind, "name": name}
        subjects = [{"kind": "ServiceAccount", "name": name, "namespace": NAMESPACE}]
        binding = {"kind": f"{kind}Binding", "metadata": metadata, "roleRef": role, "subjects": subjects}
        items += [{"apiVersion": f"{rbac}/v1", "kind": kind, "metadata": metadata, "rules": rules}]
        items += [{"apiVersion": f"{rbac}/v1", **binding}]
    create(_list(items))
    token = kubectl("create", "token", name, "-n", NAMESPACE).strip()
    kubeconfig = json.loads((project.folder / "kubeconfig").read_text())
    kubeconfig["users"][0]["user"] = {"token": token}
    (project.folder / "kubeconfig").write_text(json.dumps(kubeconfig))


READ_TEMPLATE = {"apiGroups": [""], "resources": ["podtemplates"], "verbs": ["get"]}
SEE_JOBS = {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["list"]}
MAKE_JOBS = {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["create"]}
SEE_PODS = {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}


def test_without_the_right_to_read_logs_the_reason_is_still_said(
    project: Project, outcome: Ending, kubectl: Kubectl, create: Create
) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, SEE_JOBS, MAKE_JOBS, SEE_PODS)
    outcome(outcome="fail", exit_code="3")
    status, out, _ = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    assert "container reporter ended with exit code 3" in out
    assert "no log: this login has no right to get pods/log in namespace tigera-compliance" in out


def test_without_the_right_to_list_pods_the_jobs_reason_is_said(
    project: Project, outcome: Ending, kubectl: Kubectl, create: Create
) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, SEE_JOBS, MAKE_JOBS)
    outcome(outcome="fail")
    status, out, _ = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 1
    assert "failed: BackoffLimitExceeded" in out
    assert "this login has no right to list pods" in out


def test_without_the_right_to_make_jobs_none_is_made(project: Project, kubectl: Kubectl, create: Create) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, SEE_JOBS)
    status, _, err = project.run(*project.reports, *LAST, "--wait", "--id", project.id)
    assert status == 2
    assert "forbidden" in err
    assert "the right to create jobs" in err
    assert live_jobs(kubectl, project) == {}


def test_without_the_right_to_list_jobs_they_are_made_and_not_followed(
    project: Project, kubectl: Kubectl, create: Create
) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, MAKE_JOBS)
    status, _, err = project.run(project.reports[0], *LAST, "--wait", "--id", project.id)
    assert status == 2
    assert "the Jobs were made and go on, but cannot be followed" in err
    assert set(live_jobs(kubectl, project)) == {project.job(project.reports[0])}


def test_a_name_that_is_taken_is_found_also_without_the_right_to_list_jobs(
    project: Project, kubectl: Kubectl, create: Create
) -> None:
    granted(project, kubectl, create, READ_TEMPLATE, MAKE_JOBS)
    project.run(project.reports[0], *LAST, "--id", project.id)
    status, _, err = project.run(project.reports[0], *LAST, "--id", project.id)
    assert status == 2
    assert f"Job {project.job(project.reports[0])} exists already" in err


# Runs that cannot be made


def test_a_name_that_is_taken_is_refused_with_the_ways_out(project: Project, kubectl: Kubectl) -> None:
    project.run(project.reports[0], *LAST, "--id", project.id)
    status, _, err = project.run(*project.reports, *LAST, "--id", project.id)
    assert status == 2
    job = project.job(project.reports[0])
    assert f"Job {job} exists already in namespace {NAMESPACE}" in err
    assert f"--id {project.id}-2" in err
    assert f"--namespace {NAMESPACE} delete job {job}" in err
    assert project.run(project.reports[0], *LAST, "--dry-run", "--id", project.id)[:2] == (2, "")
    assert set(live_jobs(kubectl, project)) == {job}


def test_where_one_job_is_refused_none_is_made(project: Project, kubectl: Kubectl, create: Create) -> None:
    policy = {
        "failurePolicy": "Fail",
        "matchConstraints": {
            "objectSelector": {"matchLabels": {"calico-reporting/run": project.id}},
            "resourceRules": [
                {"apiGroups": ["batch"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["jobs"]}
            ],
        },
        "validations": [
            {"expression": f"!object.metadata.name.endsWith('{project.reports[1]}')", "message": "not on weekdays"}
        ],
    }
    admission, metadata = "admissionregistration.k8s.io/v1", {"name": project.id}
    create(
        {"apiVersion": admission, "kind": "ValidatingAdmissionPolicy", "metadata": metadata, "spec": policy},
    )
    binding = {"policyName": project.id, "validationActions": ["Deny"]}
    create(
        {"apiVersion": admission, "kind": "ValidatingAdmissionPolicyBinding", "metadata": metadata, "spec": binding},
    )
    _, manifests, _ = project.run(project.reports[1], *LAST, "--dry-run", "--id", project.id)
    _wait_until_refused(kubectl, manifests)
    status, _, err = project.run(*project.reports, *LAST, "--id", project.id)
    assert status == 2
    assert f"Job {NAMESPACE}/{project.job(project.reports[1])} was not made" in err
    assert "not on weekdays" in err
    assert "No other was made" in err
    assert live_jobs(kubectl, project) == {}


def _wait_until_refused(kubectl: Kubectl, manifest: str) -> None:
    while True:
        try:
            kubectl("create", "--dry-run=server", "-f", "-", stdin=manifest)
        except SandboxError:
            return


def test_an_unknown_report_is_refused_with_those_there_are(unreached: Project) -> None:
    status, _, err = unreached.run("dayly", *LAST)
    assert status == 2
    assert "REPORT: 'dayly' is no report of this stack" in err
    assert ", ".join(unreached.reports) in err


def test_a_report_that_is_not_on_the_cluster_is_refused(project: Project, kubectl: Kubectl) -> None:
    kubectl("delete", "globalreport", project.reports[0])
    status, _, err = project.run(*project.reports, *LAST, "--id", project.id)
    assert status == 2
    assert f"the cluster has no GlobalReport {project.reports[0]}, and a reporter reads it from there" in err
    assert "pulumi up" in err
    assert live_jobs(kubectl, project) == {}


def test_without_a_podtemplate_the_reason_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_template(live: LiveCluster) -> LiveCluster:
        return replace(live, pod_template=None, outcomes={**live.outcomes, POD_TEMPLATE: Outcome.ABSENT})

    _after_the_look(monkeypatch, without_template)
    status, _, err = project.run(project.reports[0], *LAST, "--id", project.id)
    assert status == 2
    assert "needs PodTemplate tigera-compliance/tigera.io.report, which is not there" in err


def test_a_template_without_a_reporter_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    containers = [{"name": "one", "image": "one"}, {"name": "two", "image": "two"}]
    _after_the_look(monkeypatch, lambda live: replace(live, pod_template={"spec": {"containers": containers}}))
    status, _, err = project.run(project.reports[0], *LAST, "--id", project.id)
    assert status == 2
    assert "has containers one, two and none called reporter" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "neither --last nor --start was given"),
        (("--last", "2h", "--start", "2026-11-20T08:00:00Z"), "both --last and --start were given"),
        (("--last", "2 hours"), "--last: '2 hours'"),
        (("--last", "0s"), "--last: '0s' is no time to report on"),
        (("--start", "yesterday"), "--start: 'yesterday' is not an instant"),
        (("--last", "2h", "--end", "2026-11-20 10:00"), "--end: '2026-11-20 10:00' is not an instant"),
        (("--start", "2026-11-20T10:00:00Z", "--end", "2026-11-20T08:00:00Z"), "before its start"),
        (("--last", "2h", "--end", "2999-01-01T00:00:00Z"), "which is in the future"),
        (("--last", "2h", "--id", "First_Look"), "--id: 'First_Look' is not a run's id"),
    ],
)
def test_a_window_or_id_that_makes_no_sense_is_refused(unreached: Project, options: tuple[str, ...], said: str) -> None:
    status, out, err = unreached.run(unreached.reports[0], *options)
    assert (status, out) == (2, "")
    assert said in err


def test_a_faulty_stack_file_is_refused_with_its_name(unreached: Project) -> None:
    unreached.write(intervals="sometimes")
    status, _, err = unreached.run(unreached.reports[0], *LAST)
    assert status == 2
    assert "Pulumi.test.yaml: intervals: 'sometimes'" in err


def test_a_stack_without_compliance_has_nothing_to_run(unreached: Project) -> None:
    unreached.write(compliance="absent")
    status, _, err = unreached.run(unreached.reports[0], *LAST)
    assert status == 2
    assert "says compliance: absent" in err


def test_a_cluster_that_cannot_be_reached_is_said(project: Project) -> None:
    kubeconfig = json.loads((project.folder / "kubeconfig").read_text())
    kubeconfig["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"
    (project.folder / "kubeconfig").write_text(json.dumps(kubeconfig))
    status, _, err = project.run(project.reports[0], *LAST)
    assert status == 2
    assert "The cluster at https://127.0.0.1:1 (context" in err
    assert "preflight skip" not in err


# On a terminal


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
def test_a_terminal_shows_moving_lines_with_colour_only_where_wanted(
    project: Project, environment: dict[str, str]
) -> None:
    ours, theirs = pty.openpty()
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    command = [sys.executable, "-m", "reportctl", *project.arguments(project.reports[0], *LAST, "--wait")]
    done = subprocess.run(
        [*command, "--id", project.id],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**inherited, "TERM": "xterm-256color", **environment},
        check=False,
        text=True,
    )
    os.close(theirs)
    shown = _all_of(ours)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{project.reports[0]}: succeeded\n")
    assert "\x1b[?25l" in shown
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-9]", shown)) is not bool(environment)


def _all_of(terminal: int) -> str:
    shown = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(terminal)
    return shown.decode()
