"""Stack files of any size, with schedules and selectors that all differ."""

from collections.abc import Iterator
from typing import Any

import yaml

_TYPES = ("inventory", "network-access", "policy-audit")


def stack_text(reports: int, cluster: dict[str, Any] | None = None) -> str:
    """A stack file with so many reports in sets of a hundred."""
    config = {
        "calico-reporting:cluster": cluster or {"name": "bench", "context": "bench"},
        "calico-reporting:intervals": "production",
        "calico-reporting:reportSets": dict(_sets(reports)),
    }
    return yaml.dump({"config": config}, Dumper=yaml.CSafeDumper, sort_keys=False)


def _sets(reports: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for first in range(0, reports, 100):
        numbers = range(first, min(first + 100, reports))
        yield f"set-{first // 100}", {"reports": {f"report-{number}": _report(number) for number in numbers}}


def _report(number: int) -> dict[str, Any]:
    return {
        "reportType": _TYPES[number % 3],
        "schedule": f"{number % 60} {number // 60 % 24} * * {number // 1440 % 7}",
        "endpoints": {
            "selector": f"app == 'shop-{number}' && tier in {{'web', 'db'}} && !has(exempt)",
            "namespaces": {"names": [f"shop-{number}"]},
        },
    }
