"""GlobalReports over the whole API, as kubectl and API servers write them, and as an API server stores them."""

import string
from collections.abc import Iterable
from typing import Any

import yaml
from hypothesis import strategies as st

from reporting.objects.bookkeeping import is_bookkeeping
from reporting.objects.canonical import canonical

Object = dict[str, Any]

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z0-9]{1,5})?", fullmatch=True)
SCHEDULES = st.sampled_from(
    ["8 6 * * *", "0 0 1 * *", "*/15 8-18 * * mon-fri", "@daily", "@every 1h30m", "5 1 ? * *", "07 +1 * * *", ""]
)
SELECTORS = st.sampled_from(
    [
        "",
        "all()",
        "soc2 == 'true'",
        'app == "shop" && tier in {"web", \'db\'}',
        "!has(exempt)",
        "has(example.com/pci) || a!='b'",
        "  x not in {'1',} ",
    ]
)
KEYS = st.from_regex(r"([a-z]{1,5}\.example\.com/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,10}[A-Za-z0-9])?", fullmatch=True)
LABELS = st.dictionaries(KEYS, st.from_regex(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,10}[A-Za-z0-9])?)?", fullmatch=True))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
ANNOTATIONS = st.dictionaries(
    KEYS, TEXTS | st.sampled_from(["true", "1.30", "2026-12-31", "~", "yes", "a: b #c", "\n"])
)
BOOKKEEPING = st.dictionaries(
    st.sampled_from(
        [
            "kubectl.kubernetes.io/last-applied-configuration",
            "argocd.argoproj.io/tracking-id",
            "meta.helm.sh/release-name",
        ]
    ),
    TEXTS,
)


def objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Object]:
    """A map with any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


NAMES_AND_LABELS = objects(names=st.lists(NAMES, max_size=3), selector=SELECTORS)
ENDPOINTS = objects(selector=SELECTORS, namespaces=NAMES_AND_LABELS, serviceAccounts=NAMES_AND_LABELS)
TESTS = st.lists(st.from_regex(r"[1-9](\.[1-9]){1,3}", fullmatch=True), max_size=3)
FILTERS = objects(
    benchmarkSelection=objects(kubernetesVersion=st.sampled_from(["1.28", "1.30", "1"])), include=TESTS, exclude=TESTS
)
CIS = objects(
    highThreshold=st.integers(51, 100),
    medThreshold=st.integers(0, 50),
    includeUnscoredTests=st.booleans(),
    numFailedTests=st.integers(1, 2**31 - 1) | st.just(5),
    resultsFilters=st.lists(FILTERS, max_size=3),
)
COMMON = {"schedule": SCHEDULES, "jobNodeSelector": LABELS, "suspend": st.booleans()}


def specs() -> st.SearchStrategy[Object]:
    """Specs of every type, built in and not, with any of the fields that Calico takes for it."""
    endpoints = st.sampled_from([{"namespaces": {"names": ["shop"]}}, {"selector": "pci == 'true'"}, {}]) | ENDPOINTS
    others = objects(**COMMON, endpoints=endpoints)
    return st.one_of(
        st.builds(_typed, st.sampled_from(["inventory", "network-access", "policy-audit", "our-own"]), others),
        st.builds(_typed, st.just("cis-benchmark"), objects(**COMMON, cis=CIS)),
        st.builds(_typed, st.just("our-own"), objects(**COMMON, endpoints=endpoints, cis=CIS)),
    )


def _typed(of_type: str, fields: Object) -> Object:
    return {"reportType": of_type, **fields}


def global_reports() -> st.SearchStrategy[Object]:
    """Manifests, with what people, tools and servers put into their metadata."""
    metadata = objects(
        labels=LABELS,
        annotations=st.builds(dict.__or__, ANNOTATIONS, BOOKKEEPING),
        uid=st.text(string.hexdigits, min_size=1),
        resourceVersion=st.just("7"),
        creationTimestamp=st.just("2026-01-01T00:00:00Z"),
        generation=st.just(1),
        managedFields=st.just([{"manager": "kubectl"}]),
    )
    return st.builds(_manifest, NAMES, metadata, specs())


def several() -> st.SearchStrategy[list[Object]]:
    """Reports of different names."""
    return st.lists(global_reports(), min_size=1, max_size=6, unique_by=lambda report: report["metadata"]["name"])


def _manifest(name: str, metadata: Object, spec: Object) -> Object:
    head = {"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": {"name": name, **metadata}}
    return {**head, "spec": spec, "status": {}}


def stored(manifest: Object) -> Object:
    """What of it a stack has to make: written by people, as the aggregated API server stores it."""
    spec = canonical(manifest["spec"])
    if "cis" in spec:
        spec["cis"] = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 5, **spec["cis"]}
    metadata = manifest["metadata"]
    kept = {"name": metadata["name"]}
    for field in ("labels", "annotations"):
        people = {key: value for key, value in metadata.get(field, {}).items() if not is_bookkeeping(key)}
        kept |= {field: people} if people else {}
    return {**{key: manifest[key] for key in ("apiVersion", "kind")}, "metadata": kept, "spec": spec}


def as_yaml(manifests: Iterable[Object]) -> str:
    """Documents that mean the same in every dialect of YAML: every text is in quotes."""
    return yaml.dump_all(manifests, Dumper=_Quoting, allow_unicode=True)


class _Quoting(yaml.SafeDumper):
    pass


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"'))
