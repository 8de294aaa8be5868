"""Advice that a stack file accepts with a reason, and what is said of acceptance that applies to nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from reporting.findings.catalogue import CATALOGUE
from reporting.findings.stack.item import Advice
from reporting.quote import quoted

_ABOUT_ACCEPTANCE = ("ACCEPT_UNKNOWN", "ACCEPT_UNUSED")


def acknowledged(found: Iterable[Advice], accept: Mapping[str, str]) -> list[Advice]:
    """The advice, each with the reason for accepting its code; then what `accept` itself gets wrong."""
    advice = [replace(item, accepted=accept.get(item.code)) for item in found]
    return [*advice, *_misplaced(accept, {item.code for item in advice})]


def _misplaced(accept: Mapping[str, str], found: set[str]) -> Iterator[Advice]:
    for code in accept:
        if code not in CATALOGUE or code in _ABOUT_ACCEPTANCE:
            yield _unknown(code)
        elif code not in found:
            yield Advice(
                "ACCEPT_UNUSED",
                ("accept", code),
                f"{code} applies to nothing in this stack; the acceptance would hide it unseen when it comes back.",
                f"Remove {code} from accept.",
            )


def _unknown(code: str) -> Advice:
    close = get_close_matches(code.upper()[:80], [known for known in CATALOGUE if known not in _ABOUT_ACCEPTANCE], n=1)
    return Advice(
        "ACCEPT_UNKNOWN",
        ("accept", code),
        f"{quoted(code)} is no code of advice that can be accepted, so this entry does nothing.",
        f"Write {close[0]}." if close else "Remove it, or write a code that `bin/reportctl check` shows.",
    )
