"""Stack files of any size, with schedules and selectors that all differ."""

from collections.abc import Iterator
from typing import Any

import yaml

_TYPES = ("inventory", "network-access", "policy-audit")


def stack_text(reports: int, *, endpoints: bool = True) -> str:
    """A stack file with so many reports in sets of a hundred.

    Without endpoints 1,000 of them fit into the 128 KiB that Linux allows an environment variable, which is how
    Pulumi hands a stack's config to its program.
    """
    config = {
        "calico-reporting:cluster": {"name": "bench", "context": "bench"},
        "calico-reporting:intervals": "production",
        "calico-reporting:reportSets": dict(_sets(reports, endpoints)),
    }
    return yaml.dump({"config": config}, Dumper=yaml.CSafeDumper, sort_keys=False)


def _sets(reports: int, endpoints: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for first in range(0, reports, 100):
        numbers = range(first, min(first + 100, reports))
        yield f"set-{first // 100}", {"reports": {f"report-{number}": _report(number, endpoints) for number in numbers}}


def _report(number: int, endpoints: bool) -> dict[str, Any]:
    report: dict[str, Any] = {
        "reportType": _TYPES[number % 3],
        "schedule": f"{number % 60} {number // 60 % 24} * * {number // 1440 % 7}",
    }
    if endpoints:
        report["endpoints"] = {
            "selector": f"app == 'shop-{number}' && tier in {{'web', 'db'}} && !has(exempt)",
            "namespaces": {"names": [f"shop-{number}"]},
        }
    return report
