"""`reportctl init`: the first stack file, from options or from answers at a terminal."""

import io
import shlex
import shutil
from pathlib import Path

import pytest

from reporting.findings.diagnosis import advise
from reporting.objects.plan import Plan, plan
from reporting.source.stackfile import read_stack
from tests.project import ROOT
from tests.pull_requests import commit, git, new_repository
from tests.unit.command_line import Ran, Run
from tests.unit.stacks import NOW

OPTIONS = {
    "--context": "shop",
    "--product": "cloud",
    "--namespace": "hipstershop",
    "--type": "inventory",
    "--hour": "6",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    return tmp_path


def starting(run: Run, project: Path, *more: str, **without: bool) -> Ran:
    said = [part for option, value in OPTIONS.items() if option[2:] not in without for part in (option, value)]
    return run("init", "--stack", "shop", *said, *more, "--project", project)


def made(project: Path) -> Plan:
    return plan(read_stack(project, "shop").settings(NOW))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_options_are_enough(run: Run, project: Path) -> None:
    ran = starting(run, project, "--type", "cis-benchmark")
    assert ran.status == 0, ran.err
    assert {name: one.spec["schedule"] for name, one in made(project).reports.items()} == {
        "daily-hipstershop-inventory": "0 6 * * *",
        "daily-cis-benchmark": "30 6 * * *",
    }
    assert ran.err.endswith("next:\n  pulumi stack init shop\n  pulumi preview --stack shop\n")


def test_a_framework_takes_the_place_of_types_and_hour(run: Run, project: Path) -> None:
    ran = starting(run, project, "--framework", "soc2", type=True, hour=True)
    assert ran.status == 0, ran.err
    found = made(project).reports
    assert list(found)[:2] == ["daily-soc2-inventory", "daily-soc2-network-access"]
    assert found["daily-soc2-inventory"].spec["endpoints"] == {"namespaces": {"names": ["hipstershop"]}}
    assert all(int(one.report.schedule.text.split()[1]) < 6 for one in found.values())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--framework", "soc2", "--hour", "6"), "leave --type and --hour out"),
        (("--framework", "soc2", "--type", "inventory"), "leave --type and --hour out"),
        (("--framework", "soc3"), "error: --framework: 'soc3' is no framework that is built in"),
        (("--framework", "ours.yaml"), "error: --framework: 'ours.yaml' is not there."),
    ],
)
def test_a_framework_that_will_not_do_is_refused_before_anything_is_written(
    run: Run, project: Path, options: tuple[str, ...], said: str
) -> None:
    ran = starting(run, project, *options, type=True, hour=True)
    assert (ran.status, said in ran.err) == (2, True), ran.err
    assert not (project / "Pulumi.shop.yaml").exists()


def test_schedules_do_not_collide_and_names_stay_readable(run: Run, project: Path) -> None:
    types = [part for name in ("network-access", "policy-audit", "cis-benchmark") for part in ("--type", name)]
    long = ("--namespace", "a-namespace-with-quite-a-long-name")
    assert starting(run, project, *types, *long, namespace=True).status == 0
    codes = {advice.code for advice in advise(made(project))}
    assert not codes & {"SAME_MINUTE", "LONG_NAME", "CIS_UNSCORED_UNSTATED", "WHOLE_CLUSTER", "MANUAL_ONLY"}


def test_a_selector_takes_the_place_of_namespaces(run: Run, project: Path) -> None:
    assert starting(run, project, "--selector", "soc2 == 'true'", namespace=True).status == 0
    [report] = made(project).reports.values()
    assert (report.name, report.spec["endpoints"]) == ("daily-soc2-inventory", {"selector": "soc2 == 'true'"})


def test_without_a_terminal_everything_that_is_missing_is_named(run: Run, project: Path) -> None:
    ran = run("init", "--stack", "shop", "--product", "cloud", "--project", project)
    assert ran.status == 2
    assert ran.err == (
        "error: nobody can be asked here (standard input is no terminal), and not said are: --context NAME, "
        "--namespace NAME (or --selector), --selector SELECTOR (or --namespace), --type TYPE (or --framework), "
        "--hour HOUR (or --framework)\n"
    )
    assert not (project / "Pulumi.shop.yaml").exists()


def test_at_a_terminal_what_is_missing_is_asked_until_it_will_do(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("\nshop\n\nshop, pay\n\ninventory\n24\n7\n"))
    ran = run("init", "--stack", "shop", "--project", project)
    assert ran.status == 0, ran.err
    for said in ("a context is needed", "'24' is not an hour"):
        assert said in ran.err
    assert ran.out == ""
    [report] = made(project).reports.values()
    assert (report.spec["endpoints"], report.spec["schedule"]) == (
        {"namespaces": {"names": ["shop", "pay"]}},
        "0 7 * * *",
    )


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--context", " ", "--context: a context is needed"),
        ("--product", "oss", "--product: 'oss' is not a product"),
        ("--namespace", "Shop", "--namespace: 'Shop' is not an object's name"),
        ("--selector", "a = b", "--selector: "),
        ("--type", "CIS", "--type: 'CIS' is not an object's name"),
        ("--hour", "24", "--hour: '24' is not an hour"),
        ("--hour", "six", "--hour: 'six' is not an hour"),
    ],
)
def test_an_option_that_will_not_do_is_refused(run: Run, project: Path, option: str, value: str, message: str) -> None:
    ran = starting(run, project, option, value, **{option[2:]: True})
    assert ran.status == 2
    assert message in ran.err
    assert not (project / "Pulumi.shop.yaml").exists()


def test_a_file_that_is_there_is_left_alone(run: Run, project: Path) -> None:
    assert starting(run, project).status == 0
    assert "exists already" in starting(run, project).err


def test_the_result_can_be_looked_at_first(run: Run, project: Path) -> None:
    ran = starting(run, project, "--out", "-")
    assert ran.out.startswith("# Daily reports of cluster shop.\nconfig:\n")
    assert not (project / "Pulumi.shop.yaml").exists()


def test_the_readmes_way_from_a_duty_to_a_page_works_word_by_word(run: Run, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## You start from a duty")[2]
    make, *commands = readme.split("```bash\n", 1)[1].split("```", 1)[0].splitlines()
    project = new_repository(tmp_path / "project")
    commit(project, "start")
    for command in commands:
        program, *arguments = shlex.split(command)
        if program == "git":
            git(project, *arguments)
        else:
            assert run(*arguments, at=project).status == 0, command
    page = (project / "build/review/shop/plan.html").read_text(encoding="utf-8")
    assert make == "make .venv/.reportctl"
    assert "daily-soc2-network-access" in page
    assert "Access from outside the system" in page
