"""Options that several verbs have."""

from pathlib import Path
from typing import Annotated

import typer

StackOption = Annotated[str, typer.Option("--stack", help="The stack: NAME of Pulumi.NAME.yaml.", metavar="NAME")]
ProjectOption = Annotated[
    Path,
    typer.Option("--project", help="The folder with Pulumi.yaml.", exists=True, file_okay=False, metavar="DIR"),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Write here, or with - print it, instead of Pulumi.NAME.yaml.", metavar="FILE"),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")]

SelectedOption = Annotated[
    str | None,
    typer.Option("--stack", help="The stack: NAME of Pulumi.NAME.yaml. The selected one without it.", metavar="NAME"),
]

HERE = Path()
