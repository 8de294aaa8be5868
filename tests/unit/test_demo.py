"""What the demo decides and prints; the rest of it is tried on a real control plane."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pulumi.automation import EngineEvent
from rich.console import Console

from demo import __main__ as demo
from demo import by_pulumi, engine, install, tables
from demo.by_pulumi import Teller
from demo.engine import Cli, Engine, Unavailable
from demo.install import Unfinished
from demo.live import Live
from demo.next_steps import shell_environment
from demo.workspace import copy_project
from sandbox import SandboxError
from sandbox.progress import Progress
from tests.project import checkout

NOWHERE = "http://127.0.0.1:1/install.sh"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH but for the shell, on a machine without a network."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{shell_folder(tmp_path)}")
    monkeypatch.setattr(install, "SOURCE", NOWHERE)
    return folder


def shell_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shell"
    folder.mkdir()
    (folder / "sh").symlink_to("/bin/sh")
    return folder


def program(file: Path, script: str = "") -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def cli(folder: Path, version: str = "v3.259.0", otherwise: str = "exit 1") -> None:
    """A CLI that tells its version, and does `otherwise` for every other command."""
    program(folder / "pulumi", f'[ "$1" = version ] && echo {version} && exit\n{otherwise}')


def found(tmp_path: Path) -> Engine | Unavailable:
    return engine.find(tmp_path / ".sandbox", Progress(StringIO()))


def reason(tmp_path: Path) -> str:
    answer = found(tmp_path)
    assert isinstance(answer, Unavailable)
    assert "\n" not in answer.reason
    return answer.reason


@pytest.mark.parametrize("version", ["v3.259.0", "v3.259.7", "v3.300.1", "3.260.0-dev.0"])
@pytest.mark.usefixtures("path")
def test_fitting_cli_with_its_plugins_on_path_is_used(path: Path, tmp_path: Path, version: str) -> None:
    cli(path, version)
    program(path / "pulumi-language-python")
    program(path / "pulumi-resource-kubernetes")
    answer = found(tmp_path)
    assert isinstance(answer, Engine)
    assert answer.command.command == str(path / "pulumi")


def test_nothing_is_asked_of_the_cli_in_the_users_own_home(path: Path, tmp_path: Path) -> None:
    homes = tmp_path / "homes"
    program(path / "pulumi", f'echo "$PULUMI_HOME" >> {homes}; echo v3.259.0')
    program(path / "pulumi-language-python")
    program(path / "pulumi-resource-kubernetes")
    assert isinstance(found(tmp_path), Engine)
    assert set(homes.read_text().splitlines()) == {str(tmp_path / ".sandbox/pulumi/home")}


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("v3.258.0", "3.258.0, and 3.259 or a newer 3.x is needed"),
        ("v2.300.0", "2.300.0, and 3.259 or a newer 3.x is needed"),
        ("v4.0.0", "4.0.0, and 3.259 or a newer 3.x is needed"),
        ("fine", "does not tell its version"),
    ],
)
def test_cli_of_another_version_is_refused(path: Path, tmp_path: Path, version: str, said: str) -> None:
    cli(path, version)
    program(path / "pulumi-language-python")
    assert f"{path}/pulumi" in reason(tmp_path)
    assert said in reason(tmp_path)


def test_cli_that_fails_is_refused(path: Path, tmp_path: Path) -> None:
    program(path / "pulumi", "echo broken >&2; exit 3")
    assert "does not tell its version (broken)" in reason(tmp_path)


def test_cli_without_its_python_host_is_refused(path: Path, tmp_path: Path) -> None:
    cli(path)
    assert "has no pulumi-language-python" in reason(tmp_path)


@pytest.mark.usefixtures("path")
def test_without_cli_and_network_there_is_no_engine(tmp_path: Path) -> None:
    said = reason(tmp_path)
    assert "there is no pulumi on PATH" in said
    assert "cannot be installed" in said
    assert "127.0.0.1: Connection refused" in said


@pytest.mark.usefixtures("path")
def test_failing_installer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_from(tmp_path, monkeypatch, 'echo trying; echo "no space left on device"; exit 1')
    assert "the Pulumi CLI 3.259.0 cannot be installed (no space left on device)" in reason(tmp_path)


def test_installer_is_told_version_and_place_and_the_users_home_is_left_alone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_from(tmp_path, monkeypatch, f'echo "$PULUMI_HOME $*" > {tmp_path}/told; exit 1')
    assert "cannot be installed" in reason(tmp_path)
    root = tmp_path / ".sandbox/pulumi"
    told = f"{root}/home --no-edit-path --install-root {root} --version 3.259.0\n"
    assert (tmp_path / "told").read_text() == told


def install_from(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let this be Pulumi's installer."""
    file = folder / "install.sh"
    file.write_text(script)
    monkeypatch.setattr(install, "SOURCE", file.as_uri())


def test_without_plugin_and_network_there_is_no_engine(path: Path, tmp_path: Path) -> None:
    cli(path)
    program(path / "pulumi-language-python")
    assert "its kubernetes plugin 4.32.0 cannot be installed" in reason(tmp_path)


def test_failing_plugin_install_is_one_line(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "SOURCE", Path(__file__).as_uri())
    cli(path, otherwise='echo trying; echo "no space left on device" >&2; exit 1')
    program(path / "pulumi-language-python")
    assert "(no space left on device)" in reason(tmp_path)


def test_plugin_in_the_own_home_is_not_installed_again(path: Path, tmp_path: Path) -> None:
    cli(path)
    program(path / "pulumi-language-python")
    (tmp_path / ".sandbox/pulumi/home/plugins/resource-kubernetes-v4.32.0").mkdir(parents=True)
    assert isinstance(found(tmp_path), Engine)


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.usefixtures("path")
def test_network_that_swallows_everything_is_waited_for_in_vain_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silent_server: str
) -> None:
    monkeypatch.setattr(install, "SOURCE", silent_server)
    monkeypatch.setattr(install, "ANSWER_SECONDS", 0.1)
    assert "timed out" in reason(tmp_path)


def test_program_that_takes_too_long_is_one_line() -> None:
    with pytest.raises(Unfinished, match="no end after 0 s"):
        install.output(["/bin/sleep", "600"], {}, seconds=0.01)


def test_interrupt_is_held_back_until_pulumi_has_ended(path: Path, tmp_path: Path) -> None:
    """A terminal's interrupt reaches both, also a second one; Pulumi leaves its state in order."""
    cli(path, otherwise=f"kill -INT $PPID; exec >&- 2>&-; sleep 0.5; kill -INT $PPID; echo > {tmp_path}/ended; exit 1")
    interrupted = Engine(Cli(str(path / "pulumi"), engine.PINNED), home=tmp_path / "home", state=tmp_path / "state")
    with pytest.raises(KeyboardInterrupt):
        by_pulumi.up(interrupted, tmp_path, "dev", Progress(StringIO()))
    assert (tmp_path / "ended").exists()


def test_interrupt_that_comes_after_the_failure_it_caused_is_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """kubectl may end of the same interrupt, and be noticed first."""
    monkeypatch.setattr(sys, "argv", ["demo", "--directory", str(tmp_path)])
    monkeypatch.setattr(demo, "forget_the_users_pulumi", lambda: None)
    monkeypatch.setattr(demo, "_demo", fails_and_is_interrupted)
    assert demo.main() == 130
    assert capsys.readouterr().err.startswith("\ninterrupted:")


def fails_and_is_interrupted(*_: object) -> NoReturn:
    class ToldTooLateError(SandboxError):
        def __str__(self) -> str:
            raise KeyboardInterrupt

    raise ToldTooLateError


def test_every_call_keeps_to_its_own_home_and_backend(tmp_path: Path) -> None:
    environment = an_engine(tmp_path).environment
    assert environment["PULUMI_HOME"] == str(tmp_path / "home")
    assert environment["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/state"
    assert environment["KUBECONFIG"] == os.devnull
    assert environment["PULUMI_RUN_PROGRAM"] == "true"


def an_engine(folder: Path) -> Engine:
    return Engine(Cli("/usr/bin/pulumi", engine.PINNED), home=folder / "home", state=folder / "state")


def test_users_pulumi_settings_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_STACK", "production")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", "/home/me/passphrase")
    demo.forget_the_users_pulumi()
    assert [name for name in os.environ if name.startswith("PULUMI_")] == []


def test_environment_for_the_shell_survives_blanks_in_paths(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text(shell_environment(an_engine(tmp_path / "my projects")))
    shown = subprocess.run(["sh", "-c", f'. {file}; echo "$PULUMI_HOME"'], capture_output=True, text=True, check=True)
    assert shown.stdout == f"{tmp_path}/my projects/home\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A checkout to copy from."""
    return checkout(tmp_path / "checkout")


def test_copy_has_all_that_the_program_imports(source: Path, tmp_path: Path) -> None:
    project = copy_project(source, tmp_path / "project")
    imports = "import cluster.gate, components.reporting_stack, reporting.findings.stack; print(reporting.__file__)"
    answer = subprocess.run([sys.executable, "-c", imports], cwd=project, capture_output=True, text=True, check=True)
    assert answer.stdout.startswith(str(project))
    assert (project / "__main__.py").exists()
    assert (project / "Pulumi.yaml").read_text() == (source / "Pulumi.yaml").read_text()


def test_kubeconfig_is_where_stack_dev_names_it(source: Path, tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text("apiVersion: v1")
    project = copy_project(source, tmp_path / "project", kubeconfig)
    assert "kubeconfig: .sandbox/kubeconfig" in (project / "Pulumi.dev.yaml").read_text()
    assert (project / ".sandbox/kubeconfig").read_text() == "apiVersion: v1"


def test_copy_again_takes_over_changes_and_removals(source: Path, tmp_path: Path) -> None:
    project = copy_project(source, tmp_path / "project")
    (project / "reporting" / "gone.py").touch()
    (project / "Pulumi.dev.yaml").write_text("config: {}\nencryptionsalt: v1")
    copy_project(source, project)
    assert not (project / "reporting" / "gone.py").exists()
    assert (project / "Pulumi.dev.yaml").read_text() == (source / "Pulumi.dev.yaml").read_text()


def an_object(name: str, version: int = 1, **content: Any) -> dict[str, Any]:
    metadata = {"name": name, "uid": f"uid-of-{name}", "resourceVersion": str(version)}
    return {**content, "metadata": {**metadata, **content.get("metadata", {})}}


KEPT = {"flows": 8, "snapshots": 91}


def live(
    flow: str,
    version: int = 1,
    schedule: str = "8 6 * * *",
    status: dict[str, Any] | None = None,
    **said: Any,
) -> Live:
    annotations = {
        "calico-reporting/start": "2026-11-23T08:00:00Z",
        "calico-reporting/end": "2026-11-23T10:00:00Z",
    }
    return Live(
        felix=an_object("default", version, spec={"flowLogsFlushInterval": flow, "healthPort": 9099}),
        log_storage=an_object("tigera-secure", spec={"retention": KEPT}),
        reports={
            "daily": an_object("daily", spec={"reportType": "inventory", "schedule": schedule}, metadata=said or {})
        },
        jobs={"look.daily": an_object("look.daily", metadata={"annotations": annotations}, status=status)},
    )


def printed(before: Live, now: Live) -> list[list[str]]:
    """The words of each line, in columns that two blanks part."""
    out = StringIO()
    tables.show("pulumi up", before, now, Console(file=out, width=160))
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in out.getvalue().splitlines()]


def test_table_tells_only_what_is_kept_longer_or_shorter_than_before() -> None:
    longer = replace(live("300s"), log_storage=an_object("tigera-secure", spec={"retention": {**KEPT, "flows": 15}}))
    said = printed(live("300s"), longer)
    assert ["flows", "8 days", "15 days"] in said
    assert all(line[:1] != ["snapshots"] for line in said)
    assert all(line[:1] != ["LOGS KEPT"] for line in printed(live("300s"), live("300s")))


def test_table_tells_what_annotations_say_of_controls_and_of_tests_that_are_excused() -> None:
    terms = [{"exclude": "1.2.5", "reason": "no kubelet", "owner": "platform team"}]
    said = {"calico-reporting/controls": "SOC 2: CC6.1 (inferred)", "calico-reporting/exceptions": json.dumps(terms)}
    lines = printed(live("300s"), live("300s", annotations=said))
    assert ["daily", "SOC 2: CC6.1 (inferred)"] in lines
    assert ["daily", "1.2.5", "platform team", "no kubelet"] in lines


def test_table_tells_who_may_do_what_by_the_roles_that_are_bound() -> None:
    named = {"verbs": ["get"], "resources": ["globalreports"], "resourceNames": ["daily"]}
    role = an_object("ours", rules=[{"verbs": ["list"], "resources": ["globalreports"]}, named])
    binding = an_object("ours", subjects=[{"kind": "Group", "name": "auditors"}])
    bound = replace(live("300s"), roles={"ours": role}, bindings={"ours": binding})
    assert ["group auditors", "list globalreports, get globalreports daily"] in printed(bound, bound)


def test_table_tells_intervals_before_and_now() -> None:
    assert ["flowLogsFlushInterval", "300s", "30s", "10 times as often"] in printed(live("300s"), live("30s", 2))


def test_table_has_no_other_field_of_felix() -> None:
    assert "healthPort" not in str(printed(live("300s"), live("30s", 2)))


def test_table_tells_a_reports_type_and_schedule() -> None:
    now = live("30s")
    assert ["daily", "inventory", "8 6 * * *", "every day at 06:08"] in printed(now, now)


@pytest.mark.parametrize(("schedule", "row"), [("0 0 * * 7", "cannot be read"), ("", "by hand only")])
def test_table_tells_a_schedule_that_calico_does_not_run(schedule: str, row: str) -> None:
    now = live("30s", schedule=schedule)
    assert [row] == [line[-1] for line in printed(now, now) if line[:2] == ["daily", "inventory"]]


@pytest.mark.parametrize(
    ("condition", "result"), [("Complete", "succeeded"), ("Failed", "failed"), ("Suspended", "running")]
)
def test_table_tells_a_jobs_window_and_result(condition: str, result: str) -> None:
    now = live("30s", status={"conditions": [{"type": condition, "status": "True"}]})
    assert ["look.daily", "2026-11-23 08:00 to 10:00", result] in printed(now, now)


def test_headline_says_that_nothing_changed() -> None:
    assert "pulumi up changed nothing." in str(printed(live("30s"), live("30s")))


def test_headline_counts_what_was_written_with_the_same_value() -> None:
    assert "pulumi up changed 1 object." in str(printed(live("30s", 1), live("30s", 2)))


def test_output_that_is_no_terminal_is_never_folded(capsys: pytest.CaptureFixture[str]) -> None:
    tables.console().print("a " * 70)
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize(("no_color", "colored"), [("1", False), ("", True)])
def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch, no_color: str, colored: bool) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", no_color)
    out = StringIO()
    console = tables.console()
    console.file = out
    console.print("red", style="red")
    assert ("\x1b[31m" in out.getvalue()) is colored


def told(*events: dict[str, Any]) -> tuple[str, list[str]]:
    """The lines that events make, and the errors among them."""
    lines = StringIO()
    teller = Teller(Progress(lines))
    for event in events:
        teller.tell(EngineEvent.from_json({"sequence": 1, "timestamp": 1, **json.loads(json.dumps(event))}))
    return lines.getvalue(), teller.errors


def outputs_event(operation: str, urn: str) -> dict[str, Any]:
    return {"resOutputsEvent": {"metadata": {"op": operation, "urn": urn, "type": "", "provider": ""}}}


REPORT_URN = (
    "urn:pulumi:dev::calico-reporting::calico-reporting:index:ReportSet"
    "$kubernetes:projectcalico.org/v3:GlobalReport::daily-soc2-inventory"
)


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        ("create", "  created GlobalReport daily-soc2-inventory\n"),
        ("update", "  updated GlobalReport daily-soc2-inventory\n"),
        ("delete", "  deleted GlobalReport daily-soc2-inventory\n"),
        ("import", "  imported GlobalReport daily-soc2-inventory\n"),
        ("same", ""),
        ("refresh", ""),
    ],
)
def test_what_is_written_is_told(operation: str, line: str) -> None:
    assert told(outputs_event(operation, REPORT_URN))[0] == line


@pytest.mark.parametrize("operation", ["create", "update"])
def test_fields_of_a_shared_object_are_told_as_patched(operation: str) -> None:
    urn = "urn:pulumi:dev::calico-reporting::kubernetes:projectcalico.org/v3:FelixConfigurationPatch::default"
    assert told(outputs_event(operation, urn))[0] == "  patched FelixConfiguration default\n"


def test_components_are_not_told() -> None:
    urn = "urn:pulumi:dev::calico-reporting::calico-reporting:index:ReportSet::hipstershop"
    assert told(outputs_event("create", urn))[0] == ""


def test_errors_are_kept_and_warnings_told() -> None:
    lines, errors = told(
        {"diagnosticEvent": {"message": "no such thing\n", "color": "never", "severity": "error"}},
        {"diagnosticEvent": {"message": "take care\n", "color": "never", "severity": "warning"}},
        {"diagnosticEvent": {"message": "installing", "color": "never", "severity": "info"}},
    )
    assert lines == "  warning: take care\n"
    assert errors == ["no such thing"]


@pytest.mark.parametrize(
    ("severity", "message"),
    [
        ("error", "an unhandled error occurred: program exited with non-zero exit code: 1"),
        ("warning", "using pulumi-resource-kubernetes from $PATH at /usr/local/bin/pulumi-resource-kubernetes"),
    ],
)
def test_what_says_nothing_new_is_left_out(severity: str, message: str) -> None:
    assert told({"diagnosticEvent": {"message": message, "color": "never", "severity": severity}}) == ("", [])
