"""Kinds of other projects, as their Go modules ship them; a module is fetched once, and checked by its digest.

A missing Go fails the tests that ask, as with the oracle: nothing else shows that the kinds agree.
"""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple


class Kind(NamedTuple):
    """A CustomResourceDefinition: the module at a version, the digest of its content, and the file in it."""

    module: str
    digest: str
    file: str

    def path(self) -> Path:
        """Where it is on this machine. Raises RuntimeError where it cannot be had, or is another."""
        asked = subprocess.run(
            ["go", "mod", "download", "-json", self.module], capture_output=True, text=True, check=False, cwd="/"
        )
        answer = json.loads(asked.stdout or "{}")
        if "Error" in answer or answer.get("Sum") != self.digest:
            raise RuntimeError(f"{self.module} cannot be had: {answer or asked.stderr}")
        return Path(answer["Dir"]) / self.file


APPLICATION_SET = Kind(
    "github.com/argoproj/argo-cd/v3@v3.5.7",
    "h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0=",
    "manifests/crds/applicationset-crd.yaml",
)
KUSTOMIZATION = Kind(
    "github.com/fluxcd/kustomize-controller@v1.9.6",
    "h1:XB+G3A0mky0j5uVHZWv4oSlS2RvZBoNIUhstIvY0JKE=",
    "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml",
)
GIT_REPOSITORY = Kind(
    "github.com/fluxcd/source-controller@v1.9.6",
    "h1:nG534/bI6nVpyHra7ONAk6xDB3xPsVT+EOLHZHXPrrc=",
    "config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml",
)
