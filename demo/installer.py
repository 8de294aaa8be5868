"""`python -m demo.installer ROOT`: the Pulumi CLI of the pinned SDK's version, in ROOT/bin.

A process of its own, so that it can be ended when it takes too long.
"""

import subprocess
import sys

from pulumi.automation import PulumiCommand


def main() -> int:
    """Exit status 1 with the reason on stderr."""
    try:
        PulumiCommand.install(root=sys.argv[1])
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.output.decode(errors="replace"))
        return 1
    except OSError as error:
        sys.stderr.write(f"{getattr(error, 'reason', error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
