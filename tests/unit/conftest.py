"""What the pure tests share."""

from tests.unit.command_line import run

__all__ = ["run"]
