"""`reportctl import` from files: what it writes, what it says, and what it refuses."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from tests.project import ROOT, SAMPLE
from tests.unit.command_line import Ran, Run
from tests.unit.stacks import NOW

PAGE = ROOT.parent / "shared" / "workshop" / "expected-reports.yaml"
REPORT: dict[str, Any] = {
    "apiVersion": "projectcalico.org/v3",
    "kind": "GlobalReport",
    "metadata": {"name": "daily", "labels": {"team": "shop"}},
    "spec": {
        "reportType": "inventory",
        "schedule": "8 6 * * *",
        "endpoints": {"namespaces": {"names": ["shop"]}},
    },
}
SHOP = """\
# 1 report in 1 set, imported from existing manifests.
config:
  calico-reporting:cluster:
    name: shop
    context: shop
  # No FelixConfiguration default was read: the product's default is assumed.
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    shop:
      endpoints:
        namespaces:
          names: [shop]
      reports:
        daily:
          reportType: inventory
          schedule: "8 6 * * *"
          labels:
            team: shop
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "report.yaml", REPORT)


def written(file: Path, *objects: dict[str, Any]) -> Path:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(yaml.safe_dump_all(objects), encoding="utf-8")
    return file


def importing(run: Run, project: Path, *arguments: object, context: str | None = "shop") -> Ran:
    said = ("--context", context) if context else ()
    return run("import", *arguments, "--stack", "shop", *said, "--project", project)


def test_a_file_becomes_the_stack_file_that_a_person_would_have_written(run: Run, project: Path, file: Path) -> None:
    ran = importing(run, project, file)
    assert (ran.status, ran.out) == (0, "")
    assert (project / "Pulumi.shop.yaml").read_text(encoding="utf-8") == SHOP
    said = ran.err.splitlines()
    assert said[:5] == [
        "read: 1 GlobalReport, 0 FelixConfigurations",
        "assumed: intervals: production, because no FelixConfiguration default was read; pulumi up sets them",
        "not under adopt: 1 report from manifests. What is live already, pulumi up refuses: take it over by import "
        "--from-cluster, or write its name under adopt",
        "made: 1 report in 1 set",
        f"wrote {project}/Pulumi.shop.yaml",
    ]
    assert [line.rpartition("  ")[2] for line in said[5:-4] if not line.startswith(" ")] == ["[KUBERNETES_AUDIT_LOG]"]
    assert said[-4:] == [
        "",
        "next:",
        "  pulumi stack init shop",
        "  pulumi preview --stack shop",
    ]


def test_without_a_context_the_second_command_sets_one(run: Run, project: Path, file: Path) -> None:
    ran = importing(run, project, file, context=None)
    assert ran.status == 0
    assert "context" not in (project / "Pulumi.shop.yaml").read_text(encoding="utf-8")
    assert ran.err.endswith(
        '  pulumi config set --stack shop --path cluster.context "$(kubectl config current-context)"\n'
    )
    assert "error" not in ran.err


def test_the_result_goes_to_standard_output_and_nothing_else_does(run: Run, project: Path, file: Path) -> None:
    ran = importing(run, project, file, "--out", "-")
    assert ran.out == SHOP
    assert not (project / "Pulumi.shop.yaml").exists()
    assert f"next, once it is Pulumi.shop.yaml in {project}:" in ran.err


def test_a_file_that_is_there_is_left_alone_unless_forced(run: Run, project: Path, file: Path) -> None:
    there = project / "Pulumi.shop.yaml"
    there.write_text("config: {a:b: c}\n", encoding="utf-8")
    ran = importing(run, project, file)
    assert (ran.status, there.read_text(encoding="utf-8")) == (2, "config: {a:b: c}\n")
    assert "exists already" in ran.err
    assert "--out -" in ran.err
    assert importing(run, project, file, "--force").status == 0
    assert there.read_text(encoding="utf-8") == SHOP


def test_what_pulumi_wrote_into_a_new_stacks_file_stays(run: Run, project: Path, file: Path) -> None:
    there = project / "Pulumi.shop.yaml"
    there.write_text("encryptionsalt: v1:abc=:v1:def\n", encoding="utf-8")
    assert importing(run, project, file).status == 0
    assert there.read_text(encoding="utf-8") == f"encryptionsalt: v1:abc=:v1:def\n{SHOP}"
    assert importing(run, project, file).status == 2
    assert importing(run, project, file, "--force").status == 0
    assert there.read_text(encoding="utf-8") == f"encryptionsalt: v1:abc=:v1:def\n{SHOP}"


@pytest.mark.parametrize("text", ["config: [", "just text\n", "# a note\nname: x\n"])
def test_a_file_of_another_kind_is_left_alone(run: Run, project: Path, file: Path, text: str) -> None:
    there = project / "Pulumi.shop.yaml"
    there.write_text(text, encoding="utf-8")
    assert (importing(run, project, file).status, there.read_text(encoding="utf-8")) == (2, text)


def test_standard_input_is_read_as_kubectl_prints(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = {**REPORT, "metadata": {**REPORT["metadata"], "uid": "1"}, "status": {}}
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [live]})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert importing(run, project, "-").status == 0
    assert read_stack(project, "shop").values["adopt"] == ["daily"]


def test_a_folder_is_read_with_what_is_below_it_and_not_what_is_hidden(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "manifests"
    written(folder / "b.yml", {**REPORT, "metadata": {"name": "b"}})
    written(folder / "deep" / "a.json", {**REPORT, "metadata": {"name": "a"}})
    written(folder / ".git" / "c.yaml", {**REPORT, "metadata": {"name": "c"}})
    (folder / "README.md").write_text("a: [", encoding="utf-8")
    assert importing(run, project, folder).status == 0
    assert list(plan(read_stack(project, "shop").settings(NOW)).reports) == ["b", "a"]


def test_the_findings_of_the_result_are_said_with_file_and_line(run: Run, project: Path, tmp_path: Path) -> None:
    wrong = {**REPORT, "spec": {**REPORT["spec"], "schedule": "0 0 * * 7"}}
    ran = importing(run, project, written(tmp_path / "wrong.yaml", wrong))
    assert ran.status == 0
    assert f"{project}/Pulumi.shop.yaml:16: error: " in ran.err
    assert "'0 0 * * 7' has day of week '7'" in ran.err


def test_of_many_findings_the_weightiest_are_said_and_the_rest_counted(run: Run, project: Path, tmp_path: Path) -> None:
    wrong = {**REPORT["spec"], "schedule": "0 0 * * 7"}
    reports = [{**REPORT, "metadata": {"name": f"r{index}"}, "spec": wrong} for index in range(30)]
    ran = importing(run, project, written(tmp_path / "many.yaml", *reports))
    assert ran.err.count("Pulumi.shop.yaml:") == 20
    assert "10 more findings: bin/reportctl check --stack shop" in ran.err


def test_a_renamed_project_gets_its_keys_under_its_name(run: Run, project: Path, file: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: acme\nruntime: python\n", encoding="utf-8")
    assert importing(run, project, file).status == 0
    assert "  acme:reportSets:" in (project / "Pulumi.shop.yaml").read_text(encoding="utf-8")
    assert list(plan(read_stack(project, "shop").settings(NOW)).reports) == ["daily"]


def test_the_vendors_four_reports_make_a_file_as_short_as_the_workshops(run: Run, project: Path) -> None:
    if not PAGE.exists():
        pytest.skip("no ../shared: the page's manifests cannot be imported")
    assert importing(run, project, PAGE).status == 0
    made = (project / "Pulumi.shop.yaml").read_text(encoding="utf-8")
    workshop = (SAMPLE / "Pulumi.workshop.yaml").read_text(encoding="utf-8")
    assert len(made.splitlines()) <= len(workshop.splitlines())
    page = {one["metadata"]["name"]: one["spec"] for one in yaml.safe_load_all(PAGE.read_text(encoding="utf-8"))}
    assert {name: one.spec for name, one in plan(read_stack(project, "shop").settings(NOW)).reports.items()} == page


def test_a_thousand_reports_come_over(run: Run, project: Path, tmp_path: Path) -> None:
    reports = [{**REPORT, "metadata": {"name": f"r{index}"}} for index in range(1000)]
    source = tmp_path / "many.json"
    source.write_text(json.dumps(reports), encoding="utf-8")
    assert importing(run, project, source).status == 0
    assert len(plan(read_stack(project, "shop").settings(NOW)).reports) == 1000


def test_five_thousand_reports_come_over_with_a_word_on_what_linux_allows(
    run: Run, project: Path, tmp_path: Path
) -> None:
    reports = [{**REPORT, "metadata": {"name": f"r{index}"}} for index in range(5000)]
    source = tmp_path / "many.json"
    source.write_text(json.dumps(reports), encoding="utf-8")
    ran = importing(run, project, source)
    assert ran.status == 0
    assert "KiB of config" in ran.err
    assert "Move report sets into a file of their own and name it in extends" in " ".join(ran.err.split())


def other(kind: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}}


REFUSED = [
    (b"a: [", 1, "not YAML"),
    (b"\xff", 2, "is not UTF-8 text (byte 0)"),
    (b"", 2, "there is no GlobalReport (projectcalico.org/v3) to make a stack of among 0 objects"),
    (yaml.safe_dump(other("Pod")).encode(), 2, "left alone: 1 object of other kinds: 1 Pod (v1)"),
    (yaml.safe_dump(other("Pod")).encode(), 2, "reportctl init"),
    (yaml.safe_dump({**REPORT, "spec": None}).encode(), 1, "GlobalReport daily has no spec"),
    (yaml.safe_dump_all([REPORT, REPORT]).encode(), 1, "GlobalReport daily is also at"),
]


@pytest.mark.parametrize(("content", "status", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
def test_nothing_is_written_where_something_is_wrong(  # noqa: PLR0917
    run: Run, project: Path, tmp_path: Path, content: bytes, status: int, message: str
) -> None:
    source = tmp_path / "wrong.yaml"
    source.write_bytes(content)
    ran = importing(run, project, source)
    assert ran.status == status
    assert ran.err.startswith("error: ")
    assert message in ran.err
    assert not (project / "Pulumi.shop.yaml").exists()


def test_the_faults_of_all_files_are_said_at_once(run: Run, project: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    for source in (one, two):
        source.write_text("a: [", encoding="utf-8")
    ran = importing(run, project, one, two)
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == [str(one), str(two)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "there is nothing to read"),
        (("/nonexistent.yaml",), "cannot be read: No such file"),
        (("--from-cluster",), "--from-cluster needs --context NAME"),
        (("x.yaml", "--from-cluster", "--context", "a"), "--from-cluster and files exclude each other"),
    ],
)
def test_what_to_read_must_be_said(run: Run, project: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = importing(run, project, *arguments, context=None)
    assert ran.status == 2
    assert message in ran.err


@pytest.mark.parametrize("name", ["", "a/b", "a b", "x" * 101, "ä"])
def test_a_name_that_no_stack_may_have_is_refused(run: Run, project: Path, file: Path, name: str) -> None:
    ran = run("import", file, "--stack", name, "--project", project)
    assert ran.status == 2
    assert "is not a stack's name" in ran.err


def test_a_folder_without_a_project_is_refused(run: Run, tmp_path: Path, file: Path) -> None:
    ran = run("import", file, "--stack", "shop", "--project", tmp_path)
    assert ran.status == 2
    assert "has no Pulumi.yaml" in ran.err


def test_a_cluster_that_no_kubeconfig_leads_to_is_refused(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    ran = importing(run, project, "--from-cluster")
    assert ran.status == 2
    assert "shop" in ran.err
    assert "preflight" not in ran.err
