"""Files that a stack file extends: what they say counts where the stack is silent, and has its own place."""

from pathlib import Path

import pytest

from reporting.finding import Finding, StackFileError
from reporting.source.expansion.bases import with_bases
from reporting.source.expansion.merging import Layer, Place

SETS = "reportSets:\n  soc2:\n    reports:\n      daily: {reportType: inventory, schedule: 8 6 * * *}\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / "base" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def over(folder: Path, *bases: object, **values: object) -> Layer:
    return with_bases(Layer({"extends": list(bases), **values}), folder)


def faults(folder: Path, *bases: object, **values: object) -> list[Finding]:
    with pytest.raises(StackFileError) as refused:
        over(folder, *bases, **values)
    return list(refused.value.findings)


def test_a_stack_that_extends_nothing_is_itself(tmp_path: Path) -> None:
    stack = Layer({"intervals": "workshop", "felix": {"l7LogsFlushInterval": None}})
    assert with_bases(stack, tmp_path) is stack


def test_the_stack_wins_over_its_bases_and_a_later_base_over_an_earlier_one(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\ncompliance: enable\n", soc2=f"compliance: present\n{SETS}")
    found = over(tmp_path, "base/all.yaml", "base/soc2.yaml", intervals="workshop")
    assert (found.values["intervals"], found.values["compliance"]) == ("workshop", "present")
    path = ("reportSets", "soc2", "reports", "daily", "schedule")
    assert found.place(path) == Place(tmp_path / "base/soc2.yaml", 5)
    assert found.place(("compliance",)) == Place(tmp_path / "base/soc2.yaml", 1)


def test_null_takes_out_what_a_base_says(tmp_path: Path) -> None:
    write(tmp_path, soc2=SETS + "      weekly: {reportType: inventory, schedule: 0 0 * * 0}\n")
    found = over(tmp_path, "base/soc2.yaml", reportSets={"soc2": {"reports": {"weekly": None}}})
    assert list(found.values["reportSets"]["soc2"]["reports"]) == ["daily"]  # type: ignore[index]


def test_a_base_extends_others_by_paths_from_pulumi_yaml(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\n", soc2=f"extends: [base/all.yaml]\n{SETS}")
    found = over(tmp_path, "base/soc2.yaml")
    assert found.values["intervals"] == "production"
    assert found.values["extends"] == ["base/soc2.yaml"]


def test_a_base_that_two_bases_extend_is_no_cycle(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\n", a="extends: [base/all.yaml]\n", b="extends: [base/all.yaml]\n")
    assert over(tmp_path, "base/a.yaml", "base/b.yaml").values["intervals"] == "production"


def test_an_empty_base_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, all="# nothing yet\n")
    assert over(tmp_path, "base/all.yaml", intervals="workshop").values["intervals"] == "workshop"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("base/absent.yaml", "is not there"),
        ("../base.yaml", "is not the path of a YAML file of the project"),
        ("/etc/base.yaml", "is not the path of a YAML file of the project"),
        ("base/all.txt", "is not the path of a YAML file of the project"),
    ],
)
def test_a_base_that_is_no_file_of_the_project_is_refused_where_it_is_named(
    tmp_path: Path, base: str, said: str
) -> None:
    [fault] = faults(tmp_path, base)
    assert (fault.key, fault.severity) == ("extends[0]", "error")
    assert said in fault.what


def test_a_base_of_another_name_is_told_which_is_there(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/production.yaml").write_text("intervals: production\n")
    [fault] = faults(tmp_path, "base/prod.yaml")
    assert fault.remedy.startswith("Did you mean base/production.yaml? ")


def test_a_link_that_leads_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("intervals: production\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "base.yaml").symlink_to(outside)
    [fault] = faults(project, "base.yaml")
    assert "symbolic link" in fault.what


@pytest.mark.parametrize("text", ["[1, 2]", "just text", "7"])
def test_a_base_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, all=text)
    [fault] = faults(tmp_path, "base/all.yaml")
    assert (fault.code, fault.key) == ("BASE", "extends[0]")
    assert "intervals: production" in fault.remedy


def test_yaml_that_cannot_be_read_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\nreportSets: [\n")
    [fault] = faults(tmp_path, "base/all.yaml")
    assert (fault.code, fault.file) == ("YAML", tmp_path / "base/all.yaml")
    assert fault.line is not None
    assert fault.line >= 2


def test_a_base_that_leads_back_to_itself_is_refused_with_the_whole_way(tmp_path: Path) -> None:
    write(tmp_path, a="extends: [base/b.yaml]\n", b="intervals: workshop\nextends: [base/a.yaml]\n")
    [fault] = faults(tmp_path, "base/a.yaml")
    assert "base/a.yaml extends base/b.yaml extends base/a.yaml" in fault.what
    assert (fault.file, fault.line) == (tmp_path / "base/b.yaml", 2)


@pytest.mark.parametrize("key", ["cluster", "adopt", "runs"])
def test_what_is_of_one_cluster_is_refused_in_a_base(tmp_path: Path, key: str) -> None:
    write(tmp_path, all=f"intervals: production\n{key}: {{}}\n")
    [fault] = faults(tmp_path, "base/all.yaml")
    assert (fault.code, fault.key, fault.file, fault.line) == ("BASE", key, tmp_path / "base/all.yaml", 2)


@pytest.mark.parametrize("text", ["config:\n  intervals: workshop\n", "calico-reporting:intervals: workshop\n"])
def test_a_stack_files_own_form_is_refused_with_the_one_to_write(tmp_path: Path, text: str) -> None:
    write(tmp_path, all=text)
    [fault] = faults(tmp_path, "base/all.yaml")
    assert "without the project's name" in fault.remedy


def test_a_null_that_takes_nothing_out_is_refused(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\n")
    [fault] = faults(tmp_path, "base/all.yaml", felix={"l7LogsFlushInterval": None})
    assert (fault.code, fault.key) == ("BASE", "felix.l7LogsFlushInterval")


def test_a_base_named_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, all="intervals: production\n")
    [fault] = faults(tmp_path, "base/all.yaml", "base/all.yaml")
    assert (fault.code, fault.key) == ("DUPLICATE", "extends[1]")


@pytest.mark.parametrize("stated", ["base/all.yaml", 7, {"base": "all"}, [7], [None]])
def test_extends_that_is_no_list_of_files_is_refused(tmp_path: Path, stated: object) -> None:
    with pytest.raises(StackFileError) as refused:
        with_bases(Layer({"extends": stated}), tmp_path)
    [fault] = refused.value.findings
    assert (fault.code, fault.key) == ("TYPE", "extends")


def test_all_that_is_wrong_with_the_bases_is_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, all="cluster: {}\nadopt: []\n")
    assert len(faults(tmp_path, "base/all.yaml", "base/absent.yaml", felix={"a": None})) == 3


@pytest.mark.parametrize("nothing", [None, "", {}, []])
def test_an_empty_key_at_the_top_of_a_stack_says_nothing(tmp_path: Path, nothing: object) -> None:
    write(tmp_path, all="intervals: production\nfelix: {l7LogsFlushInterval: 60s}\n")
    found = over(tmp_path, "base/all.yaml", intervals=nothing, felix=nothing, links=nothing)
    assert (found.values["intervals"], found.values["felix"]) == ("production", {"l7LogsFlushInterval": "60s"})
    assert "links" not in found.values
