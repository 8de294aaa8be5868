"""Where the cluster sends its logs besides, before and after, and whether it can."""

from collections.abc import Iterator, Mapping
from typing import Any

from reporting.finding import Code, Finding, Severity
from reporting.findings.live import operator
from reporting.objects.live import CREDENTIALS, LOG_COLLECTOR, LiveCluster, Outcome
from reporting.objects.plan import Plan
from reporting.untyped import mapping
from reporting.words.stores import NAMES, store_in_words

_API = "https://docs.tigera.io/calico-enterprise/latest/reference/installation/api"
_ARCHIVE = "https://docs.tigera.io/calico-enterprise/latest/observability/elastic/archive-storage"
_PATH = ("additionalStores",)

NO_LOG_COLLECTOR = Code(
    "NO_LOG_COLLECTOR", Severity.ERROR, "stores for the logs of a cluster that collects none", _API, acceptable=False
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Nothing where the stack says no stores."""
    if plan.log_collector is None:
        return []
    if live.outcome(LOG_COLLECTOR) in (Outcome.ABSENT, Outcome.NOT_SERVED):
        return [NO_LOG_COLLECTOR.at(_PATH, *_NO_LOG_COLLECTOR)]
    if unknown := operator.unknown(LOG_COLLECTOR, _PATH, "where logs go now", live):
        return [unknown]
    stated = plan.settings.additional_stores.stated()
    return [*_changes(stated, live), *_left(stated, live), *_without_credentials(stated, live)]


_NO_LOG_COLLECTOR = (
    "The cluster has no LogCollector/tigera-secure (operator.tigera.io/v1), so it collects no logs that could be sent "
    "anywhere. Nothing was changed.",
    "Check that it is the right cluster (cluster.context), or take additionalStores out.",
)

STORE_CHANGES = Code("STORE_CHANGES", Severity.NOTE, "a store of logs that changes", _API)


def _changes(stated: Mapping[str, Any], live: LiveCluster) -> Iterator[Finding]:
    stores = mapping(mapping(live.first(LOG_COLLECTOR).get("spec")).get("additionalStores"))
    for kind, store in stated.items():
        before = mapping(stores.get(kind))
        if not before.items() >= store.items():
            yield STORE_CHANGES.at(
                (*_PATH, kind),
                f"Logs were sent to {NAMES[kind]}: {store_in_words(kind, before)}; now: {store_in_words(kind, store)}.",
            )


STORE_LEFT = Code("STORE_LEFT", Severity.NOTE, "a store of logs that has left the stack file and not the cluster", _API)


def _left(stated: Mapping[str, Any], live: LiveCluster) -> Iterator[Finding]:
    for kind, store in live.held.get(LOG_COLLECTOR, {}).items():
        if kind not in stated:
            yield STORE_LEFT.at(
                _PATH,
                f"{NAMES.get(kind, kind)} is no longer in the stack file, and what this stack said of it stays on the "
                f"cluster: logs are still sent to {store_in_words(kind, store)}.",
                "To end that: kubectl patch logcollector tigera-secure --type=json "
                f'--patch \'[{{"op":"remove","path":"/spec/additionalStores/{kind}"}}]\'',
            )


STORE_WITHOUT_CREDENTIALS = Code(
    "STORE_WITHOUT_CREDENTIALS", Severity.WARNING, "a store of logs without the Secret of its credentials", _ARCHIVE
)

_FIELDS = {"s3": "fields key-id and key-secret", "splunk": "field token"}


def _without_credentials(stated: Mapping[str, Any], live: LiveCluster) -> Iterator[Finding]:
    """Where Secrets may not be asked for, nothing is said."""
    for kind, secret in CREDENTIALS.items():
        if kind in stated and live.outcome(secret) is Outcome.ABSENT:
            yield STORE_WITHOUT_CREDENTIALS.at(
                (*_PATH, kind),
                f"Secret {secret.namespace}/{secret.name} does not exist, and without it no log reaches {NAMES[kind]}.",
                f"Make it, with {_FIELDS[kind]}, as the documentation says. This program neither reads nor writes it.",
            )
