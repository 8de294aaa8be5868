"""Log-flush intervals on FelixConfiguration/default."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.cluster import shared_fields


@dataclass(frozen=True)
class FelixFlushArgs:
    """The FelixConfiguration with the fields to set and no others, and who sets them."""

    manifest: Mapping[str, Any]
    field_manager: str


class FelixFlush(pulumi.ComponentResource):
    """The stack's fields of FelixConfiguration/default.

    Not managed here: every other field of that object; the object itself, which Calico makes; and, on
    destroy, the fields too. To reset them, change their values before.
    """

    def __init__(self, name: str, args: FelixFlushArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("calico-reporting:index:FelixFlush", name, None, opts)
        self.felix = shared_fields(args.manifest, args.field_manager, parent=self)
        self.register_outputs({"spec": args.manifest["spec"]})
