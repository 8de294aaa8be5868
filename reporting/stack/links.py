"""Where people look at the results, and which of those places have a stable address.

https://docs.tigera.io/calico-enterprise/latest/observability/kibana
https://docs.tigera.io/calico-cloud/visibility
"""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from reporting.faults import ADDRESS
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model, choice

CLOUD_HOME = "https://www.calicocloud.io/home"


class Product(StrEnum):
    """The product whose web console is meant."""

    CLOUD = "cloud"
    ENTERPRISE = "enterprise"


ProductName = Annotated[Product, choice(Product, "is not a product.", "Write cloud or enterprise.")]


_LOGIN = "an address with a login in it, which is not repeated here,"


def manager_address(text: str) -> str:
    """The text, if it is a manager's address. Raises ValueError."""
    try:
        parts = urlsplit(text)
        right = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        right = right and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        right = False
    if not right or any(character.isspace() or not character.isprintable() for character in text):
        raise Fault(
            ADDRESS,
            f"{_LOGIN if '@' in text else quoted(text)} is not the manager's address.",
            "Write one with https, without user name or password and without anything behind '?' or '#', such as "
            "https://manager.example.com",
        )
    return text.rstrip("/?#")


class Links(Model):
    """The web console that shows this cluster."""

    product: ProductName = Field(examples=["enterprise"])
    manager: Annotated[str, AfterValidator(manager_address)] | None = Field(
        None, examples=["https://manager.example.com"]
    )

    def addresses(self) -> dict[str, str]:
        """A place's name and its address, or the menu entry that leads to it."""
        return {**self._with_address(), **_MENU_ENTRIES}

    def _with_address(self) -> dict[str, str]:
        manager = {"manager": self.manager} if self.manager else {}
        if self.product is Product.CLOUD:
            return {"home": CLOUD_HOME, **manager}
        return {**manager, **{name: f"{self.manager}/{path}" for name, path in _ENTERPRISE.items() if self.manager}}


_ENTERPRISE = {
    "login": "login/token",
    "kibana": "tigera-kibana",
    "dashboards": "tigera-kibana/app/kibana#/dashboards",
}

_MENU_ENTRIES = {
    "serviceGraph": "Manager, left menu: Service Graph",
    "flowVisualizer": "Manager, left menu: Service Graph, then Flow Visualizations",
    "complianceReports": "Manager, left menu: Compliance, then Compliance Reports",
}
