"""What reaches the engine: names, parents and options decide whether users' clusters stay whole."""

import re
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.kubernetes import PROVIDER_VERSION, provider
from components.reporting_stack import ReportingStack, ReportingStackArgs
from reporting.objects.job_status import job_result
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.objects.pod_template import built_in_template
from reporting.stack.settings import Settings
from tests.project import ROOT, STACKS
from tests.unit.registrations import Registrations, registered
from tests.unit.stacks import sample, settings, with_reports

OWNER = Owner("calico-reporting", "workshop")
LABELS = {
    "app.kubernetes.io/managed-by": "pulumi",
    "calico-reporting/project": "calico-reporting",
    "calico-reporting/stack": "workshop",
}
TEMPLATE = LiveCluster(pod_template=built_in_template("v3.22.1"))


def registrations(of: Settings, live: LiveCluster = TEMPLATE, owner: Owner = OWNER) -> Registrations:
    def program() -> None:
        opts = pulumi.ResourceOptions(providers=[provider(of.cluster)])
        ReportingStack("reporting", ReportingStackArgs(plan(of, live), owner), opts, live=live)

    return registered(program)


@pytest.mark.parametrize("stack", STACKS)
def test_components_register_what_render_prints(stack: str) -> None:
    of = sample(stack)
    seen = registrations(of)
    assert {one.name: one.spec for one in seen.of("GlobalReport")} == {
        name: planned.spec for name, planned in plan(of).reports.items()
    }
    assert seen.one("FelixConfigurationPatch", "default").spec == plan(of).felix.spec


@pytest.mark.parametrize("stack", STACKS)
def test_logical_names_are_kubernetes_names(stack: str) -> None:
    objects = [one for one in registrations(sample(stack)).all if one.type.startswith("kubernetes:")]
    assert objects
    assert all(one.name == one.metadata["name"] for one in objects)


def test_every_object_uses_the_stacks_own_provider() -> None:
    objects = [one for one in registrations(sample("dev")).all if one.type.startswith("kubernetes:")]
    assert {one.provider.split("::")[-2] for one in objects} == {"sandbox"}


def test_parents_lead_from_the_stack_to_each_object() -> None:
    seen = registrations(sample("dev"))
    parents = {(one.type.split(":")[-1], one.name): one.parent for one in seen.all if one.parent}
    assert parents["FelixFlush", "felix"] == "reporting"
    assert parents["FelixConfigurationPatch", "default"] == "felix"
    assert parents["ReportSet", "hipstershop"] == "reporting"
    assert parents["GlobalReport", "daily-soc2-inventory"] == "hipstershop"
    assert parents["GlobalReport", "daily-cis-benchmark"] == "nodes"
    assert parents["ReporterRun", "first-look"] == "reporting"
    assert parents["Job", "first-look.daily-cis-benchmark"] == "first-look"


def test_the_provider_records_no_kubeconfig_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/home/somebody/.kube/config")
    [found] = registrations(sample("workshop")).of("kubernetes")
    assert set(found.inputs) == {"clusterIdentifier", "context", "enablePatchForce", "kubeClientSettings"}
    assert found.inputs["clusterIdentifier"] == "workshop"
    assert found.inputs["context"] == "calico-workshop"


def test_the_provider_is_the_one_that_the_pinned_sdk_installs() -> None:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^pulumi-kubernetes==(.*)$", pins, re.MULTILINE)[1] == PROVIDER_VERSION  # type: ignore[index]


def test_felix_is_deaf_to_what_others_write_into_its_annotations() -> None:
    [felix] = registrations(settings()).of("FelixConfigurationPatch")
    assert felix.ignore_changes == ["metadata.annotations"]


def test_felix_is_left_as_it_is_when_the_stack_goes() -> None:
    [felix] = registrations(settings()).of("FelixConfigurationPatch")
    assert felix.retain_on_delete


def test_felix_carries_the_patch_annotations_and_no_label() -> None:
    [felix] = registrations(settings()).of("FelixConfigurationPatch")
    assert felix.metadata == {
        "name": "default",
        "annotations": {
            "pulumi.com/patchFieldManager": "calico-reporting-workshop",
        },
    }


def test_each_stack_has_a_field_manager_of_its_own() -> None:
    other = registrations(settings(), owner=Owner("calico-reporting", "production")).of("FelixConfigurationPatch")
    assert other[0].metadata["annotations"]["pulumi.com/patchFieldManager"] == "calico-reporting-production"


def test_felix_gets_both_intervals_and_those_overridden() -> None:
    of = settings(intervals="workshop", felix={"dnsLogsFlushInterval": "60s", "l7LogsFlushInterval": "300s"})
    [felix] = registrations(of).of("FelixConfigurationPatch")
    assert felix.spec == {
        "flowLogsFlushInterval": "30s",
        "dnsLogsFlushInterval": "1m0s",
        "l7LogsFlushInterval": "5m0s",
    }


def test_felix_gets_an_interval_that_has_no_name() -> None:
    [felix] = registrations(settings(intervals="90s")).of("FelixConfigurationPatch")
    assert felix.spec == {"flowLogsFlushInterval": "1m30s", "dnsLogsFlushInterval": "1m30s"}


def test_a_report_carries_the_stacks_labels_and_can_be_taken_back() -> None:
    report = registrations(with_reports("one")).one("GlobalReport", "one")
    assert report.metadata == {
        "name": "one",
        "labels": LABELS,
    }


def test_a_report_goes_with_its_stack() -> None:
    assert not registrations(with_reports("one")).one("GlobalReport", "one").retain_on_delete


def test_a_new_report_is_created_and_a_live_one_imported() -> None:
    live = LiveCluster(reports={"old": LiveObject("old", LABELS)})
    seen = registrations(with_reports("old", "new"), live)
    assert seen.one("GlobalReport", "old").import_id == "old"
    assert seen.one("GlobalReport", "new").import_id == ""


def test_an_adopted_report_keeps_its_labels_and_annotations() -> None:
    live = LiveCluster(reports={"old": LiveObject("old", {"team": "audit"}, {"note": "since 2019"})})
    report = registrations(with_reports("old", adopt=["old"]), live).one("GlobalReport", "old")
    assert report.metadata["labels"] == {**LABELS, "team": "audit"}
    assert report.metadata["annotations"] == {"note": "since 2019"}


def test_a_report_that_is_not_adopted_loses_foreign_labels() -> None:
    live = LiveCluster(reports={"old": LiveObject("old", {**LABELS, "team": "audit"})})
    assert registrations(with_reports("old"), live).one("GlobalReport", "old").metadata["labels"] == LABELS


RUN: dict[str, Any] = {"first-look": {"reports": ["one"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}


def test_a_runs_job_is_never_replaced_and_outlives_its_deadline_in_the_provider() -> None:
    job = registrations(with_reports("one", runs=RUN)).one("Job", "first-look.one")
    assert job.ignore_changes == ["spec"]
    assert job.spec["activeDeadlineSeconds"] == 480
    assert (job.create_timeout, job.update_timeout) == ("600s", "600s")


def delete(name: str, live: LiveCluster) -> None:
    """What the engine asks before it deletes a GlobalReport."""
    seen = registrations(with_reports("one"), live)
    [guard] = seen.one("GlobalReport", "one").before_delete
    seen.resource_hooks[guard](pulumi.ResourceHookArgs(urn=f"urn:{name}", id=name, name=name, type="GlobalReport"))


def test_a_report_that_another_stack_has_taken_over_is_not_deleted() -> None:
    live = LiveCluster(reports={"gone": LiveObject("gone", {**LABELS, "calico-reporting/stack": "other"})})
    with pytest.raises(RuntimeError, match=r"belongs to stack other .* pulumi state delete 'urn:gone'"):
        delete("gone", live)


@pytest.mark.parametrize("labels", [LABELS, {}, {"app.kubernetes.io/managed-by": "pulumi"}])
def test_a_report_that_no_other_stack_claims_can_be_deleted(labels: dict[str, str]) -> None:
    delete("gone", LiveCluster(reports={"gone": LiveObject("gone", labels)}))
    delete("gone", LiveCluster())


def test_the_guard_is_registered_where_no_report_is_left() -> None:
    assert list(registrations(settings()).resource_hooks) == ["reporting-deletion-guard"]


def test_a_preview_asks_the_guard_too() -> None:
    [guard] = registrations(settings()).resource_hooks.values()
    assert guard.opts is not None
    assert guard.opts.on_dry_run


def test_a_runs_job_says_whose_it_is_and_what_it_covers() -> None:
    job = registrations(with_reports("one", runs=RUN)).one("Job", "first-look.one")
    assert job.metadata["namespace"] == NAMESPACE
    assert job.metadata["labels"] == LABELS
    assert job.metadata["annotations"] == {
        "calico-reporting/run": "first-look",
        "calico-reporting/report": "one",
        "calico-reporting/start": "2026-11-23T08:00:00Z",
        "calico-reporting/end": "2026-11-23T10:00:00Z",
    }


def test_a_job_that_is_live_is_imported_and_not_run_again() -> None:
    live = LiveCluster(
        jobs={"first-look.one": LiveObject("first-look.one", LABELS)}, pod_template=TEMPLATE.pod_template
    )
    job = registrations(with_reports("one", runs=RUN), live).one("Job", "first-look.one")
    assert job.import_id == "tigera-compliance/first-look.one"


@pytest.mark.parametrize(
    ("error", "said"),
    [("the API server reported that it failed to fully initialize or become live: [OOMKilled]", 1), ("forbidden", 0)],
)
def test_a_failed_job_comes_with_the_way_out_and_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: str, said: int
) -> None:
    messages: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", messages.append)
    seen = registrations(with_reports("one", runs=RUN))
    [name] = seen.one("Job", "first-look.one").on_error
    failed = pulumi.ErrorHookArgs(urn="", id="", name="first-look.one", type="", errors=[error])
    assert seen.error_hooks[name](failed) is False
    assert len(messages) == said
    for message in messages:
        assert "kubectl --namespace tigera-compliance logs job/first-look.one" in message
        assert "pulumi config rm --path 'runs.first-look'" in message


def test_links_are_those_of_the_console_that_the_stack_file_names() -> None:
    outputs: dict[str, Any] = {}
    of = with_reports("one", links={"product": "enterprise", "manager": "https://manager.example.com"})
    registered(lambda: outputs.update(ReportingStack("reporting", ReportingStackArgs(plan(of), OWNER)).outputs))
    assert of.links is not None
    assert outputs["links"] == of.links.addresses()


def test_absent_compliance_keeps_felix_and_drops_reports_and_runs() -> None:
    seen = registrations(with_reports("one", runs=RUN, compliance="absent"), LiveCluster())
    assert len(seen.of("FelixConfigurationPatch")) == 1
    assert seen.of("GlobalReport") == seen.of("Job") == []


def test_enabled_compliance_is_made_sure_of_and_left_behind() -> None:
    [compliance] = registrations(settings(compliance="enable")).of("CompliancePatch")
    assert compliance.name == "tigera-secure"
    assert compliance.retain_on_delete
    assert compliance.metadata["annotations"]["pulumi.com/patchFieldManager"] == "calico-reporting-workshop"


def test_nothing_else_is_registered() -> None:
    kinds = {one.type for one in registrations(sample("dev")).all if one.custom}
    assert kinds == {
        "pulumi:providers:kubernetes",
        "kubernetes:projectcalico.org/v3:FelixConfigurationPatch",
        "kubernetes:projectcalico.org/v3:GlobalReport",
        "kubernetes:batch/v1:Job",
    }


def test_outputs_name_what_was_set() -> None:
    outputs: dict[str, Any] = {}

    def program() -> None:
        args = ReportingStackArgs(plan(sample("dev"), TEMPLATE), OWNER)
        outputs.update(ReportingStack("reporting", args).outputs)

    registered(program)
    assert outputs["intervals"]["flowLogsFlushInterval"] == {
        "interval": "30s",
        "againstDefault": "10 times as often",
    }
    assert outputs["reports"]["daily-soc2-inventory"] == {
        "type": "inventory",
        "schedule": "every day at 06:08 UTC",
    }
    job = outputs["runs"]["first-look"]["daily-soc2-inventory"]
    assert job["job"] == "tigera-compliance/first-look.daily-soc2-inventory"
    assert (job["start"], job["end"]) == ("2026-11-23T08:00:00Z", "2026-11-23T10:00:00Z")


@pytest.mark.parametrize(
    ("conditions", "result"),
    [
        ([{"type": "Complete", "status": "True"}], "succeeded"),
        ([{"type": "SuccessCriteriaMet", "status": "True"}, {"type": "Complete", "status": "True"}], "succeeded"),
        ([{"type": "Failed", "status": "True"}], "failed"),
        ([{"type": "Complete", "status": "False"}], "running"),
        ([], "running"),
    ],
)
def test_a_jobs_result_is_read_from_its_conditions(conditions: list[dict[str, str]], result: str) -> None:
    assert job_result({"conditions": conditions}) == result
    assert job_result(None) == "running"


def test_pulumi_is_asked_for_names_and_exports_in_the_entry_point_only() -> None:
    for file in Path(ROOT / "components").glob("*.py"):
        assert not re.search(r"pulumi\.(Config|get_stack|get_project|export)\b", file.read_text(encoding="utf-8")), file


def test_the_domain_imports_neither_pulumi_nor_a_kubernetes_client() -> None:
    for file in Path(ROOT / "reporting").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (pulumi|urllib3|cluster)\b", text, re.MULTILINE), file
