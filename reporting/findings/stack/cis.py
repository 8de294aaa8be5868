"""Advice on CIS benchmark reports."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.objects.reports import PlannedReport
from reporting.report_types import CIS_BENCHMARK
from reporting.spans import listed
from reporting.stack.cis import ResultsFilter, shadowed_filters

_CIS = "https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis"

CIS_ENDPOINTS = Code("CIS_ENDPOINTS", Severity.WARNING, "a CIS benchmark report with endpoints", _CIS)


def endpoints(stack: Stack) -> Iterator[Finding]:
    """What such a report has no use for; it is left out of the object."""
    for planned in stack.of_type(CIS_BENCHMARK):
        if planned.report.endpoints is not None:
            yield CIS_ENDPOINTS.at(
                planned.path("endpoints"),
                "A cis-benchmark report covers every node that runs Calico, whatever its endpoints are, so they are "
                "not sent to the cluster.",
                "Remove endpoints; to run its Job on some nodes only, use jobNodeSelector.",
            )


CIS_FILTER_EMPTY = Code("CIS_FILTER_EMPTY", Severity.WARNING, "a results filter that filters nothing", _CIS)


def empty_filters(stack: Stack) -> Iterator[Finding]:
    """Filters without a test, which still count as the first match."""
    for planned in stack.reports:
        for index, item in enumerate(_filters(planned)):
            if not item.include and not item.exclude:
                yield CIS_FILTER_EMPTY.at(
                    planned.path("cis", "resultsFilters", index),
                    "The filter names no test to include or exclude, so it changes nothing for the nodes it selects, "
                    "but as the first match it keeps later filters from them.",
                    'Write exclude: ["1.1.4"] with the tests that are meant, or remove the filter.',
                )


CIS_FILTER_SHADOWED = Code(
    "CIS_FILTER_SHADOWED", Severity.WARNING, "a results filter that an earlier one makes useless", _CIS
)


def shadowed(stack: Stack) -> Iterator[Finding]:
    """An earlier filter selects the same nodes already."""
    for planned in stack.reports:
        for index, earlier in shadowed_filters(_filters(planned)):
            yield CIS_FILTER_SHADOWED.at(
                planned.path("cis", "resultsFilters", index),
                f"Filter [{earlier}] comes first and selects every node that this one selects. The first match "
                "counts, so this one is never used.",
                "Put the filter for fewer nodes (more parts of kubernetesVersion) first, or join the two.",
            )


CIS_INCLUDED_AND_EXCLUDED = Code(
    "CIS_INCLUDED_AND_EXCLUDED", Severity.WARNING, "a benchmark test both included and excluded", _CIS
)


def included_and_excluded(stack: Stack) -> Iterator[Finding]:
    """`include` wins."""
    for planned in stack.reports:
        for index, item in enumerate(_filters(planned)):
            excluded = set(item.exclude or ())
            both = [test for test in dict.fromkeys(item.include or ()) if test in excluded]
            if both:
                yield CIS_INCLUDED_AND_EXCLUDED.at(
                    planned.path("cis", "resultsFilters", index, "exclude"),
                    f"{listed(both)} {'are' if len(both) > 1 else 'is'} both included and excluded. include takes "
                    "precedence, so excluding does nothing.",
                    "Keep each test in one of the two lists.",
                )


def _filters(planned: PlannedReport) -> list[ResultsFilter]:
    return (planned.report.cis and planned.report.cis.results_filters) or []
