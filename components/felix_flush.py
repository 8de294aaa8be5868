"""Log-flush intervals on FelixConfiguration/default."""

from dataclasses import dataclass
from datetime import date

import pulumi

from components.kubernetes import shared_fields
from reporting.objects.felix import PlannedFelix


@dataclass(frozen=True)
class FelixFlushArgs:
    """The fields to set, who sets them, and the last day on which short intervals are wanted, if any."""

    felix: PlannedFelix
    field_manager: str
    until: date | None = None


class FelixFlush(pulumi.ComponentResource):
    """The stack's fields of FelixConfiguration/default.

    Not managed here: every other field of that object; the object itself, which Calico makes; and, on
    destroy, the fields too. To reset them, change their values before.
    """

    def __init__(self, name: str, args: FelixFlushArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("calico-reporting:index:FelixFlush", name, None, opts)
        self.felix = shared_fields(args.felix.manifest, args.field_manager, parent=self)
        self.register_outputs({"spec": args.felix.spec, **_end_date(args.until)})


def _end_date(until: date | None) -> dict[str, str]:
    """The last day for whoever looks at the component, policies included; FelixConfiguration does not carry it."""
    return {"intervalsUntil": until.isoformat()} if until else {}
