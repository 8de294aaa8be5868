"""Which fields of FelixConfiguration a program may set.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

from collections.abc import Iterator

from .resource import Resource
from .rule import Config, ResourceRule, texts

FIELDS = (
    "flowLogsFlushInterval",
    "dnsLogsFlushInterval",
    "l7LogsFlushInterval",
    "flowLogsFileAggregationKindForAllowed",
)


def felix_fields(resource: Resource, config: Config) -> Iterator[str]:
    """Fields other than `fields`, in FelixConfiguration/default or one node's."""
    foreign = [field for field in resource.spec if field not in config["fields"]] if resource.is_felix else []
    if foreign:
        yield (
            f"FelixConfiguration/{resource.name} gets {', '.join(foreign)}, and reporting sets no more of it than "
            f"{', '.join(config['fields'])}: each other field is how a node's network works, for all workloads on it. "
            "Remove what is not reporting's, and leave it to who runs the network; a field that the team wants here "
            "goes into felix-fields.fields of policy-config.json."
        )


FELIX_FIELDS = ResourceRule(
    "felix-fields",
    "Felix gets the fields of reporting and no others.",
    felix_fields,
    properties={"fields": texts("Fields of FelixConfiguration that a program may set.", FIELDS)},
)
