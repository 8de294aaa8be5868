"""A fleet on one base: all of it checked, compared after one changed line, and rendered; and one large base."""

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.table import Table

from bench.measure import PROJECT, Cost, command

STACKS = 200
REPORTS = 30
LARGE = 5_000

_STACK = """\
config:
  calico-reporting:extends: [base/{base}.yaml]
  calico-reporting:cluster: {{name: {name}, context: {name}}}
"""
_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "init.defaultBranch=main")


def fleet() -> Table:
    """Seconds from start to end, imports included, against checking one stack of it."""
    table = Table(title=f"{STACKS} stacks of {REPORTS} reports on one base", title_justify="left")
    for heading in ("", "s", "against one stack"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        project = _project(Path(folder))
        one = _reportctl(project, "check", "--stack", "s000", "--quiet")
        table.add_row("check of one stack", f"{one.seconds:.2f}", "1.00")
        for name, cost in _costs(project).items():
            table.add_row(name, f"{cost.seconds:.2f}", f"{cost.seconds / one.seconds:.2f}")
    return table


def _costs(project: Path) -> dict[str, Cost]:
    rendered = ("render", "--for", "flux", "--all", "--repository", "https://git.example.com/a/b", "--branch", "main")
    costs = {
        "check": _reportctl(project, "check", "--quiet"),
        "render --for flux": _reportctl(project, *rendered, "--out", str(project / "fleet")),
    }
    base = project / "base/all.yaml"
    base.write_text(base.read_text().replace("7 6 * * *", "7 7 * * *"))
    costs["diff after one line of the base"] = _reportctl(project, "diff", "--base", "main", "--format", "json")
    _write(project, "many", LARGE, "many")
    costs[f"check of one stack of {LARGE:,} reports in a base"] = _reportctl(project, "check", "--stack", "many")
    return costs


def _project(folder: Path) -> Path:
    project = folder / "project"
    (project / "base").mkdir(parents=True)
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    for number in range(STACKS):
        _write(project, "all", REPORTS, f"s{number:03}")
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "fleet")):
        subprocess.run([*_GIT, *arguments], cwd=project, check=True)
    return project


def _write(project: Path, base: str, reports: int, stack: str) -> None:
    (project / f"Pulumi.{stack}.yaml").write_text(_STACK.format(base=base, name=stack))
    (project / f"base/{base}.yaml").write_text(
        "intervals: production\nreportSets:\n  all:\n    reports:\n" + "".join(map(_report, range(reports)))
    )


def _report(number: int) -> str:
    schedule = f"{number % 60} {6 + number // 60 % 12} * * *"
    return (
        f"      daily-{number:04}:\n        reportType: inventory\n        schedule: {schedule}\n"
        f"        endpoints: {{selector: \"team == 't{number}'\"}}\n"
    )


def _reportctl(project: Path, *arguments: str) -> Cost:
    verb = [sys.executable, "-m", "reportctl", *arguments, "--project", str(project)]
    return command(verb, best_of=2, allowed=(0, 1))
