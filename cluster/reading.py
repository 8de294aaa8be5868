"""Reading many things from one cluster side by side, each to an answer of its own."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from typing import Any

import httpx2
from lightkube import Client, ConfigError
from lightkube.generic_resource import GenericGlobalResource, GenericNamespacedResource, create_api_info
from msgspec import MsgspecError

from cluster.connection import CONNECT_SECONDS, Connection
from reporting.objects.live import Outcome, Source
from reporting.quote import quoted

# All reads together, a busy API server's pauses included.
LONGEST_SECONDS = 15.0

_PAGE = 500
_OUTCOMES = {401: Outcome.FORBIDDEN, 403: Outcome.FORBIDDEN}

Labels = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a read gave. `status` is the HTTP status where it is an error, `fault` what went wrong in words."""

    outcome: Outcome
    items: tuple[Mapping[str, Any], ...] = ()
    status: int | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, and how far the API server's clock is ahead."""

    by_source: Mapping[Source, Answer] = field(default_factory=dict)
    clock_skew: timedelta = timedelta()

    def items(self, source: Source) -> tuple[Mapping[str, Any], ...]:
        """What was found; nothing where it was not read."""
        return self.by_source[source].items if source in self.by_source else ()

    def spec(self, source: Source) -> Mapping[str, Any]:
        """The spec of the first object that was found."""
        return next((item.get("spec") or {} for item in self.items(source)), {})


LATE = Answer(Outcome.UNAVAILABLE, fault=f"no answer came within {LONGEST_SECONDS:.0f} s")


def read(connection: Connection, sources: Mapping[Source, Labels]) -> Answers:
    """Every source, of its objects those with the labels. Raises nothing: what went wrong is in the answers.

    Each is read in a thread that nobody waits for beyond LONGEST_SECONDS, not even Python when it ends.
    """
    answers: dict[Source, Answer] = {}

    def run(source: Source, labels: Labels) -> None:
        answers[source] = _read(connection.client, source, labels)

    threads = [Thread(target=run, args=item, daemon=True) for item in sources.items()]
    end = time.monotonic() + LONGEST_SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return Answers({source: answers.get(source, LATE) for source in sources}, connection.clock_skew)


def _read(client: Client, source: Source, labels: Labels) -> Answer:
    try:
        return Answer(Outcome.FOUND, tuple(_objects(client, source, labels)))
    except httpx2.HTTPStatusError as error:
        return _refused(source, error.response)
    except httpx2.HTTPError as error:
        return Answer(Outcome.UNAVAILABLE, fault=_fault(error))
    except (MsgspecError, ConfigError, OSError) as error:
        return Answer(Outcome.UNAVAILABLE, fault=f"the answer cannot be read ({type(error).__name__})")


def _objects(client: Client, source: Source, labels: Labels) -> Iterable[Mapping[str, Any]]:
    resource = _resource(source)
    where: dict[str, Any] = {"namespace": source.namespace} if source.namespace else {}
    if source.name:
        return [client.get(resource, source.name, **where)]
    listed: Iterable[Mapping[str, Any]] = client.list(resource, chunk_size=_PAGE, labels=labels, **where)
    return listed


def _resource(source: Source) -> Any:
    """A class that lightkube reads this kind with, as plain dicts; not registered, so Kubernetes's own stay."""
    base = GenericNamespacedResource if source.namespace else GenericGlobalResource
    info = create_api_info(source.group, source.version, source.kind, source.plural)
    return type(source.kind, (base,), {"_api_info": info})


def _refused(source: Source, response: httpx2.Response) -> Answer:
    status = response.status_code
    if status == 404:
        # For an object that is not there the answer is a Status; for a kind that is not, plain text.
        of_an_object = source.name is not None and "json" in response.headers.get("Content-Type", "")
        return Answer(Outcome.ABSENT if of_an_object else Outcome.NOT_SERVED, status=status)
    return Answer(_OUTCOMES.get(status, Outcome.UNAVAILABLE), status=status, fault=f"the answer was {status}")


def _fault(error: httpx2.HTTPError) -> str:
    match error:
        case httpx2.ConnectTimeout():
            return f"no connection came about within {CONNECT_SECONDS:.0f} s"
        case httpx2.TimeoutException():
            return LATE.fault
        case _:
            return f"the connection failed ({quoted(str(error))})" if str(error) else "the connection broke off"
