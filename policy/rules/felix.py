"""Which fields of FelixConfiguration a program may set.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

import re
from collections.abc import Iterable, Iterator

from .resource import Resource
from .rule import Config, ResourceRule, texts

FIELDS = ("(flow|dns|l7)Logs[A-Z][A-Za-z0-9]*",)
"""What a stack file of this project can set: everything about logs."""


def felix_fields(resource: Resource, config: Config) -> Iterator[str]:
    """Fields that none of `fields` matches as a whole, in FelixConfiguration/default or one node's."""
    foreign = [field for field in resource.spec if resource.is_felix and not _is_known(field, config["fields"])]
    if foreign:
        yield (
            f"FelixConfiguration/{resource.name} gets {', '.join(foreign)}, and reporting sets no more of it than "
            f"{', '.join(config['fields'])}: each other field is how a node's network works, for all workloads on it. "
            "Remove what is not reporting's, and leave it to who runs the network; a field that the team wants here "
            "goes into felix-fields.fields of policy-config.json."
        )


def _is_known(field: str, patterns: Iterable[str]) -> bool:
    return any(re.fullmatch(pattern, field) for pattern in patterns)


FELIX_FIELDS = ResourceRule(
    "felix-fields",
    "Felix gets the fields of reporting and no others.",
    felix_fields,
    properties={"fields": texts("Regular expressions for the names of fields that a program may set.", FIELDS)},
)
