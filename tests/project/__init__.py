"""The stack files of the tests: the shipped ones are there to be edited by who uses them."""

import shutil
from pathlib import Path

from demo.workspace import copy_project

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent
"""A project folder for all that reads stack files; its Pulumi.yaml says no more than the name."""

STACKS = ("dev", "production", "workshop")


def checkout(folder: Path) -> Path:
    """A fresh checkout with the stack files of the tests."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", *_made_here()), dirs_exist_ok=True)
    return _with_sample_stacks(folder)


def program_files(folder: Path, kubeconfig: Path | None = None) -> Path:
    """What `pulumi up` needs, with the stack files of the tests."""
    return _with_sample_stacks(copy_project(ROOT, folder, kubeconfig))


def _made_here() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines]


def _with_sample_stacks(folder: Path) -> Path:
    for shipped in folder.glob("Pulumi.*.yaml"):
        shipped.unlink()
    for file in SAMPLE.glob("Pulumi.*.yaml"):
        shutil.copy(file, folder)
    return folder
