"""Findings that a stack file accepts with a reason, and what is said of acceptance that does not hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from reporting import faults
from reporting.finding import Accepted, Code, Finding, Severity, config_path
from reporting.findings.stack.exceptions import of_date
from reporting.objects import exceptions
from reporting.objects.exceptions import State, state_by_date
from reporting.quote import quoted
from reporting.stack.acceptance import Acceptance, begins

ACCEPT_UNUSED = Code("ACCEPT_UNUSED", Severity.NOTE, "an acceptance that applies to nothing", acceptable=False)


@dataclass(frozen=True)
class Judge:
    """Holds findings against what a stack file accepts, on one day (UTC).

    `known` are all codes, `missed` those whose acceptance is to go when they apply to nothing: of those of a cluster
    nobody knows here, and those that are switched come back on purpose. After its last day an acceptance holds for the
    days of `grace`.
    """

    accept: Mapping[str, Acceptance]
    today: date
    grace: timedelta
    known: Mapping[str, Code]
    missed: Mapping[str, Code]

    def judged(self, found: Sequence[Finding]) -> list[Finding]:
        """The findings, each with the reason for accepting it; then what `accept` itself gets wrong."""
        return [*map(self.marked, found), *(wrong for code in self.accept for wrong in self._wrong(code, found))]

    def marked(self, finding: Finding) -> Finding:
        """The finding, with the reason for accepting it, which it may bring along."""
        return replace(finding, accepted=finding.accepted or self._accepted(finding))

    def _accepted(self, finding: Finding) -> Accepted | None:
        acceptance = self.accept.get(finding.code)
        if acceptance is None or not self._can_accept(finding.code) or self._is_over(acceptance):
            return None
        return acceptance.accepted if acceptance.covers(finding.path) else None

    def _can_accept(self, code: str) -> bool:
        return code in self.known and self.known[code].acceptable

    def _is_over(self, acceptance: Acceptance) -> bool:
        return state_by_date(acceptance.accepted, self.today, self.grace) is State.OVER

    def _wrong(self, code: str, found: Iterable[Finding]) -> Iterator[Finding]:
        acceptance = self.accept[code]
        meant = [finding for finding in found if finding.code == code and acceptance.covers(finding.path)]
        if not self._can_accept(code):
            yield self._not_acceptable(code)
        elif code in self.missed and not meant:
            yield _unused(code)
        elif meant or not self.known[code].switched:
            yield from of_date(exceptions.acceptance(code, acceptance), self.today, self.grace)
            yield from _unused_keys(code, acceptance, meant) if code in self.missed else ()

    def _not_acceptable(self, code: str) -> Finding:
        path = ("accept", code)
        if code in self.known:
            return faults.ACCEPT.at(path, f"{code} cannot be accepted: it is {self.known[code].title}.", "Remove it.")
        codes = [name for name in self.known if self._can_accept(name)]
        close = get_close_matches(code.upper()[:80], codes, n=3, cutoff=0.75)
        return faults.ACCEPT.at(
            path,
            f"{quoted(code)} is no code of a finding, so this entry accepts nothing.",
            f"Write {' or '.join(close)}." if close else "Write one that `reportctl check` shows, or remove it.",
        )


def _unused(code: str) -> Finding:
    return ACCEPT_UNUSED.at(
        ("accept", code),
        f"{code} applies to nothing for which it is accepted; the acceptance would hide it unseen when it comes back.",
        f"Remove {code} from accept.",
    )


def _unused_keys(code: str, acceptance: Acceptance, found: list[Finding]) -> Iterator[Finding]:
    for index, (key, path) in enumerate(acceptance.keys):
        if not any(begins(finding.path, path) for finding in found):
            yield ACCEPT_UNUSED.at(
                ("accept", code, "only", index),
                f"{code} applies to nothing at {key}; the acceptance would hide it unseen when it comes back.",
                f"Remove {key} from only" + _where(code, found),
            )


def _where(code: str, found: list[Finding]) -> str:
    return f"; {code} applies to {', '.join(config_path(finding.path) for finding in found[:3])}." if found else "."
