"""Which endpoints a report covers: labels, namespaces and service accounts, all of which must match.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport#endpointsselection
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from reporting.dialects.names import object_name
from reporting.dialects.selector import parse
from reporting.stack.model import Model


def _selector(text: str) -> str:
    parse(text)
    return text


SelectorText = Annotated[str, AfterValidator(_selector)]
ObjectName = Annotated[str, AfterValidator(object_name)]


class NamesAndLabels(Model):
    """Objects by name, by label, or by both, in which case both must match."""

    names: list[ObjectName] | None = Field(None, examples=["[hipstershop]"])
    selector: SelectorText | None = Field(None, examples=["environment == 'production'"])


class Endpoints(Model):
    """The workloads a report looks at."""

    selector: SelectorText | None = Field(None, examples=["soc2 == 'true'"])
    namespaces: NamesAndLabels | None = Field(None, examples=["{names: [hipstershop]}"])
    service_accounts: NamesAndLabels | None = Field(None, examples=["{names: [frontend]}"])
