"""The package's process, as Pulumi starts it: `python package ADDRESS`. The rest of the program stands beside it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from package.host import serve  # noqa: E402

serve()
