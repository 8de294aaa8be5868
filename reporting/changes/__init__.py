"""What differs between two versions of a stack, object by object and field by field, in the domain's words."""

from reporting.changes.change import Change, Kind
from reporting.changes.stack import compare

__all__ = ["Change", "Kind", "compare"]
