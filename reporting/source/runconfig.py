"""A stack's values from the config of a Pulumi run; the same text means the same here as in a stack file."""

import json
from collections.abc import Collection, Mapping

from reporting.faults import SECRET
from reporting.finding import NAMESPACE, StackFileError
from reporting.stack.settings import Settings

PREFIX = f"{NAMESPACE}:"


def values_of_run(config: Mapping[str, object], secret_keys: Collection[str] = ()) -> dict[str, object]:
    """The values in the config of a Pulumi run, where objects are JSON text.

    Keys of other namespaces are left out. Raises StackFileError for a secret: nothing here is one, and its
    value would show in messages.
    """
    ours = {key: value for key, value in config.items() if key.startswith(PREFIX)}
    secret = [SECRET.at((key.removeprefix(PREFIX),), *_ENCRYPTED) for key in ours if key in secret_keys]
    if secret:
        raise StackFileError(secret)
    decoded = {key.removeprefix(PREFIX): _decoded(value) for key, value in ours.items()}
    return said(decoded)


def said(values: Mapping[str, object]) -> dict[str, object]:
    """Without the empty defaults that Pulumi.yaml has for every key, so that a missing key is missed here."""
    return {key: value for key, value in values.items() if key not in _KEYS or value not in ("", None, {}, [])}


_KEYS = {field.alias for field in Settings.model_fields.values()}

_ENCRYPTED = (
    "is a secret, and no value of this program is one: it stands in the cluster for everyone to read.",
    "Set it without --secret.",
)


def _decoded(value: object) -> object:
    """A value as YAML would have given it: JSON for maps, lists and truth values, text otherwise."""
    if not isinstance(value, str) or (value[:1] not in ("{", "[") and value not in ("true", "false")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
