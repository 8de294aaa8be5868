"""Everything that was read, as one stack's values, with a word on what stays where it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reporting.imported.documents import Existing
from reporting.imported.faults import ImportFaults
from reporting.imported.felix import ImportedFelix, imported_felix
from reporting.imported.metadata import bookkeeping
from reporting.imported.reports import ImportedReport, faults, imported_report, owner_in_the_way
from reporting.imported.sets import report_sets
from reporting.objects.manifest import API_VERSION
from reporting.objects.ownership import Owner
from reporting.spans import counted, listed


@dataclass(frozen=True)
class Imported:
    """A stack's values by key, in the README's order, comments by key, and words on what was left alone or out."""

    values: Mapping[str, Any] = field(repr=False)
    comments: Mapping[str, str]
    words: tuple[str, ...]
    reports: int
    felix: int

    @property
    def sets(self) -> int:
        """How many sets the reports are in."""
        return len(self.values["reportSets"])


def imported(found: Sequence[Existing], owner: Owner, cluster: Mapping[str, Any]) -> Imported:
    """What a stack of this owner says so that it makes these objects on that cluster. Raises ImportFaults."""
    global_reports = [one for one in found if _is(one, "GlobalReport")]
    felixes = [one for one in found if _is(one, "FelixConfiguration")]
    wanted, left_out = _wanted(global_reports, owner)
    reports = [imported_report(one, owner) for one in wanted]
    felix = imported_felix(felixes)
    words = (
        *_unknown_kinds(found),
        *left_out,
        *_left_alone(felix),
        *_left_behind(wanted),
        *(_assumed(felix) if reports else ()),
        *_never_seen_live(reports),
    )
    values = _values(cluster, felix, reports)
    return Imported(values, _comments(felix, values), words, len(reports), len(felixes))


def _is(found: Existing, kind: str) -> bool:
    return found.kind == kind and found.api_version == API_VERSION


def _wanted(found: Sequence[Existing], owner: Owner) -> tuple[list[Existing], list[str]]:
    """The reports that come over, and a word on those that are somebody's own."""
    if refused := [fault for one in found for fault in faults(one)]:
        raise ImportFaults(refused)
    owners = [owner_in_the_way(one, owner) for one in found]
    wanted = [one for one, of_another in zip(found, owners, strict=True) if of_another is None]
    if doubled := list(_doubled(wanted)):
        raise ImportFaults(doubled)
    return wanted, [
        f"left out: GlobalReport {one.value['metadata']['name']}, which belongs to {of_another}"
        for one, of_another in zip(found, owners, strict=True)
        if of_another is not None
    ]


def _doubled(found: Sequence[Existing]) -> Iterator[str]:
    first: dict[str, str] = {}
    for one in found:
        name = one.value["metadata"]["name"]
        if name in first:
            yield (
                f"{one.where}: GlobalReport {name} is also at {first[name]}. A cluster has one report of a name: take "
                "one of them out, or rename it, which makes it another report."
            )
        first.setdefault(name, one.where)


def _values(cluster: Mapping[str, Any], felix: ImportedFelix, reports: list[ImportedReport]) -> dict[str, Any]:
    adopt = [report.name for report in reports if report.is_live and not report.is_own]
    return {
        "cluster": cluster,
        "intervals": felix.intervals,
        **({"felix": felix.felix} if felix.felix else {}),
        "reportSets": report_sets(reports),
        **({"adopt": adopt} if adopt else {}),
    }


def _comments(felix: ImportedFelix, values: Mapping[str, Any]) -> dict[str, str]:
    assumed = {"intervals": "No FelixConfiguration default was read: the product's default is assumed."}
    adopted = {"adopt": "On the cluster already. The next pulumi up takes them over; then this list can go."}
    return {**({} if felix.was_read else assumed), **(adopted if "adopt" in values else {})}


def _unknown_kinds(found: Sequence[Existing]) -> Iterator[str]:
    unknown = [one for one in found if not _is(one, "GlobalReport") and not _is(one, "FelixConfiguration")]
    counts = Counter(
        f"{one.kind} ({one.api_version})" if one.kind else f"without a kind ({one.where})" for one in unknown
    )
    if counts:
        kinds = listed([f"{count:,} {kind}" for kind, count in sorted(counts.items())])
        yield f"left alone: {counted(counts.total(), 'object')} of other kinds: {kinds}"


def _left_alone(felix: ImportedFelix) -> Iterator[str]:
    for name, fields in felix.left_alone.items():
        yield f"left alone: FelixConfiguration {name}: {listed(fields) or 'empty'}; whoever set that keeps it"


def _left_behind(found: Sequence[Existing]) -> Iterator[str]:
    keys = Counter(key for one in found for key in set(bookkeeping(one.value["metadata"])))
    if keys:
        kinds = listed([f"{key} ({counted(count, 'report')})" for key, count in sorted(keys.items())])
        yield f"left behind: other tools' bookkeeping: {kinds}"


def _assumed(felix: ImportedFelix) -> Iterator[str]:
    if not felix.was_read:
        yield (
            f"assumed: intervals: {felix.intervals}, because no FelixConfiguration default was read; pulumi up sets "
            "them"
        )


def _never_seen_live(reports: Sequence[ImportedReport]) -> Iterator[str]:
    unseen = [report.name for report in reports if not report.is_live]
    if unseen:
        yield (
            f"not under adopt: {counted(len(unseen), 'report')} from manifests. What is live already, pulumi up "
            "refuses: take it over by import --from-cluster, or write its name under adopt"
        )
