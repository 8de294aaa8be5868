"""Archives that are folders: downloaded files, and a copy of the log store."""

import gzip
import json
import tracemalloc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cluster.archive.filenames import named_window, window_name
from cluster.archive.folder import Folder
from cluster.archive.log_store import LogStore
from cluster.archive.source import EntryError
from reporting.dialects.moments import Window
from tests.unit.evidence.gathered import DAY, JULY, NAME, day
from tests.unit.evidence.manager_server import zipped

SPAN = Window(JULY.start, JULY.end)
WINDOW = Window(day(1, 6, 8), day(2, 6, 8))


def line(number: int, name: str = NAME, **more: Any) -> bytes:
    """A report as the log forwarder stores it."""
    head = {"reportName": name, "reportTypeName": "inventory", "reportSpec": {"schedule": "@daily"}}
    times = {"startTime": f"2026-07-{number:02}T00:00:00Z", "endTime": f"2026-07-{number + 1:02}T00:00:00Z"}
    return json.dumps({**head, **times, **more}).encode() + b"\n"


def stored(folder: Path, lines: Iterable[bytes], name: str = "0.gz") -> Path:
    file = folder / "compliance_reports" / name
    file.parent.mkdir(exist_ok=True)
    with gzip.open(file, "wb", compresslevel=1) as packed:
        packed.writelines(lines)
    return file


def days(of: LogStore, names: Sequence[str] = (NAME,)) -> list[int]:
    return [entry.window.start.day for entry in of.entries(names, SPAN).entries]


def downloaded(folder: Path, window: Window = WINDOW, **files: bytes) -> Path:
    made = folder / NAME / window_name(window)
    made.mkdir(parents=True)
    for name, content in files.items():
        (made / name.replace("_", ".")).write_bytes(content)
    return made


def test_a_windows_folder_is_named_by_it_and_read_back() -> None:
    assert window_name(WINDOW) == "2026-07-01T060800Z_2026-07-02T060800Z"
    assert named_window(window_name(WINDOW)) == WINDOW
    assert named_window("2026-07-01T06:08:00Z_2026-07-02T06:08:00Z") == WINDOW
    assert named_window("2026-07-01T060800Z_2026-07-02T060800Z_2") == WINDOW


@pytest.mark.parametrize("name", ["", "july", "2026-07-02T060800Z_2026-07-01T060800Z", "2026-07-01_2026-07-02", "_"])
def test_other_names_of_folders_are_no_windows(name: str) -> None:
    assert named_window(name) is None


def test_a_folder_of_downloaded_files_has_them_by_report_and_window(tmp_path: Path) -> None:
    downloaded(tmp_path / "reports", summary_csv=b"a", endpoints_csv=b"b")
    downloaded(tmp_path / "reports", Window(day(1) - 9 * DAY, day(1) - 8 * DAY), summary_csv=b"old")
    found = Folder(tmp_path)
    (entry,) = found.entries([NAME, "other"], SPAN).entries
    (tmp_path / "into").mkdir()
    found.fetch(entry, tmp_path / "into")
    assert {path.name: path.read_bytes() for path in (tmp_path / "into").iterdir()} == {
        "summary.csv": b"a",
        "endpoints.csv": b"b",
    }


def test_a_zip_among_downloaded_files_is_unpacked(tmp_path: Path) -> None:
    downloaded(tmp_path, all_zip=zipped({"summary.csv": b"a", "events.json": b"[]"}))
    found = Folder(tmp_path)
    (tmp_path / "into").mkdir()
    found.fetch(found.entries([NAME], SPAN).entries[0], tmp_path / "into")
    assert sorted(path.name for path in (tmp_path / "into").iterdir()) == ["events.json", "summary.csv"]


def test_a_link_among_downloaded_files_is_not_followed(tmp_path: Path) -> None:
    folder = downloaded(tmp_path, summary_csv=b"a")
    (folder / "passwd").symlink_to("/etc/passwd")
    found = Folder(tmp_path)
    (tmp_path / "into").mkdir()
    with pytest.raises(EntryError, match="'passwd' in its folder is not a plain file"):
        found.fetch(found.entries([NAME], SPAN).entries[0], tmp_path / "into")


def test_folders_without_a_window_and_without_a_file_are_told(tmp_path: Path) -> None:
    downloaded(tmp_path)
    (tmp_path / NAME / "july").mkdir()
    found = Folder(tmp_path)
    listing = found.entries([NAME], SPAN)
    assert "not named by a window" in listing.faults_of(NAME)[0]
    (tmp_path / "into").mkdir()
    with pytest.raises(EntryError, match="empty"):
        found.fetch(listing.entries[0], tmp_path / "into")


def test_the_log_stores_lines_are_reports_by_name_and_window(tmp_path: Path) -> None:
    lines = [line(1), line(2, "other"), b"\n", line(3)]
    stored(tmp_path, lines)
    found = LogStore(tmp_path)
    assert days(found) == [1, 3]
    entry = found.entries([NAME], SPAN).entries[1]
    (tmp_path / "into").mkdir()
    found.fetch(entry, tmp_path / "into")
    assert (tmp_path / "into" / "report.json").read_bytes() == lines[3]


def test_lines_are_had_in_any_order_from_several_files(tmp_path: Path) -> None:
    stored(tmp_path, [line(1), line(2)], "1.gz")
    stored(tmp_path, [line(3), line(4)], "2.gz")
    found = LogStore(tmp_path)
    for entry in reversed(found.entries([NAME], SPAN).entries):
        into = tmp_path / "into" / f"{entry.window.start.day}"
        into.mkdir(parents=True)
        found.fetch(entry, into)
        assert (into / "report.json").read_bytes() == line(entry.window.start.day)


def test_the_same_line_twice_is_one_report_and_another_line_of_its_window_a_second_one(tmp_path: Path) -> None:
    stored(tmp_path, [line(1), line(1), line(1, generationTime="2026-07-05T00:00:00Z")])
    assert days(LogStore(tmp_path)) == [1, 1]


def test_a_gzip_that_ends_early_is_told_beside_what_came_before(tmp_path: Path) -> None:
    file = stored(tmp_path, [line(number, noise=str(number) * 4000) for number in range(1, 29)])
    file.write_bytes(file.read_bytes()[:-200])
    listing = LogStore(tmp_path).entries([NAME], SPAN)
    assert 0 < len(listing.entries) < 28
    assert "'compliance_reports/0.gz' cannot be read to its end: it ends early" in listing.faults_of(NAME)[0]


def test_a_file_that_is_not_gzip_is_told(tmp_path: Path) -> None:
    stored(tmp_path, []).write_bytes(b"no gzip")
    assert "not what gzip makes" in LogStore(tmp_path).entries([NAME], SPAN).faults_of("")[0]


@pytest.mark.parametrize(
    "text", [b"no json\n", b"[]\n", b'{"reportName": "x"}\n', b'{"reportName": 7, "startTime": 1, "endTime": 2}\n']
)
def test_a_line_that_is_no_report_is_told_with_its_place(tmp_path: Path, text: bytes) -> None:
    stored(tmp_path, [line(1), text, line(2)])
    listing = LogStore(tmp_path).entries([NAME], SPAN)
    assert len(listing.entries) == 2
    assert f"at byte {len(line(1)):,}" in listing.faults_of(NAME)[0]


def test_a_line_of_many_mebibytes_is_told_by_its_beginning_and_copied_whole(tmp_path: Path) -> None:
    long = line(1, auditEvents=["x" * 100] * 120_000)
    stored(tmp_path, [long, line(2)])
    found = LogStore(tmp_path)
    tracemalloc.start()
    listing = found.entries([NAME], SPAN)
    (tmp_path / "into").mkdir()
    found.fetch(listing.entries[0], tmp_path / "into")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [entry.window.start.day for entry in listing.entries] == [1, 2]
    assert (tmp_path / "into" / "report.json").read_bytes() == long
    assert peak < 3 * len(long)


def test_a_long_line_that_ends_in_the_middle_is_no_report(tmp_path: Path) -> None:
    stored(tmp_path, [line(1, auditEvents=["x" * 100] * 120_000)[:6_000_000]])
    listing = LogStore(tmp_path).entries([NAME], SPAN)
    assert listing.entries == ()
    assert "no report" in listing.faults_of(NAME)[0]


def test_each_kind_of_folder_is_told_from_the_other(tmp_path: Path) -> None:
    stored(tmp_path, [line(1)])
    assert (Folder.recognises(tmp_path), LogStore.recognises(tmp_path)) == (False, True)
    downloaded(tmp_path / "other", summary_csv=b"a")
    assert (Folder.recognises(tmp_path / "other"), LogStore.recognises(tmp_path / "other")) == (True, False)
