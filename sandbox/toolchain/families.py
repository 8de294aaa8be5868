"""Which programs there are, and which Go module each comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SandboxError


@dataclass(frozen=True)
class Family:
    """Programs of one Go module, pinned in `<name>/go.mod` with a `tool` directive each.

    packages: program name to Go package.
    version_variable: the Go variable that takes the version at link time, where there is one.
    """

    name: str
    module: str
    packages: Mapping[str, str]
    version_variable: str | None = None

    @property
    def directory(self) -> Path:
        """Where the family's go.mod is."""
        return Path(__file__).parent / self.name

    @property
    def version(self) -> str:
        """The pinned version, such as `v1.34.4`."""
        text = (self.directory / "go.mod").read_text()
        match = re.search(rf"^\s*(?:require )?{re.escape(self.module)} (v\S+)", text, re.MULTILINE)
        if not match:
            raise SandboxError(f"{self.directory / 'go.mod'} does not require {self.module}.")
        return match[1]


FAMILIES = (
    Family("etcd", "go.etcd.io/etcd/server/v3", {"etcd": "go.etcd.io/etcd/server/v3"}),
    Family(
        "kwok",
        "sigs.k8s.io/kwok",
        {name: f"sigs.k8s.io/kwok/cmd/{name}" for name in ("kwok", "kwokctl")},
    ),
    Family(
        "kubernetes",
        "k8s.io/kubernetes",
        {
            name: f"k8s.io/kubernetes/cmd/{name}"
            for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")
        },
        version_variable="k8s.io/component-base/version.gitVersion",
    ),
    Family(
        "actionlint",
        "github.com/rhysd/actionlint",
        {"actionlint": "github.com/rhysd/actionlint/cmd/actionlint"},
    ),
)


def family(name: str) -> Family:
    """The family of that name. Raises `SandboxError` for any other."""
    for candidate in FAMILIES:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in FAMILIES)
    raise SandboxError(f"unknown family of programs '{name}'. Known: {known}.")


def family_of(program: str) -> Family:
    """The family that has the program. Raises `SandboxError` where none has."""
    for candidate in FAMILIES:
        if program in candidate.packages:
            return candidate
    known = ", ".join(name for candidate in FAMILIES for name in candidate.packages)
    raise SandboxError(f"unknown program '{program}'. Known: {known}.")
