"""The one exception of the embedded control plane."""


class SandboxError(Exception):
    """What went wrong, and the way out, in words for a person."""
