"""Go durations, as Felix's intervals are written. https://pkg.go.dev/time#ParseDuration"""

import re
from fractions import Fraction

_SECONDS = {
    "h": Fraction(3600),
    "m": Fraction(60),
    "s": Fraction(1),
    "ms": Fraction(1, 1000),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
}
_PART = r"(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)"
_DURATION = re.compile(rf"[+]?({_PART})+", re.ASCII)


def seconds(text: object) -> Fraction | None:
    """The seconds of a duration such as 30s or 5m0s; None for what is no duration, or a negative one."""
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        return None
    return sum((Fraction(number.rstrip(".")) * _SECONDS[unit] for number, unit in re.findall(_PART, text)), Fraction())
