"""Advice on CIS benchmark reports.

https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis
"""

from collections.abc import Iterator

from reporting.findings.stack.item import Advice, Stack
from reporting.objects.reports import PlannedReport
from reporting.spans import listed
from reporting.stack.cis import ResultsFilter, shadowed_filters
from reporting.stack.reports import CIS_BENCHMARK


def unscored_unstated(stack: Stack) -> Iterator[Advice]:
    """CIS_UNSCORED_UNSTATED: the documentation has two defaults."""
    for planned in stack.of_type(CIS_BENCHMARK):
        stated = planned.report.cis and planned.report.cis.include_unscored_tests
        if stated is None:
            yield Advice(
                "CIS_UNSCORED_UNSTATED",
                planned.path("cis"),
                "includeUnscoredTests is not stated, and the documentation has two different defaults for it: whether "
                "tests that the benchmark does not score are in the report depends on the version of Calico.",
                "Write cis: {includeUnscoredTests: true}, or false.",
            )


def empty_filters(stack: Stack) -> Iterator[Advice]:
    """CIS_FILTER_EMPTY: filters without a test, which still count as the first match."""
    for planned in stack.reports:
        for index, item in enumerate(_filters(planned)):
            if not item.include and not item.exclude:
                yield Advice(
                    "CIS_FILTER_EMPTY",
                    planned.path("cis", "resultsFilters", index),
                    "The filter names no test to include or exclude, so it changes nothing for the nodes it selects, "
                    "but as the first match it keeps later filters from them.",
                    'Write exclude: ["1.1.4"] with the tests that are meant, or remove the filter.',
                )


def shadowed(stack: Stack) -> Iterator[Advice]:
    """CIS_FILTER_SHADOWED: an earlier filter selects the same nodes already."""
    for planned in stack.reports:
        for index, earlier in shadowed_filters(_filters(planned)):
            yield Advice(
                "CIS_FILTER_SHADOWED",
                planned.path("cis", "resultsFilters", index),
                f"Filter [{earlier}] comes first and selects every node that this one selects. The first match "
                "counts, so this one is never used.",
                "Put the filter for fewer nodes (more parts of kubernetesVersion) first, or join the two.",
            )


def included_and_excluded(stack: Stack) -> Iterator[Advice]:
    """CIS_INCLUDED_AND_EXCLUDED: include wins."""
    for planned in stack.reports:
        for index, item in enumerate(_filters(planned)):
            excluded = set(item.exclude or ())
            both = [test for test in dict.fromkeys(item.include or ()) if test in excluded]
            if both:
                yield Advice(
                    "CIS_INCLUDED_AND_EXCLUDED",
                    planned.path("cis", "resultsFilters", index, "exclude"),
                    f"{listed(both)} {'are' if len(both) > 1 else 'is'} both included and excluded. include takes "
                    "precedence, so excluding does nothing.",
                    "Keep each test in one of the two lists.",
                )


def _filters(planned: PlannedReport) -> list[ResultsFilter]:
    return (planned.report.cis and planned.report.cis.results_filters) or []
