"""`reportctl run`: reports made now, by Jobs that no stack knows."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportctl.project.stacks import one_stack
from reportctl.show.console import note
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reportctl.verbs.adhoc import AdHoc, ad_hoc, check_names, findings, manifests, taken_names
from reportctl.verbs.render import to_yaml
from reporting.dialects.moments import parse_instant, rfc3339
from reporting.finding import Severity
from reporting.objects.job_status import Result
from reporting.objects.jobs import NAMESPACE, RUN
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import ANY_ENGINE, Owner
from reporting.source.stackfile import read_project
from reporting.stack.settings import Settings

if TYPE_CHECKING:
    from cluster.following import Ended
    from cluster.jobs import Jobs
    from cluster.transport.connection import Connection

_INTERRUPTED = 130


def run(  # noqa: PLR0913, PLR0917
    reports: Annotated[list[str], typer.Argument(help="Reports of the stack.", metavar="REPORT")],
    stack: SelectedOption = None,
    last: Annotated[
        str | None, typer.Option(help="How much time to report on, until now or --end, such as 2h.", metavar="LENGTH")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="Report from this instant on, instead of --last.", metavar="TIME")
    ] = None,
    end: Annotated[
        str | None, typer.Option(help="Report until this instant, by default now (RFC 3339).", metavar="TIME")
    ] = None,
    run_id: Annotated[
        str | None,
        typer.Option("--id", help="Begins the Jobs' names; by default adhoc, the end and a mark.", metavar="ID"),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the Jobs to their end.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the Jobs as YAML and make none.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Results and errors alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Make reports of a stack now, once, by Jobs on its cluster. Nothing is written to the stack.

    The Jobs are made from the cluster's own PodTemplate, as those of a run in a stack file; the reports must be on
    the cluster. With --wait, a Job that fails is shown with its Pod's reason and the last lines of its log.

    Exit status: 0 (with --wait: all reports were made), 1 where one failed, 2 where none could be run, 130 where
    the waiting was interrupted; the Jobs go on then.

    Example: bin/reportctl run daily-soc2-inventory --stack workshop --last 2h --wait
    """
    from cluster.jobs import Jobs  # noqa: PLC0415 - not for --help

    stack = one_stack(project, stack)
    now = datetime.now(UTC).replace(microsecond=0)
    stated = _window(last, start, end, rfc3339(now))
    wanted = ad_hoc(project, stack, run_id or _default_id(stated, now), {"reports": reports, **stated}, now)
    with _cluster(wanted, project) as connection:
        made = manifests(wanted, _fit_cluster(connection, wanted, stack, project, quiet=quiet))
        if dry_run:
            sys.stdout.write(to_yaml(made.values()))
            return
        jobs = Jobs(connection)
        _make(jobs, wanted, made, _kubectl(wanted.settings, project))
        note(_started(wanted, project), quiet=quiet)
        if wait:
            _follow(jobs, wanted, project, quiet=quiet)


@contextmanager
def _cluster(wanted: AdHoc, project: Path) -> Iterator["Connection"]:
    """One connection for all that is asked, so that a login by a program is made once. Raises Failure."""
    from cluster.access import KubeconfigError, resolve  # noqa: PLC0415
    from cluster.transport.connection import Connection  # noqa: PLC0415

    try:
        with Connection(resolve(wanted.settings.cluster, project.absolute(), os.environ)) as connection:
            yield connection
    except KubeconfigError as error:
        raise Failure(str(error)) from None


def _window(last: str | None, start: str | None, end: str | None, now: str) -> dict[str, str]:
    if (last is None) == (start is None):
        given = "both --last and --start were given" if last else "neither --last nor --start was given"
        raise Failure(
            f"{given}, and one of them says which time to report on. Write --last 2h (until now, or --end), or "
            f"--start 2026-11-23T08:00:00Z --end 2026-11-23T10:00:00Z"
        )
    if last is not None:
        return {"last": last, "until": end or now}
    return {"start": start or now, "end": end or now}


def _default_id(stated: Mapping[str, str], now: datetime) -> str:
    """Of the window's end, and no other run's: what is deleted by the id is this run's alone."""
    try:
        until = parse_instant(stated.get("until") or stated["end"])
    except ValueError:
        until = now
    return f"adhoc-{until:%Y%m%d-%H%M}-{token_hex(3)}"


def _fit_cluster(connection: "Connection", wanted: AdHoc, stack: str, project: Path, *, quiet: bool) -> LiveCluster:
    """The cluster as it is, once what was found is said. Raises Failure where the run cannot be made there."""
    from cluster.look import PreflightError, look_through  # noqa: PLC0415

    owner = Owner(read_project(project).name, stack, ANY_ENGINE)
    try:
        live = look_through(connection, wanted.settings, owner)
    except PreflightError as error:
        raise Failure(str(error)) from None
    found = findings(wanted, owner, live)
    if errors := [str(finding) for finding in found if finding.severity is Severity.ERROR]:
        raise Failure("\n       ".join(errors))
    for finding in found:
        if finding.accepted is None:
            note(f"{finding.severity}: {finding}", quiet=quiet)
    check_names(wanted, live, _kubectl(wanted.settings, project))
    return live


def _make(jobs: "Jobs", wanted: AdHoc, made: Mapping[str, Any], kubectl: str) -> None:
    """Every Job, none unless the API server would take them all. Raises Failure."""
    from cluster.transport.faults import Refused, Unanswered  # noqa: PLC0415

    begun: list[str] = []
    for dry_run in (True, False):
        for report, manifest in made.items():
            try:
                jobs.create(manifest, dry_run=dry_run)
            except Refused as refused:
                if refused.status == 409 and not begun:
                    raise taken_names(wanted, [wanted.job(report)], kubectl) from None
                raise _not_made(wanted.job(report), str(refused), begun, kubectl) from None
            except Unanswered as unanswered:
                doubt = "" if dry_run else " Whether it was made is not known."
                said = f"the API server gave no answer ({unanswered}).{doubt}"
                raise _not_made(wanted.job(report), said, begun, kubectl) from None
            if not dry_run:
                begun.append(wanted.job(report))


def _not_made(job: str, reason: str, begun: list[str], kubectl: str) -> Failure:
    before = f"{', '.join(begun)} was made before it and goes on" if begun else "No other was made"
    return Failure(
        f"Job {NAMESPACE}/{job} was not made: {reason.rstrip('.')}. {before}; '{kubectl} get jobs' shows what is "
        "there. Making one takes the right to create jobs (API group batch) in that namespace."
    )


def _follow(jobs: "Jobs", wanted: AdHoc, project: Path, *, quiet: bool) -> None:
    from cluster.access import KubeconfigError  # noqa: PLC0415
    from cluster.following import GRACE_SECONDS, follow  # noqa: PLC0415
    from cluster.transport.faults import Refused  # noqa: PLC0415
    from reportctl.show.progress import display  # noqa: PLC0415

    names = [wanted.job(report) for report in wanted.reports]
    seconds = wanted.settings.reporter.deadline_seconds + GRACE_SECONDS
    try:
        with display(names, quiet=quiet) as show:
            ended = follow(jobs, names, wanted.labels, seconds, show)
    except KeyboardInterrupt:
        note(f"interrupted; the Jobs go on.\n{_how_to_look(wanted, project)}")
        raise typer.Exit(_INTERRUPTED) from None
    except Refused as refused:
        right = f"Following takes the right to list jobs (API group batch) in namespace {NAMESPACE}."
        raise _not_followed(f"{refused}. {right}", wanted, project) from None
    except KubeconfigError as error:
        raise _not_followed(str(error), wanted, project) from None
    _print_results(wanted, ended)
    if any(one.result is not Result.SUCCEEDED for one in ended.values()):
        note(_after_failure(wanted, project, late=any(one.exceeded_deadline for one in ended.values())))
        raise typer.Exit(FAULT)


def _not_followed(reason: str, wanted: AdHoc, project: Path) -> Failure:
    return Failure(f"the Jobs were made and go on, but cannot be followed: {reason} {_how_to_look(wanted, project)}")


def _print_results(wanted: AdHoc, ended: Mapping[str, "Ended"]) -> None:
    for report in wanted.reports:
        one = ended[wanted.job(report)]
        _say(f"{report}: {one.result}{f': {one.reason}' if one.reason else ''}")
        for line in one.log:
            _say(f"    {line}")
    if any(one.result is Result.SUCCEEDED for one in ended.values()):
        for line in _where(wanted):
            _say(line)


def _where(wanted: AdHoc) -> Iterable[str]:
    """Where the reports are, as far as that has an address."""
    links = wanted.settings.links
    addresses = links.addresses() if links else {}
    home = addresses.get("login") or addresses.get("manager") or addresses.get("home")
    yield f"Where to look: {addresses.get('complianceReports', _MENU_ENTRY)}{f', at {home}' if home else ''}"


_MENU_ENTRY = "Manager, left menu: Compliance, then Compliance Reports"


def _started(wanted: AdHoc, project: Path) -> str:
    window = f"{rfc3339(wanted.window.start)}..{rfc3339(wanted.window.end)}"
    jobs = "\n".join(f"made Job {NAMESPACE}/{wanted.job(report)}" for report in wanted.reports)
    return f"{jobs}\nreporting on {window}. {_how_to_look(wanted, project)}"


def _how_to_look(wanted: AdHoc, project: Path) -> str:
    return (
        f"To look: {_kubectl(wanted.settings, project)} get jobs -l {RUN}={wanted.id}; "
        f"to delete them: {_kubectl(wanted.settings, project)} delete jobs -l {RUN}={wanted.id}"
    )


def _after_failure(wanted: AdHoc, project: Path, *, late: bool) -> str:
    deadline = " A Job that needs longer than its deadline gets it with: pulumi config set --path reporter.deadline 20m"
    return (
        "Run it again once the cause is gone: under the same id after deleting these Jobs "
        f"({_kubectl(wanted.settings, project)} delete jobs -l {RUN}={wanted.id}), or under another one (--id)."
        f"{deadline if late else ''}"
    )


def _kubectl(settings: Settings, project: Path) -> str:
    cluster = settings.cluster
    where = f" --kubeconfig {quote(str(project / cluster.kubeconfig))}" if cluster.kubeconfig else ""
    context = f" --context {quote(cluster.context)}" if cluster.context else ""
    return f"kubectl{where}{context} --namespace {NAMESPACE}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
