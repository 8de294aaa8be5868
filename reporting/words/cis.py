"""A CIS report's parameters in words."""

from collections.abc import Iterator
from itertools import chain

from reporting.spans import listed
from reporting.stack.cis import CisBenchmark, ResultsFilter

UNSCORED = {
    True: "unscored tests are included",
    False: "unscored tests are left out",
    None: "whether unscored tests are included is left to the product",
}


def cis_in_words(cis: CisBenchmark | None) -> list[str]:
    """The parameters that count, defaults included."""
    stated = cis or CisBenchmark()
    numbers = stated.numbers
    return [
        f"a node is high from {numbers['highThreshold']}% of passed tests on, medium from {numbers['medThreshold']}%",
        UNSCORED[stated.include_unscored_tests],
        f"{numbers['numFailedTests']} failed tests are listed",
        *chain.from_iterable(map(_filter_in_words, stated.results_filters or [])),
    ]


def of_version(version: str) -> str:
    """To which nodes a filter applies."""
    return f" for Kubernetes {version}" if version else ""


def _filter_in_words(results: ResultsFilter) -> Iterator[str]:
    where = of_version(results.benchmark_selection.kubernetes_version or "")
    for verb, tests in (("excluded", results.excluded), ("included", results.include)):
        if tests:
            yield f"{verb}{where}: {listed(tests)}"
