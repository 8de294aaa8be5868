"""One GlobalReport as a stack file says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.finding import Path, config_path
from reporting.imported.documents import Existing
from reporting.imported.fields import known_fields, unknown_fields
from reporting.imported.metadata import unsayable, written
from reporting.objects.canonical import canonical
from reporting.objects.ownership import PROJECT, STACK, Owner, owner_in_words
from reporting.report_types import CIS_BENCHMARK
from reporting.spans import listed
from reporting.stack.cis import FAILED_TESTS, HIGH_THRESHOLD, MED_THRESHOLD
from reporting.stack.reports import Report

_IN_METADATA = ("labels", "annotations")
_SPEC = {field: below for field, below in known_fields(Report).items() if field not in _IN_METADATA}
_PARTS = {"apiVersion", "kind", "metadata", "spec", "status"}
_CIS_DEFAULTS = {"highThreshold": HIGH_THRESHOLD, "medThreshold": MED_THRESHOLD, "numFailedTests": FAILED_TESTS}


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """A report's name, what a stack file says of it, and whether it is on a cluster and this stack's already.

    `endpoints` is None for a report without, and for one that looks at nodes.
    """

    name: str
    values: Mapping[str, Any]
    endpoints: Any
    labels: Mapping[str, Any]
    annotations: Mapping[str, Any]
    is_live: bool
    is_own: bool

    @property
    def covers_nodes(self) -> bool:
        """Whether it is a CIS report, which has no endpoints."""
        return self.values.get("reportType") == CIS_BENCHMARK


def imported_report(found: Existing, owner: Owner) -> ImportedReport:
    """The report of this GlobalReport, for a stack of this owner. It has no faults."""
    metadata, spec = found.value["metadata"], found.value["spec"]
    values = _values(spec)
    nodes = values.get("reportType") == CIS_BENCHMARK
    return ImportedReport(
        name=metadata["name"],
        values=values if nodes else {key: value for key, value in values.items() if key != "endpoints"},
        endpoints=None if nodes else values.get("endpoints"),
        labels=written(metadata, "labels"),
        annotations=written(metadata, "annotations"),
        is_live="uid" in metadata,
        is_own=owner.owns(_labels(metadata)),
    )


def faults(found: Existing) -> Iterator[str]:
    """Why it cannot come over as it is, each with the place and the way out."""
    metadata, spec = found.value.get("metadata"), found.value.get("spec")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    head = f"{found.where}: GlobalReport {name if isinstance(name, str) else ''}".rstrip()
    if not isinstance(metadata, dict) or not isinstance(name, str) or not name:
        yield f"{head} has no metadata.name, under which Calico archives it. Write the name that it has on the cluster."
        return
    if not isinstance(spec, dict):
        yield f"{head} has no spec, so nobody knows what it reports. Complete it, or take it out."
        return
    unknown = [*unsayable(metadata), *(_unknown((part,)) for part in found.value if part not in _PARTS)]
    unknown += [_unknown(("spec", *path)) for path in unknown_fields(spec, _SPEC)]
    yield from (
        f"{head}: {fault}. Remove it there, or leave this report to whoever applies it now." for fault in unknown
    )


def owner_in_the_way(found: Existing, owner: Owner) -> str | None:
    """Who makes and removes it, where that is neither a person nor this stack."""
    metadata = found.value["metadata"]
    if references := metadata.get("ownerReferences"):
        return f"{_controllers(references)} (ownerReferences)"
    labels = _labels(metadata)
    if PROJECT in labels and STACK in labels and not owner.owns(labels):
        return owner_in_words(labels)
    return None


def _values(spec: Mapping[str, Any]) -> dict[str, Any]:
    """In the order of the model, without what the server would not store and what is so by default."""
    kept = canonical(spec)
    stated = {field: kept[field] for field in _SPEC if field in kept}
    if isinstance(stated.get("cis"), dict):
        stated["cis"] = _cis(stated["cis"], spec["cis"])
    schedule = stated.pop("schedule", "")
    head = {field: stated.pop(field) for field in ("reportType",) if field in stated}
    return {**head, "schedule": schedule, **stated}


def _cis(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers that are the defaults are left out; a false that somebody wrote says that they thought of it."""
    stated = {**kept, **({"includeUnscoredTests": False} if given.get("includeUnscoredTests") is False else {})}
    return {
        key: stated[key] for key in known_fields(Report)["cis"] or () if key in stated and not _is_default(key, stated)
    }


def _is_default(key: str, stated: Mapping[str, Any]) -> bool:
    return type(stated[key]) is int and stated[key] == _CIS_DEFAULTS.get(key)


def _controllers(references: Any) -> str:
    owners = [one for one in references if isinstance(one, Mapping)] if isinstance(references, list) else []
    return listed([f"{one.get('kind')} {one.get('name')}" for one in owners]) or "somebody"


def _labels(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    labels = metadata.get("labels")
    return labels if isinstance(labels, Mapping) else {}


def _unknown(path: Path) -> str:
    return f"{config_path(path)} cannot be said in a stack file"
