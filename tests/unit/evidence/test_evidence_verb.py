"""`reportctl evidence` from the command line to the folder, against a manager on loopback."""

import csv
import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cluster.archive.manager_client import SIDE_BY_SIDE
from cluster.archive.unpack import unpack
from reportctl.evidence import told
from reportctl.evidence.taking_up import opened
from reporting.dialects.moments import rfc3339
from reporting.evidence.bundle import Subject
from reporting.objects.live import REPORTS
from reporting.status.seen import Seen
from tests.project import ROOT
from tests.unit.command_line import Run
from tests.unit.evidence.conftest import Gather, arguments
from tests.unit.evidence.gathered import DAY, JULY, LATER, NAME, day
from tests.unit.evidence.manager_server import TOKEN, Answer, Manager, report_of, zipped
from tests.unit.evidence.projects import STACK, commit, git
from tests.unit.evidence.test_sources_on_disk import line, stored

DAILY = {"reportType": "inventory", "schedule": "0 0 * * *"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def content(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def times(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


def until(holds: Callable[[], bool]) -> None:
    """Wait for another process, of which nothing tells but the folder that it writes."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def manifest(out: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return document


def table(out: Path) -> list[dict[str, str]]:
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def causes(out: Path) -> set[str]:
    return {row["cause"] for row in table(out)} - {""}


def test_a_month_that_is_archived_is_a_complete_folder(gather: Gather, out: Path) -> None:
    made = gather()
    assert (made.status, made.err.splitlines()[0]) == (
        0,
        f"{out / 'index.html'}: complete; 31 archived reports fetched now, 31 in the folder",
    )
    assert {path.name for path in out.iterdir()} == {
        "index.html", "index.csv", "evidence.xlsx", "manifest.json", "assessment-plan.json", "assessment-results.json",
        "reports",
    }  # fmt: skip
    assert {row["state"] for row in table(out)} == {"archived"}
    assert all((out / path).is_file() for row in table(out) for path in row["files"].split())
    assert "no-such" not in made.out


def test_the_manifest_has_each_files_digest_window_source_and_time_of_retrieval(gather: Gather, out: Path) -> None:
    gather()
    first = manifest(out)["archived"][0]
    assert (first["report"], first["start"], first["end"]) == (NAME, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z")
    assert first["source"].startswith("manager https://localhost:")
    assert first["retrieved"].endswith("Z")
    assert {"path", "size", "sha256"} == set(first["files"][0])


def test_the_token_is_in_no_file_and_in_nothing_that_is_said(gather: Gather, out: Path) -> None:
    made = gather()
    assert [name for name, text in content(out).items() if TOKEN.encode() in text] == []
    assert TOKEN not in made.out + made.err


def test_gaps_are_exit_status_one_and_have_their_reasons(gather: Gather, served: Manager, out: Path) -> None:
    del served.clusters[""][11:14]
    made = gather()
    assert (made.status, causes(out)) == (1, {"missing"})
    assert [row["window start"] for row in table(out) if row["state"] == "gap"] == [
        rfc3339(day(number)) for number in (12, 13, 14)
    ]


def test_a_second_run_fetches_nothing_and_changes_nothing(gather: Gather, served: Manager, out: Path) -> None:
    gather()
    before, at = content(out), times(out)
    served.asked.clear()
    again = gather()
    assert (again.status, served.downloads()) == (0, [])
    assert content(out) == before
    assert times(out) == at


def test_a_second_run_fetches_what_came_into_the_archive_and_leaves_the_rest(
    gather: Gather, served: Manager, out: Path
) -> None:
    late = served.clusters[""].pop(11)
    assert gather().status == 1
    at = times(out)
    served.clusters[""].insert(11, late)
    served.asked.clear()
    assert gather().status == 0
    assert len(served.downloads()) == 1
    changed = {name for name, time in times(out).items() if name in at and at[name] != time}
    assert changed == {"index.html", "index.csv", "evidence.xlsx", "manifest.json", "assessment-results.json"}


def test_a_killed_run_leaves_a_folder_that_the_next_one_completes(
    gather: Gather, served: Manager, project: Path, out: Path
) -> None:
    kept = served.holds_downloads_after = 12
    command = [sys.executable, "-m", "reportctl", "evidence", *map(str, arguments(served, project, out))]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CALICO_MANAGER_TOKEN": TOKEN}) as killed:
        try:
            until(lambda: len(list(out.glob("reports/*/*"))) == kept)
        finally:
            killed.kill()
            served.released.set()
    served.holds_downloads_after = None
    assert not (out / "manifest.json").exists()
    served.asked.clear()
    assert gather().status == 0
    assert len(served.downloads()) == 31 - kept
    assert not (out / ".unfinished").exists()


def test_a_token_that_ends_half_way_leaves_what_was_fetched(gather: Gather, served: Manager, out: Path) -> None:
    served.forgets_token_after = 10
    ended = gather()
    assert ended.status == 2
    assert "the token has ended" in ended.err
    served.forgets_token_after = None
    served.tokens.add(TOKEN)
    kept = len(list((out / "reports" / NAME).iterdir()))
    served.asked.clear()
    assert gather().status == 0
    assert kept > 0
    assert len(served.downloads()) == 31 - kept


def test_a_full_disk_stops_with_the_way_out_and_the_next_run_completes(
    gather: Gather, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []

    def full(packed: Path, folder: Path) -> list[str]:
        calls.append(packed)
        if len(calls) == 9:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / "summary.csv"))
        return unpack(packed, folder)

    monkeypatch.setattr("cluster.archive.manager.unpack", full)
    stopped = gather()
    assert stopped.status == 2
    assert "No space left on device. What was fetched stays: mend that, and run this again." in stopped.err
    assert gather().status == 0
    assert len(calls) < 31 + 9 + 2 * SIDE_BY_SIDE


def test_a_file_that_was_changed_is_an_error_and_stays(gather: Gather, out: Path) -> None:
    gather()
    file = next((out / "reports" / NAME).glob("*/*summary.csv"))
    file.write_text("nicer", encoding="utf-8")
    again = gather()
    assert again.status == 2
    assert "somebody changed it" in again.err
    assert file.read_text(encoding="utf-8") == "nicer"


def test_a_file_that_is_missing_is_put_back(gather: Gather, out: Path) -> None:
    gather()
    before = content(out)
    next((out / "reports" / NAME).glob("*/*summary.csv")).unlink()
    shutil.rmtree(next((out / "reports" / NAME).glob("2026-07-2*")))
    assert gather().status == 0
    assert content(out) == before


def test_a_missing_file_is_not_replaced_by_another(gather: Gather, served: Manager, out: Path) -> None:
    gather()
    shutil.rmtree(next((out / "reports" / NAME).glob("2026-07-01*")))
    served.clusters[""][0].files["summary.csv"] = b"another"
    before = content(out)
    again = gather()
    assert again.status == 2
    assert "the archive gives other files" in again.err
    assert {name: text for name, text in content(out).items() if ".unfinished" not in name} == before


def test_missing_files_that_the_archive_no_longer_has_are_an_error(gather: Gather, served: Manager, out: Path) -> None:
    gather()
    shutil.rmtree(next((out / "reports" / NAME).glob("2026-07-01*")))
    del served.clusters[""][0]
    again = gather()
    assert again.status == 2
    assert "the archive has them no longer" in again.err


def test_a_window_that_was_archived_twice_keeps_both(gather: Gather, served: Manager, out: Path) -> None:
    second = report_of(NAME, day(1), day(2))
    second.id, second.files["summary.csv"] = "again", b"another"
    served.clusters[""].append(second)
    assert gather().status == 0
    folders = sorted(path.name for path in (out / "reports" / NAME).glob("2026-07-01*"))
    assert folders == ["2026-07-01T000000Z_2026-07-02T000000Z", "2026-07-01T000000Z_2026-07-02T000000Z_2"]
    assert len(next(row for row in table(out) if row["window start"] == rfc3339(day(1)))["files"].split()) == 8


def test_a_run_by_hand_is_kept_beside_the_windows(gather: Gather, served: Manager, out: Path) -> None:
    served.clusters[""].append(report_of(NAME, day(9, 8), day(9, 10)))
    assert gather().status == 0
    assert table(out)[-1]["state"] == "beside the schedule"
    assert "beside its schedule" in (out / "index.html").read_text(encoding="utf-8")


def test_another_stacks_folder_is_refused(gather: Gather, out: Path, project: Path) -> None:
    gather()
    before = content(out)
    shutil.copy(project / f"Pulumi.{STACK}.yaml", project / "Pulumi.staging.yaml")
    git(project, "add", ".")
    git(project, "commit", "-qm", "staging", at=day(1) - DAY)
    for options, says in (
        (("--stack", "staging"), "stack staging"),
        (("--from", "2026-06-01"), "2026-06-01 to 2026-07-31"),
    ):
        refused = gather(*options)
        assert refused.status == 2
        assert f"{out} holds the evidence of stack {STACK}" in refused.err
        assert says in refused.err
    assert content(out) == before


def test_a_folder_with_something_else_in_it_is_refused(gather: Gather, out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    refused = gather()
    assert refused.status == 2
    assert "is no folder of evidence" in refused.err
    assert content(out) == {"thesis.txt": b"mine"}


def test_two_clusters_behind_one_manager_do_not_get_into_one_folder(gather: Gather, served: Manager, out: Path) -> None:
    gather()
    served.clusters["other"] = [report_of(NAME, day(1), day(2))]
    refused = gather("--managed-cluster", "other")
    assert refused.status == 2
    assert "managed cluster other, whose reports may have the same names" in refused.err


def test_two_runs_at_once_are_one_too_many(gather: Gather, out: Path) -> None:
    with opened(out, Subject("calico-reporting", STACK, "prod-1", JULY), LATER):
        refused = gather()
    assert refused.status == 2
    assert "another run gathers into" in refused.err


def test_one_report_that_cannot_be_read_is_a_gap_with_its_reason(gather: Gather, served: Manager, out: Path) -> None:
    served.instead[f"{NAME}_202607130000/download"] = [Answer(200, zipped({"../../evil": b""}))]
    assert gather().status == 1
    assert causes(out) == {"archive cannot be read"}
    assert "evil" in next(row["reason"] for row in table(out) if row["reason"])
    assert list(out.parent.glob("**/evil")) == []


def test_what_is_beyond_the_archives_retention_says_so(
    gather: Gather, served: Manager, project: Path, out: Path
) -> None:
    commit(project, day(1) - 80 * DAY, {NAME: DAILY}, retention={"complianceReports": 30})
    del served.clusters[""][:5]
    assert gather().status == 1
    assert causes(out) == {"beyond retention"}
    assert "the archive keeps 29 d" in table(out)[0]["reason"]


def test_failed_jobs_are_remembered_when_the_cluster_no_longer_does(
    gather: Gather, served: Manager, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del served.clusters[""][11]
    failed = {"start": rfc3339(day(12)), "end": rfc3339(day(13)), "job": {"name": "compliance-reporter.x-1"}}
    status = {"lastFailedReportJobs": [failed]}
    looks = [Seen(LATER, {REPORTS: ({"metadata": {"name": NAME}, "status": status},)}), Seen(LATER)]
    monkeypatch.setattr(told, "look_at_reports", lambda *_: looks.pop(0))
    for _ in range(2):
        assert gather("--cluster").status == 1
        assert next(row["reason"] for row in table(out) if row["reason"]) == "its Job compliance-reporter.x-1 failed"


def test_a_cluster_that_cannot_be_reached_is_said_and_is_no_obstacle(
    gather: Gather, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", os.devnull)
    made = gather("--cluster")
    assert made.status == 0
    assert "the cluster was not asked which Jobs failed" in made.err
    assert manifest(out)["notes"] == [
        "The cluster was not asked which Jobs failed, so that a gap may have a reason that is not here."
    ]


def test_a_suspension_in_the_stack_files_history_is_the_reason(
    gather: Gather, served: Manager, project: Path, out: Path
) -> None:
    commit(project, day(10, 9), {NAME: {**DAILY, "suspend": True}}, accept={"SUSPENDED": "the nodes move"})
    commit(project, day(25, 9), {NAME: DAILY})
    served.clusters[""] = [one for one in served.clusters[""] if not rfc3339(day(11)) <= one.end <= rfc3339(day(25))]
    assert gather().status == 1
    assert causes(out) == {"suspended"}
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "2026-07-10 09:00 UTC: suspended" in page
    assert "the nodes move" in page


def test_what_others_wrote_is_text_on_the_page(gather: Gather, out: Path) -> None:
    gather("--label", "<script>alert(1)</script>")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_workbook_has_a_sheet_a_report_type_with_the_summaries_figures(
    gather: Gather, served: Manager, project: Path, out: Path
) -> None:
    audit = "daily-pci-policy-audit"
    commit(project, day(1) - 80 * DAY, {NAME: DAILY, audit: {**DAILY, "reportType": "policy-audit"}})
    served.clusters[""] += [report_of(audit, day(number), day(number) + DAY, "policy-audit") for number in range(1, 32)]
    served.clusters[""][0].files["summary.csv"] = b"total,protected\n7,3,=1+1,too many\n"
    assert gather().status == 0
    book = openpyxl.load_workbook(out / "evidence.xlsx")
    assert book.sheetnames == ["inventory", "policy-audit"]
    heading, first, second = list(book["inventory"].iter_rows(values_only=True))[:3]
    assert heading[:4] == ("report", "type", "window start", "window end")
    assert dict(zip(heading[8:], first[8:], strict=True)) | {"files": None} == {
        "total": 7, "protected": 3, "more values than columns": "=1+1, too many", "startTime": None, "endTime": None,
        "endpointsNumInScope": None, "files": None,
    }  # fmt: skip
    assert second[heading.index("endpointsNumInScope")] == 3


def test_a_copy_of_the_log_store_is_an_archive_as_well(run: Run, project: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "bucket").mkdir()
    stored(tmp_path / "bucket", [line(number) for number in range(1, 31)])
    made = run("evidence", *on_disk(project, out, tmp_path / "bucket"))
    assert made.status == 1
    assert [row["window start"] for row in table(out) if row["state"] == "gap"] == ["2026-07-31T00:00:00Z"]


def test_gaps_are_filled_from_another_source_and_nothing_is_fetched_twice(
    run: Run, gather: Gather, served: Manager, project: Path, out: Path
) -> None:
    bucket = out.parent / "bucket"
    bucket.mkdir()
    stored(bucket, [line(number) for number in range(1, 31)])
    last = served.clusters[""][-1:]
    missing = served.clusters[""][4:6]
    served.clusters[""] = [one for one in served.clusters[""] if one not in missing]
    assert gather().status == 1
    assert run("evidence", *on_disk(project, out, bucket)).status == 0
    sources = [item["source"] for item in manifest(out)["archived"]]
    assert sources.count("copy of the log store") == len(missing)
    assert last[0].end == manifest(out)["archived"][-1]["end"]


def test_a_log_store_that_ends_early_is_the_reason_for_what_is_missing(
    run: Run, project: Path, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "bucket").mkdir()
    file = stored(tmp_path / "bucket", [line(number, noise=str(number) * 4000) for number in range(1, 31)])
    file.write_bytes(file.read_bytes()[:-300])
    assert run("evidence", *on_disk(project, out, tmp_path / "bucket")).status == 1
    assert causes(out) == {"archive cannot be read"}
    assert "ends early" in table(out)[-1]["reason"]


def on_disk(project: Path, out: Path, source: Path) -> list[object]:
    return [
        *("--stack", STACK, "--project", project, "--from", "2026-07-01", "--to", "2026-07-31", "--out", out),
        *("--source", source, "--no-cluster"),
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--from", "2026-09-01"), "is before --from 2026-09-01"),
        (("--from", "2999-01-01", "--to", "2999-03-31"), "is not over"),
        (("--from", ""), "--from DAY, --to DAY and --out DIR are all needed"),
        (("--stack", "nowhere"), "there is no stack 'nowhere'"),
        (("--manager", "http://manager.example.com"), "--manager: 'http://manager.example.com' is not"),
        (("--managed-cluster", "a b"), "--managed-cluster: 'a b' is not"),
        (("--service-account", "auditor"), "'auditor' is not NAMESPACE/NAME"),
        (("--service-account", "a/b", "--managed-cluster", "c"), "belongs to the management cluster"),
        (("--service-account", "a/../b"), "--service-account: '../b' is not"),
        (("--source", "no-such-folder"), "options for the manager were given as well"),
    ],
)
def test_bad_input_is_status_two_with_the_way_out(
    gather: Gather, out: Path, options: tuple[str, ...], says: str
) -> None:
    refused = gather(*options)
    assert refused.status == 2
    assert says in refused.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("token", "says"),
    [("", "there is no token for the manager"), ("two\nlines", "another character in it that no token has")],
)
def test_a_token_that_is_none_says_how_to_get_one(
    gather: Gather, monkeypatch: pytest.MonkeyPatch, token: str, says: str
) -> None:
    monkeypatch.setenv("CALICO_MANAGER_TOKEN", token)
    refused = gather()
    assert refused.status == 2
    assert says in refused.err
    assert "lines" not in refused.err


@pytest.mark.parametrize(("name", "says"), [("missing", "there is no folder"), ("empty", "is no archive")])
def test_a_source_that_is_no_archive_says_what_one_is(run: Run, project: Path, out: Path, name: str, says: str) -> None:
    (out.parent / "empty").mkdir()
    refused = run("evidence", *on_disk(project, out, out.parent / name))
    assert refused.status == 2
    assert says in refused.err


def test_a_folder_that_is_as_it_was_is_verified(gather: Gather, run: Run, out: Path) -> None:
    gather()
    verified = run("evidence", "verify", out)
    assert (verified.status, verified.out) == (0, "")
    assert f"129 files of {out}: all are as they were" in verified.err


def test_verify_says_what_is_missing_changed_and_too_many(gather: Gather, run: Run, out: Path) -> None:
    gather()
    folder = f"reports/{NAME}/2026-07-01T000000Z_2026-07-02T000000Z"
    (out / folder / f"{NAME}-summary.csv").unlink()
    (out / folder / f"{NAME}-services.csv").write_text("nicer", encoding="utf-8")
    (out / folder / f"{NAME}-endpoints.csv").unlink()
    (out / folder / f"{NAME}-endpoints.csv").symlink_to("/etc/hostname")
    (out / "reports" / "more.csv").write_text("more", encoding="utf-8")
    verified = run("evidence", "verify", out)
    assert verified.status == 1
    assert verified.out.splitlines() == [
        f"changed: {folder}/{NAME}-endpoints.csv",
        f"changed: {folder}/{NAME}-services.csv",
        f"missing: {folder}/{NAME}-summary.csv",
        "not in the manifest: reports/more.csv",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "has no manifest.json"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"format": "another"}', "cannot be read"),
    ],
)
def test_verify_needs_a_manifest(run: Run, tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    verified = run("evidence", "verify", tmp_path)
    assert verified.status == 2
    assert says in verified.err


def test_a_manifest_cannot_lead_out_of_its_folder(gather: Gather, run: Run, out: Path) -> None:
    gather()
    document = manifest(out)
    document["pages"][0]["path"] = "../../../etc/hostname"
    (out / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    verified = run("evidence", "verify", out)
    assert verified.status == 2
    assert "names a file outside its folder" in verified.err
