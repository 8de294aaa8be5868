"""A stack's values from its file: what `reportctl` works on, where no Pulumi runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath

from reporting.faults import DUPLICATE, FILE, TYPE
from reporting.finding import Finding, Path, StackFileError
from reporting.quote import quoted
from reporting.source.load import load
from reporting.source.runconfig import PREFIX, said
from reporting.source.yamltext import Document, read_yaml
from reporting.stack.settings import Settings

LARGEST = 32 * 2**20


@dataclass(frozen=True)
class StackFile:
    """What a stack file says, by key without namespace, and the line of each path."""

    path: FilePath
    values: Mapping[str, object]
    lines: Mapping[Path, int] = field(repr=False)

    def settings(self, now: datetime | None = None) -> Settings:
        """The settings of this stack. Raises StackFileError with every fault."""
        try:
            return load(self.values, now)
        except StackFileError as error:
            raise StackFileError(self.placed(error.findings), self.path) from None

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, each with its line."""
        return [replace(finding, line=self.line(finding.path)) for finding in findings]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest one above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def stack_names(project: FilePath) -> list[str]:
    """The stacks of a project that have a file."""
    files = project.glob("Pulumi.*.yaml")
    return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files)


def read_stack(project: FilePath, stack: str) -> StackFile:
    """The values of `Pulumi.<stack>.yaml`, over the defaults of `Pulumi.yaml`. Raises StackFileError."""
    if stack not in stack_names(project):
        known = ", ".join(stack_names(project)) or "none"
        raise StackFileError([FILE.at((), f"there is no stack {quoted(stack)}; there are: {known}.")])
    path = project / f"Pulumi.{stack}.yaml"
    return parse_stack(_text(path), path, project_defaults(project))


def project_defaults(project: FilePath) -> dict[str, object]:
    """The values that `Pulumi.yaml` has for every stack, but for empty ones. Raises StackFileError."""
    document = read_yaml(_text(project / "Pulumi.yaml")).value
    config = document.get("config") if isinstance(document, dict) else None
    stated = {
        key.removeprefix(PREFIX): entry.get("value", entry.get("default"))
        for key, entry in (config if isinstance(config, dict) else {}).items()
        if isinstance(entry, dict)
    }
    return said(stated)


def parse_stack(text: str, path: FilePath, defaults: Mapping[str, object] | None = None) -> StackFile:
    """The values of a stack file's text. Raises StackFileError."""
    try:
        document = read_yaml(text)
        config = _config(document)
    except StackFileError as error:
        raise StackFileError((replace(item, path=_key_path(item.path)) for item in error.findings), path) from None
    values = {key.removeprefix(PREFIX): value for key, value in config.items() if _is_ours(key)}
    lines = {
        _key_path(place): line for place, line in document.lines.items() if len(place) > 1 and place[0] == "config"
    }
    return StackFile(path, {**(defaults or {}), **values}, lines)


def _text(path: FilePath) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise StackFileError([FILE.at((), f"{path.name} is over {LARGEST // 2**20} MiB.", "Split the stack.")])
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StackFileError([FILE.at((), f"{path.name} is not UTF-8 text (byte {error.start}).")]) from None
    except OSError as error:
        raise StackFileError([FILE.at((), f"{path.name} cannot be read: {error.strerror}.")]) from None


def _config(document: Document) -> Mapping[str, object]:
    root = {} if document.value is None else document.value
    config = root.get("config") if isinstance(root, dict) else root
    if config is None:
        return {}
    if not isinstance(config, dict):
        where = "config" if isinstance(root, dict) else "a stack file"
        raise StackFileError([TYPE.at((), f"{where} is {quoted(config)}, and must be a map of keys to values.")])
    twice = [key for key in config if ":" not in key and PREFIX + key in config]
    if twice:
        lines = document.lines
        raise StackFileError(
            replace(DUPLICATE.at((key,), _WITH_AND_WITHOUT), line=lines["config", key]) for key in twice
        )
    return config


_WITH_AND_WITHOUT = f"the key is there with {PREFIX} before it as well, which means the same. Remove one of the two."


def _is_ours(key: str) -> bool:
    """Whether a key is this program's: Pulumi takes one without a namespace for the project's own."""
    return key.startswith(PREFIX) or ":" not in key


def _key_path(place: Path) -> Path:
    """A path below `config`, from the key on, without its namespace."""
    if len(place) < 2 or place[0] != "config":
        return place
    return (str(place[1]).removeprefix(PREFIX), *place[2:])
