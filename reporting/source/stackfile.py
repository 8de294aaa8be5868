"""A stack's values from its file: what `reportctl` works on, where no Pulumi runs."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath

from reporting.faults import DUPLICATE, FILE, TYPE
from reporting.finding import Finding, Path, StackFileError
from reporting.quote import quoted
from reporting.source.expansion.bases import named_files, with_bases
from reporting.source.expansion.merging import Layer, Place
from reporting.source.expansion.project_files import shared_document, text_of
from reporting.source.load import settings_of
from reporting.source.namespace import PROJECT, own_values, said
from reporting.source.yamltext import Document, read_yaml
from reporting.stack.settings import Settings
from reporting.untyped import mapping


@dataclass(frozen=True)
class Project:
    """What Pulumi.yaml says: the project's name, values for every stack, and where stack files lie; and its folder."""

    name: str = PROJECT
    defaults: Mapping[str, object] = field(default_factory=dict)
    folder: FilePath = FilePath()
    stack_config_dir: str = ""

    @property
    def stack_folder(self) -> FilePath:
        """The folder of the stack files. https://www.pulumi.com/docs/iac/concepts/projects/project-file/"""
        return self.folder / self.stack_config_dir

    def stacks(self) -> list[str]:
        """The stacks that have a file."""
        files = self.stack_folder.glob("Pulumi.*.yaml")
        return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files)

    def file_of(self, stack: str) -> FilePath:
        """A stack's file."""
        return self.stack_folder / f"Pulumi.{stack}.yaml"


THIS_PROJECT = Project()


@dataclass(frozen=True)
class StackFile:
    """What a stack says, by key without namespace: the file's own values, and those with its bases below them.

    `environment` is where it names environments of Pulumi ESC.
    """

    path: FilePath
    own: Layer
    whole: Layer
    folder: FilePath = FilePath()
    environment: Place | None = None

    @property
    def values(self) -> Mapping[str, object]:
        """All that counts for the stack."""
        return self.whole.values

    def saying(self, **values: object) -> "StackFile":
        """The same with other values for some keys."""
        return replace(self, whole=replace(self.whole, values={**self.values, **values}))

    def settings(self, now: datetime | None = None) -> Settings:
        """The settings of this stack. Raises StackFileError with every fault."""
        return settings_of(self.whole, now, self.folder)

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, each with its file and line."""
        return self.whole.placed(findings)

    def place(self, path: Path) -> Place:
        """Where a path was said, or the nearest one above it; the file's first line where none was."""
        return self.whole.place(path) or Place(self.path, 1)


def stack_names(project: FilePath) -> list[str]:
    """The stacks of a project that have a file."""
    with suppress(StackFileError):
        return read_project(project).stacks()
    return []


def files_of(project: FilePath, stack: str) -> list[str]:
    """The paths, from the project's folder on, of all that a stack is read from; bases as far as they can be read."""
    of = read_project(project)
    file = of.file_of(stack)
    named: list[str] = []
    with suppress(StackFileError):
        named = named_files(_layer(read_yaml(text_of(file)), file, of).values, project)
    return ["Pulumi.yaml", file.relative_to(project).as_posix(), *named]


def read_stack(project: FilePath, stack: str) -> StackFile:
    """The values of a stack's file, over its bases and the defaults of `Pulumi.yaml`. Raises StackFileError."""
    of = read_project(project)
    if stack not in of.stacks():
        known = ", ".join(of.stacks()) or "none"
        raise StackFileError([FILE.at((), f"there is no stack {quoted(stack)}; there are: {known}.")])
    path = of.file_of(stack)
    return parse_stack(text_of(path), path, of)


def read_project(folder: FilePath) -> Project:
    """What the folder's `Pulumi.yaml` says. Raises StackFileError."""
    stated = mapping(shared_document(folder / "Pulumi.yaml").value)
    name, config = stated.get("name"), stated.get("config")
    if not isinstance(name, str):
        raise StackFileError([TYPE.at(("name",), f"{quoted(name)} is not a project's name.", f"Write name: {PROJECT}")])
    values = {
        key.removeprefix(f"{name}:"): entry.get("value", entry.get("default"))
        for key, entry in mapping(config).items()
        if isinstance(entry, dict)
    }
    return Project(name, said(values), folder, str(stated.get("stackConfigDir") or ""))


def parse_stack(text: str, path: FilePath, project: Project = THIS_PROJECT) -> StackFile:
    """The values of a stack file's text, over its bases and the project's. Raises StackFileError."""
    try:
        document = read_yaml(text)
        own = _layer(document, path, project)
        environment = Place(path, document.lines["environment",]) if ("environment",) in document.lines else None
        return StackFile(path, own, with_bases(own, project.folder), project.folder, environment)
    except StackFileError as error:
        raise StackFileError(_of_file(item, path, project) for item in error.findings) from None


def _of_file(finding: Finding, path: FilePath, project: Project) -> Finding:
    """A fault of the file's text names keys as the text has them, one of a base's is placed already."""
    if finding.file:
        return finding
    return replace(finding, file=path, path=_key_path(finding.path, project.name))


def _layer(document: Document, path: FilePath, project: Project) -> Layer:
    config = _config(document, project.name)
    places = {
        _key_path(place, project.name): Place(path, line)
        for place, line in document.lines.items()
        if len(place) > 1 and place[0] == "config"
    }
    values = {**project.defaults, **own_values(config, project.name)}
    return Layer(values, {(): Place(path, 1), **places})


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
