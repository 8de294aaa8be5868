"""What reviewers wait for: the diff of a large stack, the plan page, and the command line's help."""

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.table import Table

from bench.measure import PROJECT, command
from bench.stackfiles import stack_text

_REPORTCTL = (sys.executable, "-m", "reportctl")


def sizes() -> Table:
    """Seconds of whole commands, against starting the interpreter."""
    table = Table(title="reportctl", title_justify="left")
    for heading in ("", "s", "against python -c pass", "KiB"):
        table.add_column(heading, justify="right")
    base = command((sys.executable, "-c", "pass"), best_of=5).seconds
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        page = project / "plan.html"
        _two_revisions(project, before=stack_text(1_000), after=stack_text(1_000).replace("shop-", "store-"))
        (project / "Pulumi.page.yaml").write_text(stack_text(300), encoding="utf-8")
        _fleet(project / "fleet", stacks=50)
        where = ("--project", folder)
        rows = {
            "--help": (*_REPORTCTL, "--help"),
            "check of one stack": (*_REPORTCTL, "check", "--stack", "workshop"),
            "diff of 1,000 reports": (*_REPORTCTL, "diff", "--base", "HEAD", "--stack", "bench", *where),
            "controls of 50 stacks": (*_REPORTCTL, "controls", "--all", "--project", str(project / "fleet")),
            "plan of 300 reports": (*_REPORTCTL, "plan", "--stack", "page", "--out", str(page), *where),
        }
        for name, program in rows.items():
            seconds = command(program, best_of=3, allowed=(0, 1)).seconds
            size = f"{page.stat().st_size / 1024:,.0f}" if name.startswith("plan") else ""
            table.add_row(name, f"{seconds:.2f}", f"{seconds / base:.0f}", size)
    return table


def _two_revisions(project: Path, before: str, after: str) -> None:
    file = project / "Pulumi.bench.yaml"
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    file.write_text(before, encoding="utf-8")
    author = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    for arguments in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "base")):
        subprocess.run(("git", "-C", str(project), *arguments), check=True)
    file.write_text(after, encoding="utf-8")


def _fleet(project: Path, stacks: int) -> None:
    project.mkdir()
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    for number in range(stacks):
        (project / f"Pulumi.prod-{number}.yaml").write_text(stack_text(30), encoding="utf-8")
