"""A stack's values from its file: what `reportctl` works on, where no Pulumi runs."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath

from reporting.faults import DUPLICATE, FILE, TYPE
from reporting.finding import Finding, Path, StackFileError
from reporting.quote import quoted
from reporting.source.load import load
from reporting.source.namespace import PROJECT, own_values, said
from reporting.source.project_files import named_files, text_of
from reporting.source.yamltext import Document, read_yaml
from reporting.stack.settings import Settings


@dataclass(frozen=True)
class Project:
    """What Pulumi.yaml says: the project's name, and values for every stack; and the folder that it lies in."""

    name: str = PROJECT
    defaults: Mapping[str, object] = field(default_factory=dict)
    folder: FilePath = FilePath()


THIS_PROJECT = Project()


@dataclass(frozen=True)
class StackFile:
    """What a stack file says, by key without namespace, the line of each path, and the project's folder."""

    path: FilePath
    values: Mapping[str, object]
    lines: Mapping[Path, int] = field(repr=False)
    folder: FilePath = FilePath()

    def settings(self, now: datetime | None = None) -> Settings:
        """The settings of this stack. Raises StackFileError with every fault."""
        try:
            return load(self.values, now, self.folder)
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


def files_named_by(project: FilePath, stacks: Iterable[str]) -> list[str]:
    """The paths of the files that these stacks' files name; of a stack file that cannot be read, none."""
    found: set[str] = set()
    for stack in stacks:
        with suppress(StackFileError):
            found.update(named_files(read_stack(project, stack).values))
    return sorted(found)


def read_stack(project: FilePath, stack: str) -> StackFile:
    """The values of `Pulumi.<stack>.yaml`, over the defaults of `Pulumi.yaml`. Raises StackFileError."""
    if stack not in stack_names(project):
        known = ", ".join(stack_names(project)) or "none"
        raise StackFileError([FILE.at((), f"there is no stack {quoted(stack)}; there are: {known}.")])
    path = project / f"Pulumi.{stack}.yaml"
    return parse_stack(text_of(path), path, read_project(project))


def read_project(folder: FilePath) -> Project:
    """What the folder's `Pulumi.yaml` says. Raises StackFileError."""
    document = read_yaml(text_of(folder / "Pulumi.yaml")).value
    stated = document if isinstance(document, dict) else {}
    name, config = stated.get("name"), stated.get("config")
    if not isinstance(name, str):
        raise StackFileError([TYPE.at(("name",), f"{quoted(name)} is not a project's name.", f"Write name: {PROJECT}")])
    values = {
        key.removeprefix(f"{name}:"): entry.get("value", entry.get("default"))
        for key, entry in (config if isinstance(config, dict) else {}).items()
        if isinstance(entry, dict)
    }
    return Project(name, said(values), folder)


def parse_stack(text: str, path: FilePath, project: Project = THIS_PROJECT) -> StackFile:
    """The values of a stack file's text, over the project's. Raises StackFileError."""
    try:
        document = read_yaml(text)
        config = _config(document, project.name)
    except StackFileError as error:
        raise StackFileError(
            (replace(item, path=_key_path(item.path, project.name)) for item in error.findings), path
        ) from None
    values = own_values(config, project.name)
    lines = {
        _key_path(place, project.name): line
        for place, line in document.lines.items()
        if len(place) > 1 and place[0] == "config"
    }
    return StackFile(path, {**project.defaults, **values}, lines, project.folder)


def _config(document: Document, project: str) -> Mapping[str, object]:
    root = {} if document.value is None else document.value
    config = root.get("config") if isinstance(root, dict) else root
    if config is None:
        return {}
    if not isinstance(config, dict):
        where = "config" if isinstance(root, dict) else "a stack file"
        raise StackFileError([TYPE.at((), f"{where} is {quoted(config)}, and must be a map of keys to values.")])
    twice = [key for key in config if ":" not in key and f"{project}:{key}" in config]
    if twice:
        lines = document.lines
        what = f"the key is there with {project}: before it as well, which means the same."
        raise StackFileError(
            replace(DUPLICATE.at((key,), what, "Remove one of the two."), line=lines["config", key]) for key in twice
        )
    return config


def _key_path(place: Path, project: str) -> Path:
    """A path below `config`, from the key on, without its namespace."""
    if len(place) < 2 or place[0] != "config":
        return place
    return (str(place[1]).removeprefix(f"{project}:"), *place[2:])
