"""Why the demo stops."""


class DemoError(Exception):
    """What went wrong, and the way out, in words for a person."""
