"""Fields of the Tigera operator's own objects that a stack sets: LogStorage and LogCollector, tigera-secure both.

What the stack has set once and no longer says is kept as it is: given up, it would go, and with the days of LogStorage
the data beyond the default.
https://docs.tigera.io/calico-enterprise/latest/reference/installation/api
"""

from collections.abc import Mapping
from typing import Any

from reporting.objects.live import LOG_COLLECTOR, LOG_STORAGE, LiveCluster, Source
from reporting.objects.manifest import Manifest
from reporting.stack.retention import Retention
from reporting.stack.stores import AdditionalStores


def log_storage(retention: Retention, live: LiveCluster) -> Manifest | None:
    """LogStorage with the days that the stack manages, if any."""
    return _object(LOG_STORAGE, "retention", retention.managed(), live)


def log_collector(stores: AdditionalStores, live: LiveCluster) -> Manifest | None:
    """LogCollector with the stores that the stack says, if any."""
    return _object(LOG_COLLECTOR, "additionalStores", stores.stated(), live)


def _object(source: Source, field: str, stated: Mapping[str, Any], live: LiveCluster) -> Manifest | None:
    if not stated:
        return None
    return {
        "apiVersion": f"{source.group}/{source.version}",
        "kind": source.kind,
        "metadata": {"name": source.name},
        "spec": {field: {**live.held.get(source, {}), **stated}},
    }
