"""The package for other languages: what its arguments come to, without an engine and without a cluster."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from pulumi.errors import InputPropertiesError

import cluster.gate
import package.host
from components.kubernetes import provider
from package.host import COMPONENTS, Package
from package.schema import schema
from reporting.objects.live import FELIX, REPORTS, LiveCluster, LiveObject, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.pod_template import built_in_template
from reporting.stack.cluster import Cluster
from reporting.stack.settings import Settings
from tests.project import ROOT
from tests.unit.registrations import Registrations, registered

LABELS = Owner("calico-reporting", "workshop").labels()
CLUSTER = {"name": "shop", "context": "shop"}
INVENTORY = {"reportType": "inventory", "schedule": "8 6 * * *"}
SET: dict[str, Any] = {"cluster": CLUSTER, "reports": {"daily": INVENTORY}}
STACK: dict[str, Any] = {
    "cluster": CLUSTER,
    "intervals": "workshop",
    "reportSets": {"all": {"reports": {"daily": INVENTORY}}},
}
RUN: dict[str, Any] = {
    "cluster": CLUSTER,
    "reports": ["daily"],
    "last": "2h",
    "until": "2026-11-23T10:00:00Z",
    "reportSets": {"all": {"reports": {"daily": INVENTORY}}},
}
FELIX_ONLY: dict[str, Any] = {"cluster": CLUSTER, "intervals": "workshop"}
ALL: dict[str, dict[str, Any]] = {
    "FelixFlush": FELIX_ONLY,
    "ReportSet": SET,
    "ReporterRun": RUN,
    "ReportingStack": STACK,
}


@pytest.fixture(autouse=True)
def _cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_RUN_PROGRAM", "true")
    found_live(monkeypatch, LiveCluster(pod_template=built_in_template("v3.22.1")))


def found_live(monkeypatch: pytest.MonkeyPatch, live: LiveCluster) -> None:
    monkeypatch.setattr(cluster.gate, "look", lambda *_: live)


def construct(component: str, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> Any:
    return Package().construct(name, f"calico-reporting:index:{component}", dict(inputs), opts)


def constructed(component: str, name: str, inputs: Mapping[str, Any]) -> Registrations:
    return registered(lambda: construct(component, name, inputs) and None)


def refusal(component: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> list[str]:
    """What is said of these arguments, a line each; nothing is registered for them."""

    def program() -> None:
        with pytest.raises(InputPropertiesError) as refused:
            construct(component, "shop", inputs, opts)
        said.extend(line.strip() for line in refused.value.message.strip().splitlines())

    said: list[str] = []
    assert registered(program).all == []
    return said


def with_provider() -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(providers={"kubernetes": provider(Cluster(name="theirs", context="theirs"))})


@pytest.mark.parametrize("component", ALL)
def test_each_component_keeps_its_type_and_the_name_that_it_was_given(component: str) -> None:
    seen = constructed(component, "shop", ALL[component])
    assert seen.one(component, "shop").type == f"calico-reporting:index:{component}"


def test_a_set_registers_its_reports_under_their_kubernetes_names_as_its_stacks_own() -> None:
    seen = constructed("ReportSet", "shop", SET)
    report = seen.one("GlobalReport", "daily")
    assert (report.parent, report.spec, report.metadata) == ("shop", INVENTORY, {"name": "daily", "labels": LABELS})


def test_a_set_gives_its_endpoints_to_its_reports() -> None:
    endpoints = {"namespaces": {"names": ["hipstershop"]}}
    seen = constructed("ReportSet", "shop", {**SET, "endpoints": endpoints})
    assert seen.one("GlobalReport", "daily").spec["endpoints"] == endpoints


def test_a_set_of_a_framework_makes_its_reports() -> None:
    seen = constructed("ReportSet", "soc2", {"cluster": CLUSTER, "framework": "soc2", "prefix": "shop"})
    assert "shop-daily-soc2-inventory" in {one.name for one in seen.of("GlobalReport")}


def test_a_report_that_is_live_already_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    found_live(monkeypatch, LiveCluster(reports={"daily": LiveObject("daily", LABELS, spec=INVENTORY)}))
    assert constructed("ReportSet", "shop", SET).one("GlobalReport", "daily").import_id == "daily"


def test_a_report_of_somebody_else_is_refused_and_taken_over_where_adopt_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found_live(monkeypatch, LiveCluster(reports={"daily": LiveObject("daily", {"team": "audit"}, spec=INVENTORY)}))
    [said] = refusal("ReportSet", SET)
    assert said.startswith("reports.daily: GlobalReport daily exists already and belongs to nobody known")
    taken = constructed("ReportSet", "shop", {**SET, "adopt": ["daily"]}).one("GlobalReport", "daily")
    assert taken.metadata["labels"] == {**LABELS, "team": "audit"}


def test_felix_is_set_alone_and_left_as_it_is_when_the_component_goes() -> None:
    seen = constructed("FelixFlush", "flush", FELIX_ONLY)
    felix = seen.one("FelixConfigurationPatch", "default")
    assert felix.spec == {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}
    assert felix.retain_on_delete
    assert seen.of("GlobalReport") == []


def test_a_run_makes_a_job_for_each_report_over_its_window() -> None:
    seen = constructed("ReporterRun", "first-look", RUN)
    job = seen.one("Job", "first-look.daily")
    assert job.metadata["annotations"]["calico-reporting/start"] == "2026-11-23T08:00:00Z"
    assert seen.of("GlobalReport") == []


def test_a_stack_is_the_component_of_the_program() -> None:
    seen = constructed("ReportingStack", "reporting", STACK)
    parents = {one.name: one.parent for one in seen.all if one.name not in ("shop", "reporting")}
    assert parents == {
        "felix": "reporting",
        "default": "felix",
        "all": "reporting",
        "daily": "all",
    }


def test_whole_numbers_are_whole_again_though_they_come_as_floats() -> None:
    cis = {"reportType": "cis-benchmark", "schedule": "0 1 * * *", "cis": {"highThreshold": 90.0}}
    spec = constructed("ReportSet", "shop", {**SET, "reports": {"cis": cis}}).one("GlobalReport", "cis").spec
    assert spec["cis"]["highThreshold"] == 90


def test_components_of_one_cluster_share_its_provider() -> None:
    def program() -> None:
        ours = Package()
        ours.construct("a", "calico-reporting:index:ReportSet", SET)
        ours.construct("b", "calico-reporting:index:FelixFlush", FELIX_ONLY)

    seen = registered(program)
    assert [one.name for one in seen.of("kubernetes")] == ["shop"]
    assert {one.provider.split("::")[-2] for one in seen.all if one.custom and one.type.startswith("kubernetes:")} == {
        "shop"
    }


def test_the_callers_provider_is_used_and_none_is_made() -> None:
    seen = registered(lambda: construct("ReportSet", "shop", SET, with_provider()) and None)
    assert [one.name for one in seen.of("kubernetes")] == ["theirs"]
    assert seen.one("GlobalReport", "daily").provider.split("::")[-2] == "theirs"


def test_with_a_provider_no_cluster_is_needed_where_nothing_is_looked_at() -> None:
    inputs = {"reports": {"daily": INVENTORY}, "preflight": "skip"}
    seen = registered(lambda: construct("ReportSet", "shop", inputs, with_provider()) and None)
    assert seen.one("GlobalReport", "daily").provider.split("::")[-2] == "theirs"


def test_a_provider_alone_does_not_say_where_to_look() -> None:
    said: list[str] = []

    def program() -> None:
        with pytest.raises(InputPropertiesError) as refused:
            construct("ReportSet", "shop", {"reports": {"daily": INVENTORY}}, with_provider())
        said.append(refused.value.message)

    assert [one.type for one in registered(program).all] == ["pulumi:providers:kubernetes"]
    assert "cluster: is not there, and a provider does not tell where it leads" in said[0]


def test_without_a_provider_the_cluster_is_missed_with_a_stack_files_message() -> None:
    [said] = refusal("ReportSet", {"reports": {"daily": INVENTORY}})
    assert said.startswith("cluster: has no name")


def test_a_wrong_schedule_gets_the_message_of_a_stack_file_about_the_argument() -> None:
    [said] = refusal("ReportSet", {**SET, "reports": {"daily": {**INVENTORY, "schedule": "8 6 * * 7"}}})
    assert said == (
        "reports.daily.schedule: '8 6 * * 7' has day of week '7'; Calico reads 0-6 (Sunday is 0) or sun-sat, lists, "
        "upward ranges and steps, and would refuse the report, or keep it and never run it. Write '8 6 * * 0'.  "
        "[SCHEDULE]"
    )


def test_all_faults_are_said_at_once() -> None:
    wrong = {"reportSets": {"all": {"reports": {"daily": {"reportType": "inventory", "schedule": 5.0}}}}}
    said = refusal("ReportingStack", {**STACK, **wrong, "intervals": "staging", "interval": "30s"})
    assert [line.split(": ")[0] for line in said] == ["interval", "intervals", "reportSets.all.reports.daily.schedule"]
    assert "unknown argument. Did you mean intervals?" in said[0]
    assert said[2].startswith("reportSets.all.reports.daily.schedule: 5 is not a schedule.")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({**SET, "reports": ["daily"]}, "reports: a list is not a map."),
        ({**SET, "reports": {"daily": "inventory"}}, "reports.daily: 'inventory' is not a map."),
        ({**SET, "adopt": "daily"}, "adopt: 'daily' is not a list."),
        ({**SET, "reports": {"daily": {**INVENTORY, "suspend": "no"}}}, "reports.daily.suspend: 'no' is not true or"),
        (
            {**SET, "reports": {"daily": {"reportType": 1.5, "schedule": ""}}},
            "reports.daily.reportType: 1.5 is not text",
        ),
        ({**SET, "reports": {"daily": {"schedule": ""}}}, "reports.daily.reportType: is not there."),
    ],
)
def test_a_value_of_another_type_is_named_with_its_argument(inputs: Mapping[str, Any], said: str) -> None:
    assert refusal("ReportSet", inputs)[0].startswith(said)


def test_a_base_is_refused_because_it_would_not_be_read() -> None:
    [said] = refusal("ReportingStack", {**STACK, "extends": ["base/all.yaml"]})
    assert said.startswith("extends: unknown argument.")


@pytest.mark.parametrize("component", ALL)
def test_an_argument_of_another_component_is_refused(component: str) -> None:
    said = refusal(component, {**ALL[component], "nodes": 3})
    assert said[0].startswith("nodes: unknown argument.")
    assert "Known here: " in said[0]


def test_a_run_of_a_report_that_no_set_has_is_refused() -> None:
    [said] = refusal("ReporterRun", {**RUN, "reports": ["weekly"]})
    assert said.startswith("reports[0]: 'weekly' is no report of this stack")


def test_outputs_secrets_and_resources_are_refused_at_any_depth() -> None:
    said: list[str] = []

    def program() -> None:
        output, secret = pulumi.Output.from_input("8 6 * * *"), pulumi.Output.secret("shop")
        reports = {"daily": {**INVENTORY, "schedule": output}}
        asset = pulumi.StringAsset("x")
        inputs = {"cluster": secret, "reports": reports, "labels": {"team": pulumi.UNKNOWN}, "adopt": [asset]}
        with pytest.raises(InputPropertiesError) as refused:
            construct("ReportSet", "shop", inputs)
        said.extend(refused.value.message.strip().splitlines())

    assert registered(program).all == []
    assert [line.strip().split(": ")[0] for line in said] == [
        "cluster",
        "reports.daily.schedule",
        "labels.team",
        "adopt[0]",
    ]
    assert all(": is a secret, or an output of another resource" in line for line in said[:3])
    assert "is a resource, an asset or an archive" in said[3]


def test_nothing_is_said_of_what_the_component_does_not_make(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A set's intervals are nobody's wish, and a run's reports are the sets' to judge."""
    felix = {"flowLogsFlushInterval": "10s"}
    foreign = {"daily": LiveObject("daily", {"team": "audit"}, spec=INVENTORY)}
    found_live(monkeypatch, LiveCluster(felix=felix, outcomes={FELIX: Outcome.FOUND}))
    heard: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lambda text, _: heard.append(text))
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _: heard.append(text))
    constructed("ReportSet", "shop", SET)
    assert not [line for line in heard if "Felix" in line or "nterval" in line]
    constructed("FelixFlush", "flush", FELIX_ONLY)
    assert [line for line in heard if "FELIX_CHANGES" in line]
    template = built_in_template("v3.22.1")
    found_live(monkeypatch, LiveCluster(reports=foreign, pod_template=template))
    assert constructed("ReporterRun", "look", RUN).of("Job")


def test_a_cluster_without_reports_is_an_error_of_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found_live(monkeypatch, LiveCluster(outcomes={REPORTS: Outcome.NOT_SERVED}))
    [said] = refusal("ReportSet", SET)
    assert said.endswith("[NO_REPORTS]")


def test_what_is_said_stands_with_its_component(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[pulumi.Resource] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda _, about: heard.append(about))
    constructed("FelixFlush", "flush", FELIX_ONLY)
    assert [type(about).__name__ for about in heard] == ["FelixFlush"]


def test_advice_is_accepted_as_in_a_stack_file(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _: heard.append(text))
    constructed("FelixFlush", "flush", FELIX_ONLY)
    assert any("WORKSHOP_INTERVALS" in line for line in heard)
    heard.clear()
    constructed("FelixFlush", "flush", {**FELIX_ONLY, "accept": {"WORKSHOP_INTERVALS": "a week"}})
    assert not heard


def of_package(kind: str, name: str) -> Any:
    return json.loads(Package().schema or "")[kind][f"calico-reporting:index:{name}"]


def test_the_schema_has_the_four_components() -> None:
    assert set(json.loads(Package().schema or "")["resources"]) == {
        f"calico-reporting:index:{name}" for name in ("FelixFlush", "ReportSet", "ReporterRun", "ReportingStack")
    }


def test_every_key_of_a_stack_file_is_an_argument_of_the_stack_in_camel_case_and_plain() -> None:
    inputs = of_package("resources", "ReportingStack")["inputProperties"]
    assert set(inputs) == {str(field.alias) for field in Settings.model_fields.values()} - {"extends"}
    assert all(spec["plain"] and spec["description"] for spec in inputs.values())


def test_what_a_stack_file_must_have_is_required_but_the_cluster_for_which_a_provider_may_stand() -> None:
    required = {name: of_package("resources", name)["requiredInputs"] for name in COMPONENTS}
    assert required == {
        "FelixFlush": ["intervals"],
        "ReportSet": [],
        "ReporterRun": ["reports"],
        "ReportingStack": ["intervals"],
    }


def test_types_are_the_models_own() -> None:
    report = of_package("types", "Report")
    assert report["required"] == ["reportType", "schedule"]
    assert report["properties"]["cis"]["$ref"] == "#/types/calico-reporting:index:CisBenchmark"
    assert of_package("types", "CisBenchmark")["properties"]["highThreshold"]["type"] == "integer"
    assert [one["value"] for one in of_package("types", "Compliance")["enum"]] == ["present", "enable", "absent"]
    assert of_package("types", "Run")["properties"]["until"]["type"] == "string"
    suspend, schedule = (report["properties"][key]["oneOf"] for key in ("suspend", "schedule"))
    assert suspend == [{"type": "boolean"}, {"$ref": "#/types/calico-reporting:index:Suspension"}]
    assert schedule == [{"type": "string"}, {"$ref": "#/types/calico-reporting:index:Spread"}]


def test_every_type_that_is_referred_to_is_there() -> None:
    text = Package().schema or ""
    types = json.loads(text)["types"]
    referred = {part.split('"')[0] for part in text.split("#/types/")[1:]}
    assert referred == set(types)


def test_no_type_has_a_components_name() -> None:
    assert not {f"calico-reporting:index:{name}" for name in COMPONENTS} & set(schema(COMPONENTS, "1.0.0")["types"])


def test_outputs_are_those_that_the_schema_promises() -> None:
    given = {}

    def program() -> None:
        for component, inputs in ALL.items():
            given[component] = construct(component, "shop", inputs).state

    registered(program)
    assert {name: set(state) for name, state in given.items()} == {
        name: set(component.outputs) for name, component in COMPONENTS.items()
    }


def test_the_package_has_the_projects_version() -> None:
    assert f'version = "{Package().version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_package_pins_nothing_of_its_own() -> None:
    assert (ROOT / "package" / "requirements.txt").read_text(encoding="utf-8") == "-r ../requirements.txt\n"
    assert package.host.__file__ == str(ROOT / "package" / "host.py")
