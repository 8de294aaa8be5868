"""What cannot come over: every fault at once, because a part of it would be a loss."""

from collections.abc import Iterable


class ImportFaults(ValueError):  # noqa: N818 - they come together
    """Objects that a stack file cannot say. `faults` has a sentence or two for each, with where it was read."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
