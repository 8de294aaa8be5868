"""How long a busy API server has it waited. RFC 9110, 10.2.3."""

import pytest

from cluster.transport import patience
from cluster.transport.patience import Deadline, pause

NOW = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("0.25", 0.25),
        ("3600", 3600),
        ("Mon, 23 Nov 2026 12:00:05 GMT", 5),
        ("Mon, 23 Nov 2026 15:00:00 GMT", 10_800),
        ("Mon, 23 Nov 2026 11:59:00 GMT", 0),
        ("", 1),
        ("soon", 1),
        ("-1", 1),
        ("nan", 1),
        ("inf", 1),
    ],
)
def test_a_busy_server_is_waited_for_as_long_as_it_says(stated: str, seconds: float) -> None:
    assert pause(429, {"Retry-After": stated, "Date": NOW}, reads=True) == seconds


def test_a_busy_server_that_says_nothing_is_waited_for_a_second() -> None:
    assert pause(429, {}, reads=False) == 1


def test_a_failure_is_waited_out_only_where_it_says_so_and_nothing_was_to_be_made() -> None:
    after = {"Retry-After": "2", "Date": NOW}
    assert pause(503, after, reads=True) == 2
    assert pause(503, {}, reads=True) is None
    assert pause(503, after, reads=False) is None
    assert pause(403, after, reads=True) is None


def test_a_deadline_counts_down_to_none(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((100.0, 104.0, 116.0))
    monkeypatch.setattr(patience, "monotonic", lambda: next(clock))
    deadline = Deadline(15)
    assert (deadline.left(), deadline.left()) == (11, 0)
