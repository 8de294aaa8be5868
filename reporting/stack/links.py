"""Where people look at the results, and which of those places have a stable address.

https://docs.tigera.io/calico-enterprise/latest/observability/kibana
https://docs.tigera.io/calico-cloud/visibility
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, PlainValidator

from reporting.dialects.moments import Window, rfc3339
from reporting.faults import ADDRESS, CHOICE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model

CLOUD_HOME = "https://www.calicocloud.io/home"
FLOW_LOGS = "tigera_secure_ee_flows*"

_COLUMNS = ("source_namespace", "source_name_aggr", "dest_namespace", "dest_name_aggr", "dest_port", "action")


class Product(StrEnum):
    """The product whose web console is meant."""

    CLOUD = "cloud"
    ENTERPRISE = "enterprise"


def _product(value: object) -> Product:
    if value not in list(Product):
        raise Fault(CHOICE, f"{quoted(value)} is not a product.", "Write cloud or enterprise.")
    return Product(str(value))


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        right = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        right = right and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        right = False
    if not right or any(character.isspace() or not character.isprintable() for character in text):
        raise Fault(
            ADDRESS,
            f"{quoted(text)} is not the manager's address.",
            "Write one with https, without user name or password and without anything behind '?' or '#', such as "
            "https://manager.example.com",
        )
    return text.rstrip("/?#")


class Links(Model):
    """The web console that shows this cluster."""

    product: Annotated[Product, PlainValidator(_product)] = Field(examples=["enterprise"])
    manager: Annotated[str, AfterValidator(_url)] | None = Field(None, examples=["https://manager.example.com"])

    def addresses(self) -> dict[str, str]:
        """A place's name and its address, or the menu entry that leads to it."""
        return {**self._with_address(), **_MENU_ENTRIES}

    def discover(self, namespaces: Iterable[str], window: Window | None = None) -> str | None:
        """The address of the flow logs in Kibana, only those from or to these namespaces, over a window.

        All flow logs without a namespace, the last 24 hours without a window; None where no Kibana is known:
        in Calico Cloud, whose documentation has none, and where the manager's address is not said.
        """
        if self._kibana is None:
            return None
        query = _rison({"language": "kuery", "query": _kuery(sorted(set(namespaces)))})
        state = f"(columns:!({','.join(map(_text, _COLUMNS))}),index:{_text(FLOW_LOGS)},query:{query})"
        return f"{self._kibana}/app/discover#/?_g={_escaped(f'(time:{_rison(_times(window))})')}&_a={_escaped(state)}"

    @property
    def _kibana(self) -> str | None:
        if self.manager is None or self.product is Product.CLOUD:
            return None
        return f"{self.manager}/tigera-kibana"

    def _with_address(self) -> dict[str, str]:
        home = {"home": CLOUD_HOME} if self.product is Product.CLOUD else {}
        manager = {"manager": self.manager} if self.manager else {}
        if self._kibana is None:
            return {**home, **manager}
        return {
            **manager,
            "login": f"{self.manager}/login/token",
            "kibana": self._kibana,
            "dashboards": f"{self._kibana}/app/kibana#/dashboards",
        }


_MENU_ENTRIES = {
    "serviceGraph": "Manager, left menu: Service Graph",
    "flowVisualizer": "Manager, left menu: Service Graph, then Flow Visualizations",
    "complianceReports": "Manager, left menu: Compliance, then Compliance Reports",
}


def namespaces(reports: Iterable[Mapping[str, Any]]) -> list[str]:
    """The namespaces that GlobalReports cover between them; none where one of them is not limited to some.

    CIS benchmarks, which are about nodes, do not count.
    """
    specs = [report["spec"] for report in reports if report["spec"]["reportType"] != "cis-benchmark"]
    covered = [((spec.get("endpoints") or {}).get("namespaces") or {}).get("names") or [] for spec in specs]
    return sorted({name for names in covered for name in names}) if all(covered) else []


def _times(window: Window | None) -> dict[str, str]:
    if window is None:
        return {"from": "now-24h", "to": "now"}
    return {"from": rfc3339(window.start), "to": rfc3339(window.end)}


def _kuery(namespaces: list[str]) -> str:
    """In Kibana's query language. https://www.elastic.co/guide/en/kibana/current/kuery-query.html"""
    if not namespaces:
        return ""
    any_of = f"({' or '.join(map(_phrase, namespaces))})"
    return f"source_namespace:{any_of} or dest_namespace:{any_of}"


def _phrase(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _rison(texts: Mapping[str, str]) -> str:
    """A map as the state in Kibana's addresses has it. https://github.com/Nanonid/rison"""
    return f"({','.join(f'{key}:{_text(value)}' for key, value in texts.items())})"


def _text(text: str) -> str:
    escaped = text.replace("!", "!!").replace("'", "!'")
    return f"'{escaped}'"


def _escaped(state: str) -> str:
    """Brackets and quotes too, which terminals and Markdown would not take for a part of the address."""
    return quote(state, safe="!*,:")
