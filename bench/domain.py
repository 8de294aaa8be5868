"""Stack files of 10 to 10,000 reports: read, checked and rendered; and what the program's imports cost."""

import tempfile
from pathlib import Path

from rich.table import Table

from bench.measure import Cost, python
from bench.stackfiles import stack_text

SIZES = (10, 100, 1_000, 10_000)

_RENDER = """
from pathlib import Path
from reporting.source.stackfile import parse_stack
from reportctl.verbs.render import manifest_files, to_yaml
from reporting.objects.plan import plan
path = Path(sys.argv[1])
settings = parse_stack(path.read_text(), path).settings()
for manifests in manifest_files(plan(settings)).values():
    to_yaml(manifests)
"""
_CHECK = """
from pathlib import Path
from reporting.findings.diagnosis import advise
from reporting.objects.plan import plan
from reporting.source.stackfile import parse_stack
path = Path(sys.argv[1])
advise(plan(parse_stack(path.read_text(), path).settings()))
"""
_SELECTORS = """
from reporting.dialects.selector import parse
for number in range(10_000):
    parse(f"app == 'shop-{{number}}' && tier in {{{{'web', 'db'}}}} && !has(exempt)")
""".replace("{{", "{").replace("}}", "}")
_PROGRAM = "import cluster.gate, components.reporting_stack, reporting.source.runconfig, reporting.findings.stack"
_IMPORTS = {
    "import pulumi": "import pulumi",
    "the program's imports": _PROGRAM,
    "with the client that looks at the cluster": f"{_PROGRAM}, cluster.reading",
}


def sizes() -> Table:
    """Load, validate and render; and load, validate and advise: seconds, memory, and growth."""
    table = Table(title="stack files", title_justify="left")
    for heading in ("reports", "render s", "MiB over empty", "µs a report", "check s", "µs a report"):
        table.add_column(heading, justify="right")
    empty = python("pass")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder) / f"Pulumi.{size}.yaml"
            file.write_text(stack_text(size), encoding="utf-8")
            table.add_row(*_row(size, python(_RENDER, str(file)), python(_CHECK, str(file)), empty))
    return table


def imports() -> Table:
    """What a preview pays before it does anything."""
    table = Table(title="imports", title_justify="left")
    for heading in ("", "s", "against import pulumi"):
        table.add_column(heading, justify="right")
    costs = {name: python(code, best_of=5) for name, code in _IMPORTS.items()}
    base = costs["import pulumi"].seconds
    for name, cost in costs.items():
        table.add_row(name, f"{cost.seconds:.2f}", f"{cost.seconds / base:.2f}")
    selectors = python(_SELECTORS)
    table.add_row("10,000 selectors parsed", f"{selectors.seconds:.2f}", f"{selectors.seconds / base:.2f}")
    return table


def _row(size: int, render: Cost, check: Cost, empty: Cost) -> list[str]:
    return [
        f"{size:,}",
        f"{render.seconds:.2f}",
        f"{render.mebibytes - empty.mebibytes:.0f}",
        f"{render.seconds / size * 1e6:,.0f}",
        f"{check.seconds:.2f}",
        f"{check.seconds / size * 1e6:,.0f}",
    ]
