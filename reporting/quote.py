"""Values in messages: short, on one line, printable."""

_LONGEST = 80


def quoted(value: object) -> str:
    """What was given, as a message shows it: quoted text, or the value as YAML would spell it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a map" if value else "an empty map"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return _shortened(value) if isinstance(value, str) else _shortened_number(value)


def _shortened(text: str) -> str:
    head = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    shown = repr(head).encode("utf-8", "backslashreplace").decode()
    return shown if len(text) <= _LONGEST else f"{shown} ({len(text):,} characters)"


def _shortened_number(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of over 77 digits"
    return str(value)
