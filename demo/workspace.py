"""A copy of the project to work in: `pulumi stack init` writes into stack files, and the checkout stays clean."""

import shutil
import sys
from pathlib import Path

from reporting.source.stackfile import files_of, stack_names

PROGRAM_FILES = ("Pulumi*.yaml", "__main__.py", "requirements.txt")
PROGRAM_FOLDERS = ("cluster", "components", "reporting")


def copy_project(source: Path, target: Path, kubeconfig: Path | None = None) -> Path:
    """What `pulumi up` needs of the project in `source`, in the folder `target`, which is returned.

    What was copied before is brought up to date. `.venv` leads to the environment of this interpreter;
    `.sandbox/kubeconfig`, which stack `dev` names, to `kubeconfig`.
    """
    target.mkdir(parents=True, exist_ok=True)
    for pattern in PROGRAM_FILES:
        for file in source.glob(pattern):
            shutil.copy2(file, target)
    for name in {name for stack in stack_names(source) for name in files_of(source, stack)}:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)
    for folder in PROGRAM_FOLDERS:
        _copy_folder(source / folder, target / folder)
    _link(target / ".venv", Path(sys.prefix))
    if kubeconfig is not None:
        _link(target / ".sandbox" / "kubeconfig", kubeconfig)
    return target


def _copy_folder(source: Path, target: Path) -> None:
    """Bytecode of the copy stays, so that the program starts as fast as ever."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for module in target.rglob("*.py"):
        if not (source / module.relative_to(target)).exists():
            module.unlink()


def _link(link: Path, to: Path) -> None:
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(to.resolve())
