"""Objects for the control plane that go away with their test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from tests.cluster import Kubectl

Create = Callable[[dict[str, Any]], None]


@pytest.fixture
def create(kubectl: Kubectl) -> Iterator[Create]:
    """Create an object; it is deleted when the test ends."""
    made: list[str] = []

    def run(manifest: dict[str, Any]) -> None:
        text = yaml.safe_dump(manifest)
        kubectl("create", "-f", "-", stdin=text)
        made.append(text)

    yield run
    for text in made:
        kubectl("delete", "--ignore-not-found", "--wait=true", "-f", "-", stdin=text)
