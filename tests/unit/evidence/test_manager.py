"""The manager as an archive, against a server that is written to its published source."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cluster.archive.manager import Manager, ManagerClient, Token
from cluster.archive.manager_client import Patience
from cluster.archive.source import ArchiveError, EntryError
from reporting.dialects.moments import Window
from reporting.evidence.entry import Entry
from tests.unit.evidence import manager_server
from tests.unit.evidence.gathered import DAY, JULY, NAME, day
from tests.unit.evidence.manager_server import TOKEN, Answer, report_of, zipped

SPAN = Window(JULY.start, JULY.end)
IMPATIENT = Patience(read=5.0, pause=0.001, longest_pause=0.01, tries=4)


def archive(served: manager_server.Manager, token: Token | None = None, cluster: str | None = None) -> Manager:
    headers = {"x-cluster-id": cluster} if cluster else {}
    client = ManagerClient(served.url, token or Token(TOKEN), headers, served.authority, IMPATIENT)
    return Manager(client, cluster)


def listed(of: Manager) -> tuple[Entry, ...]:
    return of.entries([NAME], SPAN).entries


def fetched(of: Manager, entry: Entry, folder: Path) -> dict[str, bytes]:
    into = folder / "into"
    into.mkdir()
    of.fetch(entry, into)
    return {path.name: path.read_bytes() for path in into.iterdir()}


def test_every_report_is_listed_over_all_pages(served: manager_server.Manager) -> None:
    served.page_size = 7
    found = listed(archive(served))
    assert len({entry.id for entry in found}) == len(found) == 31
    assert found[0].window == Window(day(31), day(31) + DAY)


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("first_page", [0, 1])
def test_pages_may_be_counted_from_one_or_not_at_all(
    served: manager_server.Manager, first_page: int, counts: bool
) -> None:
    served.page_size, served.first_page, served.counts = 10, first_page, counts
    assert len(listed(archive(served))) == 31


def test_reports_of_other_names_and_times_are_left_out(served: manager_server.Manager) -> None:
    served.clusters[""] += [report_of("other", day(1), day(2)), report_of(NAME, day(1) - 9 * DAY, day(1) - 8 * DAY)]
    assert {entry.report for entry in listed(archive(served))} == {NAME}
    assert len(listed(archive(served))) == 31


def test_several_files_come_as_a_zip_and_are_unpacked(served: manager_server.Manager, tmp_path: Path) -> None:
    found = archive(served)
    files = fetched(found, listed(found)[0], tmp_path)
    assert sorted(files) == sorted(f"{NAME}-{name}" for name in manager_server.FILES["inventory"])
    assert files[f"{NAME}-summary.csv"] == served.clusters[""][-1].files["summary.csv"]


def test_a_single_file_keeps_its_name(served: manager_server.Manager, tmp_path: Path) -> None:
    served.clusters[""] = [report_of(NAME, day(1), day(2), "our-own")]
    found = archive(served)
    assert sorted(fetched(found, listed(found)[0], tmp_path)) == ["summary.csv"]


def test_two_clusters_behind_one_manager_are_told_apart_in_every_request(
    served: manager_server.Manager, tmp_path: Path
) -> None:
    served.clusters["prod-1"] = [report_of(NAME, day(1), day(2))]
    served.clusters["prod-1"][0].files["summary.csv"] = b"of prod-1"
    found = archive(served, cluster="prod-1")
    (entry,) = listed(found)
    assert fetched(found, entry, tmp_path)[f"{NAME}-summary.csv"] == b"of prod-1"
    assert {cluster for cluster, _ in served.asked} == {"prod-1"}
    assert found.source == f"manager {served.url}, managed cluster prod-1"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_manager_is_asked_again(served: manager_server.Manager, tmp_path: Path, status: int) -> None:
    found = archive(served)
    entry = listed(found)[0]
    busy = Answer(status, b"later", {"Retry-After": "0"})
    served.instead["/download"] = [busy, busy, Answer(200, zipped(dict.fromkeys("abcd", b"x")))]
    assert sorted(fetched(found, entry, tmp_path)) == ["a", "b", "c", "d"]


def test_an_answer_that_breaks_off_is_had_again_from_its_beginning(
    served: manager_server.Manager, tmp_path: Path
) -> None:
    found = archive(served)
    entry = listed(found)[0]
    whole = zipped(dict.fromkeys("abcd", b"x" * 5000))
    served.instead["/download"] = [Answer(200, whole, cut=True), Answer(200, whole)]
    assert fetched(found, entry, tmp_path)["a"] == b"x" * 5000


def test_a_manager_that_does_not_answer_is_an_error_with_the_way_out(served: manager_server.Manager) -> None:
    of = archive(served)
    served.instead["/compliance"] = [Answer(200, b"{}" * 500, cut=True)]
    with pytest.raises(ArchiveError, match=r"does not answer.*Check that it runs"):
        listed(of)
    assert len(served.asked) == IMPATIENT.tries


def test_a_token_that_is_refused_says_how_to_get_another_and_is_nowhere_in_the_message(
    served: manager_server.Manager,
) -> None:
    with pytest.raises(ArchiveError, match=r"refuses the list.*\(401\).*kubectl create token") as refused:
        listed(archive(served, Token("an-old-token")))
    assert "an-old-token" not in str(refused.value)


def test_a_token_that_ends_half_way_is_renewed_once_where_it_can_be(
    served: manager_server.Manager, tmp_path: Path
) -> None:
    renewals: list[str] = []

    def renew() -> str:
        renewals.append("again")
        served.tokens.add("another-token")
        return "another-token"

    found = archive(served, Token(TOKEN, renew))
    entries = listed(found)
    served.tokens.clear()
    for number, entry in enumerate(entries[:3]):
        (tmp_path / str(number)).mkdir()
        fetched(found, entry, tmp_path / str(number))
    assert renewals == ["again"]


def test_a_token_that_ends_half_way_and_cannot_be_renewed_ends_the_gathering(
    served: manager_server.Manager, tmp_path: Path
) -> None:
    found = archive(served)
    entry = listed(found)[0]
    served.tokens.clear()
    with pytest.raises(ArchiveError, match=r"the token has ended.*run this again"):
        fetched(found, entry, tmp_path)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (400, "does not know the formats"),
        (401, "allowed to get globalreport"),
        (403, "its globalreporttype"),
        (404, "has it no longer"),
        (500, "answered 500"),
    ],
)
def test_a_download_that_is_refused_is_told_of_its_window_alone(
    served: manager_server.Manager, tmp_path: Path, status: int, says: str
) -> None:
    found = archive(served)
    entry = listed(found)[0]
    served.instead["/download"] = [Answer(status, b"no")]
    with pytest.raises(EntryError, match=says):
        fetched(found, entry, tmp_path)


def test_a_report_without_a_download_says_which_right_is_missing(
    served: manager_server.Manager, tmp_path: Path
) -> None:
    served.clusters[""][-1].downloadable = False
    found = archive(served)
    with pytest.raises(EntryError, match="globalreporttype"):
        fetched(found, listed(found)[0], tmp_path)
    assert served.downloads() == []


def test_a_certificate_of_an_unknown_authority_stops_before_anything_is_sent(served: manager_server.Manager) -> None:
    client = ManagerClient(served.url, Token(TOKEN), patience=IMPATIENT)
    with pytest.raises(ArchiveError, match=r"is not trusted.*nothing was sent.*--certificate-authority"):
        listed(Manager(client))
    assert served.asked == []


def test_a_certificate_for_another_name_is_refused(served: manager_server.Manager) -> None:
    address = served.url.replace("localhost", "127.0.0.1")
    client = ManagerClient(address, Token(TOKEN), authority=served.authority, patience=IMPATIENT)
    with pytest.raises(ArchiveError, match="is not trusted"):
        listed(Manager(client))


def test_an_authority_that_is_no_certificate_is_an_error(served: manager_server.Manager, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no certificate", encoding="utf-8")
    for name in ("text", "missing"):
        with pytest.raises(ArchiveError, match="--certificate-authority"):
            ManagerClient(served.url, Token(TOKEN), authority=tmp_path / name)


def test_a_redirect_is_not_followed(served: manager_server.Manager) -> None:
    served.instead["/compliance"] = [Answer(302, headers={"Location": "https://login.example.com/?next=x"})]
    with pytest.raises(ArchiveError, match=r"redirects to 'login.example.com', where no token is sent"):
        listed(archive(served))


@pytest.mark.parametrize(
    "body", [b"<html>login</html>", b"", b"[1, 2]", b'{"reports": 7}', b"[" * 100_000, TOKEN.encode()]
)
def test_an_answer_that_is_no_list_is_an_error_without_the_token(served: manager_server.Manager, body: bytes) -> None:
    served.instead["/compliance"] = [Answer(200, body)]
    with pytest.raises(ArchiveError, match=r"--manager URL|--source DIR") as refused:
        listed(archive(served))
    assert TOKEN not in str(refused.value)


NAMED = {"id": "a", "name": NAME}


@pytest.mark.parametrize(
    "value",
    [
        7,
        None,
        {},
        NAMED,
        {**NAMED, "id": "..", "startTime": "2026-07-01", "endTime": "2026-07-02"},
        {**NAMED, "startTime": "2026-07-02", "endTime": "2026-07-01"},
    ],
)
def test_an_entry_that_is_none_is_told_beside_the_others(served: manager_server.Manager, value: object) -> None:
    right = served.clusters[""][0].listed()
    body = json.dumps({"reports": [right, value], "count": 2}).encode()
    served.instead["/compliance"] = [Answer(200, body)]
    found = archive(served).entries([NAME], SPAN)
    assert [entry.id for entry in found.entries] == [right["id"]]
    assert len(found.faults_of(NAME)) == 1


@pytest.mark.parametrize("name", ["../../evil", "..", "/etc/passwd", "a\\b", "a\0b", "x" * 300])
def test_a_format_that_is_a_path_makes_its_window_unreadable(
    served: manager_server.Manager, tmp_path: Path, name: str
) -> None:
    served.clusters[""] = [replace(served.clusters[""][0], files={name: b"x", "summary.csv": b"y"})]
    found = archive(served)
    with pytest.raises(EntryError, match="not a plain file name"):
        fetched(found, listed(found)[0], tmp_path)
    assert list(tmp_path.glob("**/*evil*")) == []


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (lambda: zipped({"../../evil": b"x", "b": b"", "c": b"", "d": b""}), "not a plain file name"),
        (lambda: zipped({"a": b"", "A": b"", "c": b"", "d": b""}), "two files in it"),
        (lambda: zipped({"a": b"x"}), "has 1 of its 4 files"),
        (lambda: zipped({f"f{number}": b"" for number in range(100)}), "100 files"),
        (lambda: zipped({"a": b"\0" * (64 * 2**20), "b": b"", "c": b"", "d": b""}), "far more than a report can be"),
        (lambda: b"PK but nothing else", "not a whole zip"),
        (
            lambda: zipped(dict.fromkeys("abcd", b"x")).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
            "cannot be unpacked",
        ),
    ],
    ids=["path", "same name", "too few", "too many", "bomb", "no zip", "broken"],
)
def test_a_zip_that_is_not_as_it_should_be_leaves_no_file(
    served: manager_server.Manager, tmp_path: Path, packed: Callable[[], bytes], says: str
) -> None:
    found = archive(served)
    entry = listed(found)[0]
    served.instead["/download"] = [Answer(200, packed())]
    with pytest.raises(EntryError, match=says):
        fetched(found, entry, tmp_path)
    assert list(tmp_path.glob("**/*evil*")) == []


def test_names_with_markup_become_plain_names(served: manager_server.Manager, tmp_path: Path) -> None:
    found = archive(served)
    entry = listed(found)[0]
    names = ("<b onclick=alert(1)>x.csv", "b", "c", ".d")
    served.instead["/download"] = [Answer(200, zipped(dict.fromkeys(names, b"")))]
    assert sorted(fetched(found, entry, tmp_path)) == ["b", "b-onclick=alert-1--x.csv", "c", "d"]


def test_nothing_that_is_logged_has_the_token_in_it(
    served: manager_server.Manager, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    listed(archive(served))
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(Token(TOKEN))
