"""Where logs are sent, in words."""

import re
from collections.abc import Mapping
from typing import Any

from reporting.quote import quoted
from reporting.spans import brief, listed
from reporting.untyped import texts

NAMES = {"s3": "Amazon S3", "syslog": "syslog", "splunk": "Splunk"}
"""Each kind of store by its key."""


def store_in_words(kind: str, store: Mapping[str, Any] | None) -> str:
    """One store's place, as a stack file or a cluster has it; a login in it is left out."""
    match kind:
        case _ if not store:
            return "nowhere"
        case "s3":
            bucket, path = store.get("bucketName"), store.get("bucketPath")
            return f"bucket {_shown(bucket)}, path {_shown(path)}, region {_shown(store.get('region'))}"
        case "syslog":
            return f"{_place(store.get('endpoint'))} ({'; '.join(_details(store))})"
        case _:
            return _place(store.get("endpoint"))


def _details(store: Mapping[str, Any]) -> list[str]:
    found = [listed(sorted(texts(store.get("logTypes"))))]
    if store.get("encryption") not in (None, "None"):
        found.append(f"encrypted with {store['encryption']}")
    if "packetSize" in store:
        found.append(f"packets of {store['packetSize']} bytes")
    return found


def _shown(value: object) -> str:
    return brief(value) if isinstance(value, str) else quoted(value)


def _place(endpoint: object) -> str:
    return _shown(re.sub(r"//[^/]*@", "//", endpoint) if isinstance(endpoint, str) else endpoint)
