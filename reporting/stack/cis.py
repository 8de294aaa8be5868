"""The parameters of a CIS benchmark report.

https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_serializer, model_validator

from reporting.faults import CIS, TYPE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.exceptions import BY_FORM, ON_TERMS, PLAIN, Name, Reason, Terms
from reporting.stack.model import Model

# The documented defaults, in percent of passed tests.
HIGH_THRESHOLD = 100
MED_THRESHOLD = 50
# How many failed tests are listed.
FAILED_TESTS = 5

_BENCHMARK_ID = re.compile(r"\d+(\.\d+){1,3}", re.ASCII)
_VERSION = re.compile(r"\d+(\.\d+){0,2}", re.ASCII)


def _benchmark_id(value: object) -> object:
    _refuse_number(value, "a benchmark id")
    if isinstance(value, str) and not _BENCHMARK_ID.fullmatch(value):
        raise Fault(
            CIS,
            f"{quoted(value)} is not a benchmark id: it matches no test, and the filter does nothing.",
            'Write one as the CIS benchmark numbers its tests, such as "1.2.5".',
        )
    return value


def _kubernetes_version(value: object) -> object:
    _refuse_number(value, "a version")
    if isinstance(value, str) and not _VERSION.fullmatch(value):
        raise Fault(
            CIS,
            f"{quoted(value)} is not a Kubernetes version: it matches no node, and the filter is never used.",
            'Write whole parts without a v, such as "1.28".',
        )
    return value


def _refuse_number(value: object, what: str) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with_zero = f', or "{value}0" where it ended in a zero' if isinstance(value, float) else ""
        raise Fault(
            TYPE,
            f"{quoted(value)} is a number to YAML, which drops closing zeros (1.30 becomes 1.3).",
            f'Write {what} in quotes, such as "{value}"{with_zero}.',
        )


BenchmarkId = Annotated[str, BeforeValidator(_benchmark_id)]
KubernetesVersion = Annotated[str, BeforeValidator(_kubernetes_version)]
Percentage = Annotated[int, Field(ge=0, le=100)]


class BenchmarkSelection(Model):
    """The nodes whose results a filter is for."""

    kubernetes_version: KubernetesVersion | None = Field(None, examples=['"1.28"'])

    @property
    def version_parts(self) -> tuple[str, ...]:
        """The version's parts, which match a node's one by one; none selects every node."""
        return tuple(self.kubernetes_version.split(".")) if self.kubernetes_version else ()


class Exclusion(Terms):
    """A test that is left out on terms; Calico knows its id alone."""

    id: BenchmarkId = Field(examples=['"1.2.5"'])
    reason: Reason = Field(examples=["the provider runs the API server"])
    owner: Name = Field(examples=["platform team"])

    @model_serializer
    def _as_calico_knows_it(self) -> str:
        return self.id


Excluded = Annotated[Annotated[BenchmarkId, PLAIN] | Annotated[Exclusion, ON_TERMS], BY_FORM]


class ResultsFilter(Model):
    """Benchmark tests to leave out or to keep in; `include` beats `exclude`."""

    benchmark_selection: BenchmarkSelection = Field(BenchmarkSelection(), examples=['{kubernetesVersion: "1.28"}'])
    include: list[BenchmarkId] | None = Field(None, examples=['["1.1.4"]'])
    exclude: list[Excluded] | None = Field(None, examples=['["1.1.4", "1.2.5"]'])

    @property
    def excluded(self) -> list[str]:
        """The ids of the tests to leave out."""
        return [test for test, _ in self.exclusions]

    @property
    def exclusions(self) -> list[tuple[str, Exclusion | None]]:
        """The tests to leave out, each with the terms on which; None where its id alone is stated."""
        stated = self.exclude or []
        return [(one.id, one) if isinstance(one, Exclusion) else (one, None) for one in stated]


class CisBenchmark(Model):
    """Thresholds in percent, how many failed tests to list, and filters of which the first match counts."""

    high_threshold: Percentage | None = Field(None, examples=["100"])
    med_threshold: Percentage | None = Field(None, examples=["50"])
    include_unscored_tests: bool | None = Field(None, examples=["true"])
    num_failed_tests: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, examples=["5"])
    results_filters: list[ResultsFilter] | None = Field(None, examples=['[{exclude: ["1.1.4"]}]'])

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers that count, the defaults where nothing is stated."""
        return {
            "highThreshold": HIGH_THRESHOLD if self.high_threshold is None else self.high_threshold,
            "medThreshold": MED_THRESHOLD if self.med_threshold is None else self.med_threshold,
            "numFailedTests": self.num_failed_tests or FAILED_TESTS,
        }

    @property
    def kubernetes_versions(self) -> dict[int, str]:
        """The versions that filters are pinned to, by the filter's place."""
        stated = [item.benchmark_selection.kubernetes_version for item in self.results_filters or []]
        return {place: version for place, version in enumerate(stated) if version}

    @model_validator(mode="after")
    def _high_is_above_med(self) -> Self:
        high, med = self.numbers["highThreshold"], self.numbers["medThreshold"]
        if high <= med:
            raise Fault(
                CIS,
                f"highThreshold {high} is not above medThreshold {med} (where one is not stated, the defaults "
                f"are {HIGH_THRESHOLD} and {MED_THRESHOLD}): no node would ever be shown as medium.",
                "Write for example highThreshold: 100 and medThreshold: 50.",
            )
        return self


def shadowed_filters(filters: Iterable[ResultsFilter]) -> Iterator[tuple[int, int]]:
    """Which filter is never used, and which earlier one selects all of its nodes."""
    first: dict[tuple[str, ...], int] = {}
    for index, item in enumerate(filters):
        version = item.benchmark_selection.version_parts
        wider = [version[:length] for length in range(len(version) + 1)]
        earlier = min((first[parts] for parts in wider if parts in first), default=None)
        if earlier is not None:
            yield index, earlier
        first.setdefault(version, index)
