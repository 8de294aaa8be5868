"""Where people look at the results, and which of those places have a stable address.

https://docs.tigera.io/calico-cloud/visibility
"""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PlainValidator

from reporting.model import Model
from reporting.quote import quoted

CLOUD_HOME = "https://www.calicocloud.io/home"


class Product(StrEnum):
    """The product whose web console is meant."""

    CLOUD = "cloud"
    ENTERPRISE = "enterprise"


def _product(value: object) -> Product:
    if value not in list(Product):
        raise ValueError(f"{quoted(value)} is not a product. Write cloud or enterprise.")
    return Product(str(value))


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        right = parts.scheme == "https" and bool(parts.hostname) and not parts.username
    except ValueError:
        right = False
    if not right or any(character.isspace() for character in text):
        raise ValueError(
            f"{quoted(text)} is not the manager's address. Write one with https and without user name or "
            "password, such as https://manager.example.com"
        )
    return text.rstrip("/")


class Links(Model):
    """The web console that shows this cluster."""

    product: Annotated[Product, PlainValidator(_product)] = Field(examples=["enterprise"])
    manager: Annotated[str, AfterValidator(_url)] | None = Field(None, examples=["https://manager.example.com"])

    def addresses(self) -> dict[str, str]:
        """A place's name and its address, or the menu entry that leads to it."""
        return {**self._with_address(), **_MENU_ENTRIES}

    def _with_address(self) -> dict[str, str]:
        home = {"home": CLOUD_HOME} if self.product is Product.CLOUD else {}
        if self.manager is None:
            return home
        return {
            **home,
            "login": f"{self.manager}/login/token",
            "kibana": f"{self.manager}/tigera-kibana",
            "dashboards": f"{self.manager}/tigera-kibana/app/kibana#/dashboards",
        }


_MENU_ENTRIES = {
    "serviceGraph": "Manager, left menu: Service Graph",
    "flowVisualizer": "Manager, left menu: Service Graph, then Flow Visualizations",
    "complianceReports": "Manager, left menu: Compliance, then Compliance Reports",
}
