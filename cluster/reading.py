"""Reading many things from one cluster side by side, each to an answer of its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import BoundedSemaphore, Thread
from typing import Any, Self

from cluster.access import KubeconfigError
from cluster.transport.connection import Connection
from cluster.transport.faults import Refused, Unanswered, late
from cluster.transport.patience import Deadline
from reporting.objects.live import OPTIONAL, Outcome, Source

# All reads together, a busy API server's pauses included.
LONGEST_SECONDS = 15.0

# For what nobody depends on, once everything else is there.
_EXTRA_SECONDS = 1.0

_OUTCOMES = {401: Outcome.FORBIDDEN, 403: Outcome.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a read gave. `status` is that of a refusal, `fault` what went wrong in words, `way_out` what to do."""

    outcome: Outcome
    items: tuple[Mapping[str, Any], ...] = ()
    status: int | None = None
    fault: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, and how far the API server's clock is ahead."""

    by_source: Mapping[Source, Answer] = field(default_factory=dict)
    clock_skew: timedelta = timedelta()

    def items(self, source: Source) -> tuple[Mapping[str, Any], ...]:
        """What was found; nothing where it was not read."""
        return self.by_source[source].items if source in self.by_source else ()

    def __contains__(self, source: Source) -> bool:
        return source in self.by_source

    def and_then(self, later: Self) -> Self:
        """These and later ones, whose clock counts."""
        return replace(later, by_source={**self.by_source, **later.by_source})

    def without(self, sources: Collection[Source]) -> Self:
        """All but these."""
        return replace(self, by_source={one: found for one, found in self.by_source.items() if one not in sources})

    def spec(self, source: Source) -> Mapping[str, Any]:
        """The spec of the first object that was found."""
        return next((item.get("spec") or {} for item in self.items(source)), {})


def read(
    connection: Connection,
    sources: Mapping[Source, str],
    deadline: Deadline,
    optional: Collection[Source] = OPTIONAL,
) -> Answers:
    """Every source, of its objects those that the selector matches. Raises nothing: what went wrong is in the answers.

    Each is read in a thread that nobody waits for beyond the deadline, not even Python when it ends; what is optional
    comes last, and for it nobody waits much longer than for the rest.
    """
    answers: dict[Source, Answer] = {}
    places = BoundedSemaphore(connection.at_once)

    def run(source: Source, selector: str) -> None:
        with places:
            answers[source] = _read(connection, source, selector, deadline)

    needed_first = sorted(sources.items(), key=lambda item: item[0] in optional)
    threads = {source: Thread(target=run, args=(source, text), daemon=True) for source, text in needed_first}
    for thread in threads.values():
        thread.start()
    _join((thread for source, thread in threads.items() if source not in optional), deadline)
    _join(threads.values(), Deadline(min(_EXTRA_SECONDS, deadline.left())))
    missing = Answer(Outcome.UNAVAILABLE, fault=str(late(deadline.seconds)))
    return Answers({source: answers.get(source, missing) for source in sources}, connection.clock_skew)


def _join(threads: Iterable[Thread], deadline: Deadline) -> None:
    for thread in threads:
        thread.join(deadline.left())


def _read(connection: Connection, source: Source, selector: str, deadline: Deadline) -> Answer:
    try:
        return Answer(Outcome.FOUND, tuple(_objects(connection, source, selector, deadline)))
    except Refused as refused:
        return _refused(source, refused)
    except Unanswered as unanswered:
        return Answer(Outcome.UNAVAILABLE, fault=str(unanswered), way_out=unanswered.way_out)
    except KubeconfigError as error:
        return Answer(Outcome.UNAVAILABLE, fault=str(error))


def _objects(connection: Connection, source: Source, selector: str, deadline: Deadline) -> Iterable[Mapping[str, Any]]:
    return [connection.get(source, deadline)] if source.name else connection.get_all(source, deadline, selector)


def _refused(source: Source, refused: Refused) -> Answer:
    if refused.status == 404:
        # That an object is not there is said as a Status, that a kind is not as plain text.
        of_an_object = source.name is not None and refused.by_api
        return Answer(Outcome.ABSENT if of_an_object else Outcome.NOT_SERVED, status=404)
    outcome = _OUTCOMES.get(refused.status, Outcome.UNAVAILABLE)
    return Answer(outcome, status=refused.status, fault=f"the answer was {refused.status}")
