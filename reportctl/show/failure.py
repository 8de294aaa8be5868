"""Why a verb stops: a sentence and an exit status."""

import sys

# Exit statuses: a fault was found; the verb could not run.
FAULT = 1
COULD_NOT_RUN = 2


class Failure(Exception):  # noqa: N818
    """A verb cannot go on. The message is for the person who typed it."""

    def __init__(self, message: str, status: int = COULD_NOT_RUN):
        super().__init__(message)
        self.status = status


def complain(message: str, status: int) -> int:
    """Say it on standard error, and return the exit status."""
    sys.stderr.write(f"{message}\n")
    return status
