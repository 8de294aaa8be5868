"""Which keys of a stack's config are this program's: those under the project's own name, whatever that is.

https://www.pulumi.com/docs/iac/concepts/config/#config-namespaces
"""

from collections.abc import Mapping

from reporting.faults import FILE
from reporting.finding import StackFileError
from reporting.stack.model import keys_of
from reporting.stack.settings import Settings

PROJECT = "calico-reporting"
"""What Pulumi.yaml calls the project where nobody has renamed it."""

_KEYS = set(keys_of(Settings))


def own_values(config: Mapping[str, object], project: str) -> dict[str, object]:
    """The values by key without namespace; Pulumi takes a key that has none for the project's own.

    Raises StackFileError where a stack file's keys are all under the name that the project had before.
    """
    prefix = f"{project}:"
    ours = {key: value for key, value in config.items() if key.startswith(prefix) or ":" not in key}
    values = {key.removeprefix(prefix): value for key, value in ours.items()}
    former = None if said(values) else _former_name(config, project)
    if former is not None:
        raise StackFileError([FILE.at((), *_renamed(former, project))])
    return values


def said(values: Mapping[str, object]) -> dict[str, object]:
    """Without the empty defaults that Pulumi.yaml has for every key, so that a missing key is missed here."""
    return {key: value for key, value in values.items() if key not in _KEYS or value not in ("", None, {}, [])}


def _former_name(config: Mapping[str, object], project: str) -> str | None:
    """Another namespace in which keys stand that every stack of this program has."""
    stated = (key.partition(":") for key in config)
    return next((space for space, _, key in stated if space != project and key in ("cluster", "intervals")), None)


def _renamed(former: str, project: str) -> tuple[str, str]:
    return (
        f"the keys of this stack begin with {former}:, and Pulumi.yaml calls the project {project}, so Pulumi reads "
        "none of them for it.",
        f"Write {project}: instead of {former}: in the stack file, or name: {former} in Pulumi.yaml.",
    )
