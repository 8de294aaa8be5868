"""A CIS report's parameters against those before."""

from collections.abc import Iterator

from reporting.changes.terms import other_terms, stated_terms
from reporting.finding import Accepted, Path
from reporting.spans import listed
from reporting.stack.cis import FAILED_TESTS, HIGH_THRESHOLD, MED_THRESHOLD, CisBenchmark, ResultsFilter
from reporting.words.cis import UNSCORED, of_version

_DEFAULTS = {"highThreshold": HIGH_THRESHOLD, "medThreshold": MED_THRESHOLD, "numFailedTests": FAILED_TESTS}

_FilterKey = tuple[str, int]
_Stated = dict[str, Accepted | None]


def cis_changes(before: CisBenchmark | None, after: CisBenchmark | None) -> list[tuple[Path, str]]:
    """Each difference: its path below the report's `cis`, and what it means."""
    old, new = before or CisBenchmark(), after or CisBenchmark()
    found = [
        *_number("highThreshold", "threshold for high, in percent:", old.high_threshold, new.high_threshold),
        *_number("medThreshold", "threshold for medium, in percent:", old.med_threshold, new.med_threshold),
        *_number("numFailedTests", "failed tests listed:", old.num_failed_tests, new.num_failed_tests),
        *_unscored(old.include_unscored_tests, new.include_unscored_tests),
        *_filters(old.results_filters or [], new.results_filters or []),
    ]
    return found or [((), "cis is written differently and means the same")]


def stated_exclusions(cis: CisBenchmark) -> list[str]:
    """The tests that are excluded on terms: `exclude 1.2.5 is excused: ...`."""
    filters = _by_version(cis.results_filters or [])
    return [
        _on_terms("exclude", test, version, terms)
        for (version, _), results in filters.items()
        for test, terms in _stated(results, "exclude").items()
        if terms
    ]


_CONSEQUENCES = {
    ("exclude", "added"): "no longer counted",
    ("exclude", "removed"): "counted again",
    ("include", "added"): "counted whatever is excluded",
    ("include", "removed"): "counted unless it is excluded",
}


def _number(field: str, words: str, old: int | None, new: int | None) -> Iterator[tuple[Path, str]]:
    if old != new:
        before, after = (f"{_DEFAULTS[field]} (the default)" if value is None else str(value) for value in (old, new))
        yield (field,), f"{words} {after} instead of {before}"


def _unscored(old: bool | None, new: bool | None) -> Iterator[tuple[Path, str]]:
    if bool(old) != bool(new):
        yield ("includeUnscoredTests",), f"{UNSCORED[new]}; before, {UNSCORED[old]}"


def _filters(old: list[ResultsFilter], new: list[ResultsFilter]) -> Iterator[tuple[Path, str]]:
    before, after = _by_version(old), _by_version(new)
    places = {key: place for place, key in enumerate(after)}
    for key in {**before, **after}:
        path: Path = ("resultsFilters", places[key]) if key in places else ("resultsFilters",)
        for verb in ("exclude", "include"):
            for sentence in _tests(verb, _stated(before.get(key), verb), _stated(after.get(key), verb), key[0]):
                yield (*path, verb), sentence
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield ("resultsFilters",), "the filters stand in another order, and the first that matches a node counts"


def _tests(verb: str, old: _Stated, new: _Stated, version: str) -> Iterator[str]:
    for what, tests in (
        ("added", [test for test in new if test not in old]),
        ("removed", [test for test in old if test not in new]),
    ):
        if tests:
            yield f"{verb} {listed(tests)} {what}{of_version(version)}: {_CONSEQUENCES[verb, what]}"
    for test, terms in new.items():
        if test in old and old[test] != terms:
            yield f"{verb} {test}{of_version(version)} {other_terms(old[test], terms)}"
        elif test not in old and terms:
            yield _on_terms(verb, test, version, terms)


def _on_terms(verb: str, test: str, version: str, terms: Accepted) -> str:
    return f"{verb} {test}{of_version(version)} {stated_terms(terms)}"


def _by_version(filters: list[ResultsFilter]) -> dict[_FilterKey, ResultsFilter]:
    """Filters by the version they select and, where several select the same, their turn."""
    found: dict[_FilterKey, ResultsFilter] = {}
    for results in filters:
        version = results.benchmark_selection.kubernetes_version or ""
        turn = sum(1 for known, _ in found if known == version)
        found[version, turn] = results
    return found


def _stated(results: ResultsFilter | None, verb: str) -> _Stated:
    """The tests, each with the terms on which it is left out, where there are any."""
    if results is None:
        return {}
    if verb == "include":
        return dict.fromkeys(results.include or [])
    return {test: terms.accepted if terms else None for test, terms in results.exclusions}
