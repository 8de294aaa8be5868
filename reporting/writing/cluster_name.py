"""What a stack's cluster is called where nobody says it: as the stack, in a name that Kubernetes takes."""

import re


def cluster_name(stack: str) -> str:
    """Lower-case letters, digits, '-' and '.' of the stack's name."""
    parts = (re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in stack.lower().split("."))
    return ".".join(filter(None, parts)) or "cluster"
