"""`reportctl review`: all that the reviewers of a change look at, in one folder."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from reportctl.ci.changed import stacks_changed_since
from reportctl.ci.comment import comment
from reportctl.ci.sarif import sarif_log
from reportctl.page import Comparison, plan_view, render_page
from reportctl.project.difference import StackDifference, difference, differing_stacks
from reportctl.project.findings import checked
from reportctl.project.git import merge_base
from reportctl.project.revision import Revision, revision
from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import note
from reportctl.show.failure import FAULT
from reportctl.show.files import write
from reportctl.show.options import HERE, ProjectOption
from reportctl.verbs.render import stack_files, to_yaml
from reporting.finding import Severity
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.source.stackfile import read_project
from reporting.spans import counted

CHECK = "check.sarif"
COMMENT = "comment.md"


def review(
    base: Annotated[str, typer.Option(help="The branch or revision that the change is for.", metavar="REF")],
    out: Annotated[Path, typer.Option(help="The folder to write to.", metavar="DIR")] = Path("build/review"),
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of what was written.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Write all that reviewers look at: findings, differences, and each changed stack's plan page and manifests.

    In the folder are check.sarif (annotations), comment.md (differences in words), and for each changed stack
    STACK/plan.html and STACK/*.yaml. The change is what came since the branch left REF. No cluster and no
    credentials are needed.

    Exit status: 0, 1 for an error in a stack file (all is written that can be), 2 where nothing could be compared.

    Example: bin/reportctl review --base origin/main
    """
    stacks = chosen_stacks(project, [])
    found = [checked(project, stack) for stack in stacks]
    files = {CHECK: json.dumps(sarif_log(found), indent=2), **_files(project, base, stacks)}
    for name, text in files.items():
        write(out / name, text)
    errors = sum(finding.severity is Severity.ERROR for one in found for finding in one.findings)
    note(f"wrote {counted(len(files), 'file')} to {out}; {counted(errors, 'error')}", quiet=quiet)
    if errors:
        raise typer.Exit(FAULT)


def _files(project: Path, base: str, stacks: list[str]) -> dict[str, str]:
    commit = merge_base(project, base)
    with revision(project, commit, name=base) as before, revision(project, None) as after:
        differences = [difference(before, after, stack) for stack in differing_stacks(before, after, None)]
        files = {COMMENT: comment(before, after, differences)}
        changed = stacks_changed_since(project, commit, stacks)
        for each in differences:
            if each.stack in changed and not each.head_problems:
                files |= _stack_files(each, before, after)
    return files


def _stack_files(found: StackDifference, before: Revision, after: Revision) -> dict[str, str]:
    wanted = after.plan(found.stack)
    if wanted is None:
        return {}
    compared = Comparison(str(before), found.changes, found.base_problems)
    page = render_page(plan_view(found.stack, wanted, _coming_midnight(), compared))
    return {f"{found.stack}/plan.html": page, **_manifests(wanted, Owner(read_project(after.folder).name, found.stack))}


def _manifests(wanted: Plan, owner: Owner) -> dict[str, str]:
    return {f"{owner.stack}/{name}": to_yaml(found) for name, found in stack_files(wanted, owner).items()}


def _coming_midnight() -> datetime:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
