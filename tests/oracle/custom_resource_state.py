"""What kube-state-metrics makes of an object by a configuration, as far as this project's configuration uses it.

After its pkg/customresourcestate/registry_factory.go: a path leads through maps by key and through lists by index, from
the end where it is negative; a Gauge takes numbers, truth values and RFC 3339 times; what a path does not find gives no
metric, or 0 with nilIsZero; a label without a value is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

Sample = dict[str, Any]


def samples(resource: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[Sample]:
    """Every sample of one object, with `__name__` among its labels."""
    kind = resource["groupVersionKind"]
    common = {f"customresource_{key}": kind[key] for key in ("group", "version", "kind")}
    labels = {**common, **_labels(resource["labelsFromPath"], item)}
    for metric in resource["metrics"]:
        name = f"{resource['metricNamePrefix']}_{metric['name']}"
        for own, value in _values(metric["each"], item):
            yield {"labels": {**labels, **own, "__name__": name}, "value": value}


def _values(each: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], float]]:
    match each:
        case {"type": "Info", "info": {"path": path, "labelsFromPath": paths}}:
            if labels := _labels(paths, _found(item, path)):
                yield labels, 1.0
        case {"type": "Gauge", "gauge": {"path": path, **more}}:
            value = _found(item, path)
            if value is not None or more == {"nilIsZero": True}:
                yield {}, _number(value)
        case _:
            raise NotImplementedError(each)


def _labels(paths: Mapping[str, Iterable[str]], item: Any) -> dict[str, str]:
    found = {name: _found(item, path) for name, path in paths.items()}
    return {name: str(value) for name, value in found.items() if value is not None}


def _found(item: Any, path: Iterable[str]) -> Any:
    for part in path:
        if isinstance(item, Mapping):
            item = item.get(part)
        elif isinstance(item, list) and -len(item) <= int(part) < len(item):
            item = item[int(part)]
        else:
            return None
    return item


def _number(value: Any) -> float:
    if isinstance(value, str):
        return datetime.fromisoformat(value).timestamp()
    return float(value or 0)
