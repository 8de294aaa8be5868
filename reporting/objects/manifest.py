"""An object as `kubectl apply` takes it."""

from collections.abc import Mapping
from typing import Any

API_VERSION = "projectcalico.org/v3"

Manifest = Mapping[str, Any]
