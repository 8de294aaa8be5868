"""Which endpoints a report covers: labels, namespaces and service accounts, all of which must match.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport#endpointsselection
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from reporting.dialects.names import object_name
from reporting.dialects.selector import parse
from reporting.faults import SELECTOR
from reporting.finding import Fault
from reporting.stack.model import Model


def _stated(value: object) -> object:
    """Anything but an empty text, which Calico reads as everything, though nobody who writes one means that.

    YAML takes an unquoted `!has(exempt)` for a tag without a value, and Pulumi hands that over as an empty text.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Fault(
            SELECTOR,
            "the selector is empty, and an empty one selects everything.",
            "Write all() for everything, or leave selector out; a selector that begins with '!' needs quotes: "
            '"!has(exempt)"',
        )
    return value


def _selector(text: str) -> str:
    parse(text)
    return text


SelectorText = Annotated[Annotated[str, AfterValidator(_selector)] | None, BeforeValidator(_stated)]
ObjectName = Annotated[str, AfterValidator(object_name)]


class NamesAndLabels(Model):
    """Objects by name, by label, or by both, in which case both must match."""

    names: list[ObjectName] | None = Field(None, examples=["[hipstershop]"])
    selector: SelectorText = Field(None, examples=["environment == 'production'"])


class Endpoints(Model):
    """The workloads a report looks at."""

    selector: SelectorText = Field(None, examples=["soc2 == 'true'"])
    namespaces: NamesAndLabels | None = Field(None, examples=["{names: [hipstershop]}"])
    service_accounts: NamesAndLabels | None = Field(None, examples=["{names: [frontend]}"])
