"""Report sets that name a framework: the reports that come of it, what may be said of them, and what is refused."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.between import Between
from reporting.finding import StackFileError
from reporting.objects.plan import plan
from reporting.objects.reports import CONTROLS, PlannedReport
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import read_stack
from reporting.stack.settings import Settings
from tests.unit.stacks import INVENTORY, MINIMAL, NOW, advised, compared, settings

OURS: dict[str, Any] = {
    "name": "Ours",
    "auditPeriod": 90,
    "reports": ["policy-audit"],
    "controls": {"O.1": {"title": "Changes are seen", "supportedBy": {"policy-audit": {"basis": "inferred"}}}},
}
SOC2 = [f"daily-soc2-{name}" for name in ("inventory", "network-access", "policy-audit", "cis-benchmark")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    write(tmp_path, "frameworks/ours.yaml", OURS)
    return tmp_path


def write(project: Path, name: str, content: Any) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")


def soc2(**more: Any) -> Settings:
    return settings(reportSets={"duty": {"framework": "soc2", **more}})


def reports(of: Settings) -> dict[str, PlannedReport]:
    return dict(plan(of).reports)


def faults(folder: Path = Path(), **sets: Any) -> list[str]:
    with pytest.raises(StackFileError) as refused:
        load({**MINIMAL, "reportSets": sets}, NOW, folder)
    return [str(finding) for finding in refused.value.findings]


def test_a_framework_makes_its_daily_reports() -> None:
    found = reports(soc2())
    assert list(found) == SOC2
    assert [planned.report.report_type for planned in found.values()] == [name[11:] for name in SOC2]
    assert all(planned.report.schedule.describe().startswith("every day at ") for planned in found.values())


def test_names_have_the_sets_prefix_and_nothing_of_its_name() -> None:
    assert list(reports(soc2(prefix="shop"))) == [f"shop-{name}" for name in SOC2]
    renamed = settings(reportSets={"another": {"framework": "soc2"}})
    assert {name: planned.manifest for name, planned in reports(renamed).items()} == {
        name: planned.manifest for name, planned in reports(soc2()).items()
    }


def test_a_report_is_overridden_key_by_key_and_the_rest_stays() -> None:
    name = SOC2[0]
    found = reports(soc2(reports={name: {"schedule": "8 6 * * *", "labels": {"team": "shop"}}}))
    assert found[name].spec == {"reportType": "inventory", "schedule": "8 6 * * *"}
    assert found[name].labels == {"team": "shop"}
    assert [planned.spec for key, planned in found.items() if key != name] == [
        planned.spec for key, planned in reports(soc2()).items() if key != name
    ]


def test_a_part_of_a_schedule_is_overridden_as_well() -> None:
    found = reports(soc2(reports={SOC2[0]: {"schedule": {"between": "12:00-12:01"}}}))
    assert found[SOC2[0]].report.schedule.text == "0 12 * * *"


def test_nothing_in_a_keys_place_takes_the_key_out() -> None:
    assert faults(duty={"framework": "soc2", "reports": {SOC2[0]: {"schedule": None}}}) == [
        f'reportSets.duty.reports.{SOC2[0]}.schedule: is not there. Write for example schedule: "8 6 * * *"  [MISSING]'
    ]


def test_a_report_can_be_left_out_and_another_added() -> None:
    found = reports(soc2(without=[SOC2[3]], reports={"hourly": {**INVENTORY, "schedule": "0 * * * *"}}))
    assert list(found) == [*SOC2[:3], "hourly"]


def test_reports_carry_their_controls_with_the_mark_of_each() -> None:
    found = reports(soc2(annotations={"docs": "https://wiki.example.com"}, reports={"own": INVENTORY}))
    assert found[SOC2[1]].manifest["metadata"]["annotations"] == {
        "docs": "https://wiki.example.com",
        CONTROLS: "SOC 2: CC6.1 (cited), CC6.6 (cited), CC6.7 (cited)",
    }
    assert found["own"].annotations[CONTROLS] == "SOC 2: CC6.1 (inferred)"
    without = settings(reportSets={"team": {"reports": {"own": INVENTORY}}})
    assert "annotations" not in reports(without)["own"].manifest["metadata"]


def test_a_type_that_the_framework_does_not_know_carries_no_control() -> None:
    assert CONTROLS not in reports(soc2(reports={"own": {**INVENTORY, "reportType": "our-own"}}))["own"].annotations


def test_what_changes_is_told_report_by_report() -> None:
    told = [change.sentence for change in compared(soc2(), soc2(without=SOC2[2:], between="00:00-06:00"))]
    assert any(sentence.startswith(f"{SOC2[0]} moves from ") for sentence in told)
    assert [sentence for sentence in told if sentence.startswith(f"{SOC2[3]} removed")]


def test_two_reports_on_one_minute_are_found_and_not_moved() -> None:
    minute = {"between": "00:00-00:01"}
    found = settings(
        reportSets={
            "one": {"framework": "soc2", "without": SOC2[1:], **minute},
            "two": {"framework": "soc2", "prefix": "x", "without": [f"x-{name}" for name in SOC2[1:]], **minute},
        }
    )
    assert minutes(found) == {SOC2[0]: "0 0 * * *", f"x-{SOC2[0]}": "0 0 * * *"}
    assert "SAME_MINUTE" in {finding.code for finding in advised(found)}


def spread(**more: Any) -> dict[str, Any]:
    return {"reportType": "inventory", "schedule": "spread", **more}


def minutes(of: Settings) -> dict[str, str]:
    return {name: planned.report.schedule.text for name, planned in reports(of).items()}


@given(st.sets(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=8), st.data())
def test_other_reports_move_none(names: set[str], data: st.DataObject) -> None:
    between = "00:00-06:00"
    every = minutes(settings(reportSets={"a": {"between": between, "reports": dict.fromkeys(names, spread())}}))
    some = data.draw(st.sets(st.sampled_from(sorted(names)), min_size=1))
    fewer = minutes(settings(reportSets={"b": {"between": between, "reports": dict.fromkeys(some, spread())}}))
    assert fewer == {name: every[name] for name in some}


def test_spread_is_said_in_three_ways_and_the_set_gives_what_none_says() -> None:
    said = {
        "a": spread(),
        "b": spread(schedule={"spread": "daily"}),
        "c": spread(schedule={"spread": "daily", "between": "12:00-12:30"}),
        "d": spread(schedule="8 6 * * *"),
    }
    found = minutes(settings(reportSets={"set": {"between": "22:00-04:00", "reports": said}}))
    night, noon = Between.parse("22:00-04:00"), Between.parse("12:00-12:30")
    assert found == {
        "a": night.daily("test", "a"),
        "b": night.daily("test", "b"),
        "c": noon.daily("test", "c"),
        "d": "8 6 * * *",
    }


def test_over_a_fleet_no_minute_of_a_report_is_shared_by_more_than_a_tenth_of_the_clusters() -> None:
    """50 clusters with 30 spread reports each, through the stack file."""
    said = {"set": {"between": "00:00-06:00", "reports": {f"daily-{number}": spread() for number in range(30)}}}
    fleet = [
        minutes(load({**MINIMAL, "cluster": {"name": f"prod-{number}", "context": "x"}, "reportSets": said}, NOW))
        for number in range(50)
    ]
    for name in fleet[0]:
        assert max(Counter(cluster[name] for cluster in fleet).values()) <= 5


def one_report(schedule: object) -> dict[str, Any]:
    return {"reports": {"a": spread(schedule=schedule)}}


REFUSED = [
    ({"framework": "soc3"}, "framework: 'soc3' is no framework that is built in; there are soc2 and pci-dss-v4."),
    ({"framework": 5}, "framework: 5 is not a framework's name."),
    ({"framework": "soc2", "prefix": "A B"}, "prefix: 'A B' is not a report's name"),
    ({"framework": "soc2", "prefix": 5}, "prefix: 5 is not text"),
    (
        {"framework": "soc2", "prefix": "Shop", "reports": {"shop-daily-soc2-inventory": {"suspend": True}}},
        "prefix: 'Shop' is not a report's name",
    ),
    ({"framework": "soc2", "without": ["daily-soc2"]}, "without[0]: 'daily-soc2' is none of the reports that 'soc2'"),
    ({"framework": "soc2", "without": SOC2}, "without: leaves no report in the set."),
    ({"framework": "soc2", "without": "x"}, "without: 'x' is not a list"),
    (
        {"framework": "soc2", "reports": {"daily-soc2-inventry": {"suspend": True}}},
        "reports.daily-soc2-inventry: is none of the reports that 'soc2' makes, and has no reportType of its own.",
    ),
    (
        {"framework": "soc2", "without": [SOC2[0]], "reports": {SOC2[0]: {"suspend": True}}},
        f"reports.{SOC2[0]}: is left out by without",
    ),
    ({"framework": "soc2", "reports": {SOC2[0]: None}}, f"reports.{SOC2[0]}: nothing is not a map"),
    ({"framework": "soc2", "reports": {"own": None}}, "reports.own: nothing is not a map"),
    ({"framework": "soc2", "reports": []}, "reports: an empty list is not a map"),
    ({"framework": "soc2", "reports": {"own": {"reportType": "inventory"}}}, "reports.own.schedule: is not there."),
    ({"framework": "soc2", "between": "00:00-00:03"}, "between: '00:00-00:03' has 3 minutes for 4 reports"),
    ({"framework": "soc2", "between": "midnight"}, "between: 'midnight' is no stretch of the day."),
    ({"framework": "soc2", "between": 6}, "between: 6 is no stretch of the day."),
    ({"prefix": "x", "reports": {"a": INVENTORY}}, "has prefix for the reports of a framework, and names none."),
    ({"without": ["b"], "reports": {"a": INVENTORY}}, "has without for the reports of a framework, and names none."),
    ({"reports": {}}, "an empty set makes no report."),
    (
        {"reports": {"a": spread(schedule={"spread": "weekly"})}},
        "reports.a.schedule.spread: 'weekly' is none of 'daily'",
    ),
    (
        {"reports": {"a": spread(schedule={"betwen": "x"})}},
        "reports.a.schedule.betwen: unknown key. Did you mean between",
    ),
    (
        {"reports": {"a": spread(schedule={"between": "x"})}},
        "reports.a.schedule.between: 'x' is no stretch of the day.",
    ),
    (one_report("sprad"), "reports.a.schedule: 'sprad'"),
    (one_report(5), "reports.a.schedule: 5 is not a schedule."),
]


def test_a_misspelt_key_of_a_report_beside_the_frameworks_is_named() -> None:
    found = faults(duty={"framework": "soc2", "reports": {"own": {"reportTyp": "inventory", "schedule": ""}}})
    wanted = "reportSets.duty.reports.own.reportTyp: unknown key. Did you mean reportType?"
    assert any(fault.startswith(wanted) for fault in found)


@pytest.mark.parametrize(("stated", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_refused_is_told_once_with_its_key(stated: dict[str, Any], said: str) -> None:
    (fault,) = faults(duty=stated)
    assert fault.startswith(f"reportSets.duty.{said}" if ": " in said else f"reportSets.duty: {said}"), fault


def test_a_name_that_two_presets_make_is_told_with_the_way_out() -> None:
    (fault,) = faults(one={"framework": "soc2", "without": SOC2[1:]}, two={"framework": "soc2", "without": SOC2[1:]})
    assert fault.startswith(f"reportSets.two.reports.{SOC2[0]}: the report is also in set one.")
    assert "a set with a framework takes a prefix" in fault


def test_a_framework_that_cannot_be_read_hides_no_other_fault_and_makes_none_up() -> None:
    with pytest.raises(StackFileError) as refused:
        load(
            {
                **MINIMAL,
                "reportSets": {
                    "broken": {
                        "framework": "soc3",
                        "without": ["daily-soc3-inventory"],
                        "endpoints": {"selector": "a = b"},
                        "reports": {"daily-soc3-policy-audit": {"suspend": True}},
                    },
                    "whole": {"framework": "soc2", "without": ["nobody"]},
                },
                "runs": {"first": {"reports": ["daily-soc3-inventory"], "last": "2h", "until": "2026-11-01"}},
                "adopt": ["daily-soc3-inventory"],
            },
            NOW,
        )
    assert sorted((finding.code, finding.key) for finding in refused.value.findings) == [
        ("FRAMEWORK", "reportSets.broken.framework"),
        ("SELECTOR", "reportSets.broken.endpoints.selector"),
        ("UNKNOWN_REPORT", "reportSets.whole.without[0]"),
    ]


@pytest.mark.parametrize("cluster", [{}, {"name": "No Name", "context": "x"}, {"name": 5, "context": "x"}, "x"])
def test_without_a_clusters_name_only_that_is_told(cluster: object) -> None:
    with pytest.raises(StackFileError) as refused:
        load({**MINIMAL, "cluster": cluster, "reportSets": {"duty": {"framework": "soc2"}}}, NOW)
    assert {finding.path[0] for finding in refused.value.findings} == {"cluster"}


@pytest.mark.parametrize("sets", [[], "x", {"duty": "x"}, {"duty": None}, {"duty": {"reports": {"a": "spread"}}}])
def test_sets_of_another_shape_are_left_to_whoever_validates_them(sets: object) -> None:
    with pytest.raises(StackFileError) as refused:
        load({**MINIMAL, "reportSets": sets}, NOW)
    assert refused.value.findings


def test_runs_and_adoptions_name_a_presets_reports() -> None:
    run = {"reports": [SOC2[0]], "last": "2h", "until": "2026-11-01"}
    found = settings(reportSets={"duty": {"framework": "soc2"}}, runs={"first": run}, adopt=[SOC2[1]])
    assert plan(found).runs["first"].reports


TEXT = """\
config:
  calico-reporting:cluster: {name: example, context: example}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    duty:
      framework: frameworks/ours.yaml
      between: 22:00-04:00
      endpoints: {namespaces: {names: [shop]}}
      reports:
        daily-ours-policy-audit:
          jobNodeSelector: {-x: linux}
    soc2:
      framework: soc2
      endpoints: {selector: SELECTOR}
"""


def test_a_file_and_a_run_give_the_same_reports(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("-x", "x").replace("SELECTOR", "all()")
    write(project, "Pulumi.example.yaml", text)
    monkeypatch.chdir(project)
    config = yaml.safe_load(text)["config"]
    run = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    from_the_file = read_stack(project, "example").settings(NOW)
    assert load(values_of_run(run), NOW) == from_the_file
    assert list(plan(from_the_file).reports) == ["daily-ours-policy-audit", *SOC2]


def test_a_fault_of_a_report_that_is_made_has_the_nearest_line(project: Path) -> None:
    write(project, "Pulumi.example.yaml", TEXT.replace("SELECTOR", "a"))
    with pytest.raises(StackFileError) as refused:
        read_stack(project, "example").settings(NOW)
    assert {(finding.line, finding.code) for finding in refused.value.findings} == {(11, "NAME"), (14, "SELECTOR")}
    write(project, "Pulumi.example.yaml", TEXT.replace("-x", "x").replace("SELECTOR", "all()"))
    read = read_stack(project, "example")
    (advice,) = [finding for finding in read.placed(advised(read.settings(NOW))) if finding.code == "AGGREGATED_FLOWS"]
    assert (advice.line, advice.path[3]) == (12, "daily-soc2-network-access")


OUTSIDE = [
    ("../ours.yaml", "is not the path of a YAML file of the project"),
    ("frameworks/../../ours.yaml", "is not the path of a YAML file of the project"),
    ("/etc/ours.yaml", "is not the path of a YAML file of the project"),
    ("./frameworks/ours.yaml", "is not the path of a YAML file of the project"),
    ("frameworks\\ours.yaml", "is not the path of a YAML file of the project"),
    ("frameworks/ours", "is not the path of a YAML file of the project"),
    ("frameworks/\0.yaml", "is not the path of a YAML file of the project"),
    ("frameworks/gone.yaml", "is not there"),
    ("frameworks/folder.yaml", "is not there"),
    ("linked.yaml", "leads elsewhere through a symbolic link"),
    ("linked/ours.yaml", "leads elsewhere through a symbolic link"),
    ("frameworks/Ours.yaml", "cannot stand in a report's name"),
    ("frameworks/27001.yaml", "cannot stand in a report's name"),
]


@pytest.mark.parametrize(("name", "said"), OUTSIDE)
def test_a_file_is_the_projects_own_and_can_name_reports(
    project: Path, tmp_path_factory: pytest.TempPathFactory, name: str, said: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for file in ("ours.yaml", "Ours.yaml"):
        write(elsewhere, file, OURS)
    write(project, "frameworks/27001.yaml", OURS)
    write(project, "frameworks/Ours.yaml", OURS)
    (project / "frameworks/folder.yaml").mkdir()
    (project / "linked.yaml").symlink_to(elsewhere / "ours.yaml")
    (project / "linked").symlink_to(elsewhere)
    (fault,) = faults(project, duty={"framework": name})
    assert fault.startswith("reportSets.duty.framework: ")
    assert said in fault


def test_a_project_that_is_reached_through_a_link_has_its_files(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project)
    found = load({**MINIMAL, "reportSets": {"duty": {"framework": "frameworks/ours.yaml"}}}, NOW, link)
    assert list(plan(found).reports) == ["daily-ours-policy-audit"]


def test_a_file_that_is_no_text_is_told(project: Path) -> None:
    (project / "frameworks/ours.yaml").write_bytes(b"name: \xff\n")
    (fault,) = faults(project, duty={"framework": "frameworks/ours.yaml"})
    assert fault.startswith("ours.yaml is not UTF-8 text (byte 6).")
