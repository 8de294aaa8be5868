"""A stack's values from the config of a Pulumi run; the same text means the same here as in a stack file."""

import json
from collections.abc import Collection, Mapping

from reporting.faults import SECRET
from reporting.finding import StackFileError
from reporting.source.namespace import PROJECT, own_values, said


def values_of_run(
    config: Mapping[str, object], secret_keys: Collection[str] = (), project: str = PROJECT
) -> dict[str, object]:
    """The values in the config of a run of this project, where objects are JSON text.

    Keys of other namespaces are left out. Raises StackFileError for a secret: nothing here is one, and its
    value would show in messages.
    """
    prefix = f"{project}:"
    secret = [SECRET.at((key.removeprefix(prefix),), *_ENCRYPTED) for key in secret_keys if key.startswith(prefix)]
    if secret:
        raise StackFileError(secret)
    return said(own_values({key: _decoded(value) for key, value in config.items()}, project))


def config_size(values: Mapping[str, object], project: str = PROJECT) -> int:
    """The bytes of the environment variable in which Pulumi hands these values to its program."""
    texts = {f"{project}:{key}": value if isinstance(value, str) else _compact(value) for key, value in values.items()}
    return len(_compact(texts).encode("utf-8", "surrogatepass"))


# Linux, include/uapi/linux/binfmts.h: MAX_ARG_STRLEN, of one argument or environment variable.
LARGEST_CONFIG = 128 * 2**10


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


_ENCRYPTED = (
    "is a secret, and no value of this program is one: it stands in the cluster for everyone to read.",
    "Set it without --secret; a credential of a store belongs in the Secret that docs/retention.md names.",
)


def _decoded(value: object) -> object:
    """A value as YAML would have given it: JSON for maps, lists and truth values, text otherwise."""
    if not isinstance(value, str) or (value[:1] not in ("{", "[") and value not in ("true", "false")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
