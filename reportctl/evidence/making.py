"""A folder of evidence from beginning to end: what was to be there, what is archived, and what is said of both."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cluster.archive.source import Archive, ArchiveError
from cluster.look import PreflightError
from reportctl.evidence.assembly import Asked, Expected, Told, assembled, expectations
from reportctl.evidence.folder import EvidenceFolder
from reportctl.evidence.gathering import gather
from reportctl.evidence.outputs import write_outputs
from reportctl.evidence.past import past
from reportctl.evidence.sources import Asking, chosen_archive
from reportctl.evidence.taking_up import opened
from reportctl.evidence.told import together, told_now
from reportctl.show.console import note
from reportctl.show.counting import counting
from reportctl.show.failure import Failure
from reporting.dialects.moments import Window
from reporting.evidence.bundle import Evidence, File, Subject
from reporting.evidence.entry import Entry, Listing
from reporting.evidence.period import Period
from reporting.source.stackfile import read_project, read_stack
from reporting.spans import counted
from reporting.stack.links import Product
from reporting.stack.settings import Settings

# What Calico Cloud keeps by its documentation; Calico Enterprise's own default is that of `retention`.
_CLOUD_DAYS = 7


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    project: Path
    stack: str
    period: Period
    out: Path
    source: str
    asking: Asking
    label: str = ""
    cluster: bool = True
    quiet: bool = False


@dataclass(frozen=True)
class Made:
    """The evidence, its manifest, and how many archived reports came new into the folder."""

    evidence: Evidence
    manifest: File
    fetched: int


def made_of(wish: Wish, now: datetime) -> Made:
    """Gather, assemble and write. Raises Failure and StackFileError."""
    try:
        return _made_of(wish, now)
    except ArchiveError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(
            f"{error.filename or wish.out} cannot be read or written: {error.strerror or error}. What was fetched "
            "stays: mend that, and run this again."
        ) from None


def _made_of(wish: Wish, now: datetime) -> Made:
    settings = read_stack(wish.project, wish.stack).settings()
    subject = Subject(read_project(wish.project).name, wish.stack, settings.cluster.name, wish.period)
    before = past(wish.project, wish.stack, wish.period)
    expected = expectations(before.versions, wish.period)
    archive = chosen_archive(wish.source, wish.asking, settings, wish.project)
    with opened(wish.out, subject, now) as folder:
        _check_manager(folder, archive)
        listing = archive.entries([one.name for one in expected], _span(expected, wish.period))
        wanted = _wanted(expected, listing, folder, archive, wish.period)
        with counting("archived reports", len(wanted), quiet=wish.quiet) as done:
            unreadable = gather(archive, wanted, folder, _now, done)
        _check_lost(folder)
        told, notes = _told(wish, settings)
        asked = Asked(folder.known.made, now, _keeps(settings, archive), listing, unreadable)
        items = list(folder.items.values())
        reports = assembled(expected, wish.period, items, asked, together(folder.known, told))
        evidence = Evidence(subject, folder.known.made, reports, wish.label, (*before.notes, *notes))
        fetched = len(wanted) - sum(map(len, unreadable.values()))
        return Made(evidence, write_outputs(evidence, folder), fetched)


def _told(wish: Wish, settings: Settings) -> tuple[Told, tuple[str, ...]]:
    """What the cluster tells; why it does not is for whoever runs this, and not for the folder."""
    if wish.cluster:
        try:
            return told_now(settings.cluster, wish.project), ()
        except PreflightError as error:
            note(f"the cluster was not asked which Jobs failed: {error}", quiet=wish.quiet)
    return Told(), (_NOT_ASKED,)


_NOT_ASKED = "The cluster was not asked which Jobs failed, so that a gap may have a reason that is not here."


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _span(expected: list[Expected], period: Period) -> Window:
    """The period, and before it what its first windows begin with."""
    return Window(min([period.start, *(one.windows[0].start for one in expected if one.windows)]), period.end)


def _wanted(
    expected: list[Expected], listing: Listing, folder: EvidenceFolder, archive: Archive, period: Period
) -> list[Entry]:
    by_name = {one.name: one for one in expected}
    entries = [entry for entry in listing.entries if by_name[entry.report].wants(entry.window, period)]
    return [entry for entry in entries if folder.lacks(entry, archive.source)]


def _check_manager(folder: EvidenceFolder, archive: Archive) -> None:
    """Two clusters behind one manager have reports of the same names."""
    sources = {item.source for item in folder.items.values()}
    others = sorted(one for one in sources - {archive.source} if one.startswith("manager "))
    if others and archive.source.startswith("manager "):
        raise Failure(
            f"{folder.root} holds reports from the {others[0]}, and this is the {archive.source}, whose reports may "
            "have the same names. Nothing was fetched. Ask the same one, or name another folder: --out DIR"
        )


def _check_lost(folder: EvidenceFolder) -> None:
    if folder.lost:
        lost = next(iter(folder.lost.values()))
        raise Failure(
            f"files of {counted(len(folder.lost), 'archived report')} that were fetched are missing from "
            f"{folder.root}, such as {lost.files[0].path}, and the archive has them no longer. Put them back from a "
            "copy, or gather into another folder with --out."
        )


def _keeps(settings: Settings, archive: Archive) -> timedelta | None:
    """x days keep x - 1 full ones."""
    if not archive.forgets:
        return None
    retention = settings.retention
    in_cloud = settings.links is not None and settings.links.product is Product.CLOUD
    default = in_cloud and "compliance_reports" not in retention.model_fields_set
    return timedelta(days=_CLOUD_DAYS if default else retention.compliance_reports - 1)
