"""The schema of a framework's file: `python -m reporting.frameworks.schema > docs/framework.schema.json`."""

import json
import sys
from typing import Any

from reporting.frameworks.model import Framework


def schema() -> str:
    """The JSON Schema (2020-12), as text."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_plain(Framework.model_json_schema())}
    return f"{json.dumps(found, indent=2)}\n"


def _plain(value: Any) -> Any:
    """Without titles, which only repeat the keys, and without examples, which are YAML."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _plain(one)
        for key, one in value.items()
        if not (key == "title" and isinstance(one, str)) and not (key == "examples" and isinstance(one, list))
    }


if __name__ == "__main__":
    sys.stdout.write(schema())
