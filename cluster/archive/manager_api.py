"""The list and download of archived reports as the manager's web console uses them.

UNDOCUMENTED. Tigera documents no API for archived reports; what is here was read in the published source of the
compliance server, may change with any release, and was tried against a server written to the same reading only. All
that is built on it is in this module: paths, parameters, members of the answers, and what its refusals mean.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from cluster.archive.filenames import file_name
from cluster.archive.source import ArchiveError, EntryError
from reporting.dialects.moments import Window, parse_instant, rfc3339
from reporting.evidence.entry import Entry
from reporting.quote import quoted

CLUSTER_HEADER = "x-cluster-id"
PAGE = 100

_LIST = "/compliance/reports"
_LONGEST_ID = 1024


def list_path(report: str, span: Window, page: int) -> str:
    """A page of the archived reports of a name that have to do with some time, the newest first."""
    query = {
        "reportName": report,
        "fromTime": rfc3339(span.start),
        "toTime": rfc3339(span.end),
        "page": page,
        "maxItems": PAGE,
        "sortBy": "endTime/descending",
    }
    return f"{_LIST}?{urlencode(query)}"


def download_path(entry: Entry) -> str:
    """An archived report's files: one as it is, several as a zip. No address that the manager sends is ever asked."""
    query = urlencode([("format", name) for name in entry.formats])
    return f"{_LIST}/{quote(entry.id, safe='')}/download?{query}"


def listed(answer: object) -> tuple[list[Any], int | None]:
    """The reports of a page, and how many there are on all pages if that is said. Raises ArchiveError."""
    if not isinstance(answer, dict) or not isinstance(answer.get("reports") or [], list):
        raise ArchiveError(
            "the manager's answer is not a list of reports. Its API for them is undocumented, and this release may "
            "have another: download the files in the web console, and give their folder with --source DIR."
        )
    count = answer.get("count")
    return answer.get("reports") or [], count if isinstance(count, int) else None


def id_of(value: object) -> str | None:
    """By which a report of a page is told from others."""
    identity = value.get("id") if isinstance(value, Mapping) else None
    return identity if isinstance(identity, str) else None


def entry_of(value: object) -> Entry:
    """A report of a page. Raises ValueError where it is none."""
    found: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    name, identity = found.get("name"), found.get("id")
    window = Window(parse_instant(found.get("startTime")), parse_instant(found.get("endTime")))
    if not isinstance(name, str) or not _is_id(identity) or window.end < window.start:
        raise ValueError("it has no name, id and window")
    try:
        formats, fault = _formats(found), ""
    except EntryError as error:
        formats, fault = (), str(error)
    return Entry(str(identity), name, window, formats, fault or _missing_right(found, formats))


def refused(status: int, report: str) -> EntryError:
    """What the manager's refusal of a download means."""
    match status:
        case 400:
            return EntryError("the manager does not know the formats that it listed itself (400)")
        case 401 | 403:
            return EntryError(f"the manager refuses its download ({status}): {_rights(report)}")
        case 404:
            return EntryError("the manager listed it, and has it no longer (404)")
    return EntryError(f"the manager answered {status}", busy=status == 429 or status >= 500)


def _formats(found: Mapping[str, Any]) -> tuple[str, ...]:
    """The forms in which a report can be had, each of which is a file's name: `summary.csv`."""
    stated = found.get("downloadFormats") or []
    names: list[str] = []
    for item in stated if isinstance(stated, list) else []:
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(name, str) and name:
            file_name(name, names)
            names.append(name)
    return tuple(names)


def _missing_right(found: Mapping[str, Any], formats: tuple[str, ...]) -> str:
    if formats and found.get("downloadUrl"):
        return ""
    return f"the manager lists it without a download: {_rights(str(found.get('name')))}"


def _rights(report: str) -> str:
    return (
        f"the account must be allowed to get globalreport {report} and its globalreporttype in API group "
        "projectcalico.org (docs/evidence.md)"
    )


def _is_id(value: object) -> bool:
    """Dots alone would be another path."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and bool(value.strip("."))


def unreadable(report: str) -> str:
    """An entry without what every entry has."""
    return f"the manager lists a report of {quoted(report)} that has no id, name or window"
