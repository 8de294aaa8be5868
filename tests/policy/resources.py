"""Resources as programs register them, for rules to look at."""

from typing import Any

from policy.rules.resource import Resource

PROVIDER = "urn:pulumi:shop::any::pulumi:providers:kubernetes::"
GLOBAL_REPORT = "kubernetes:projectcalico.org/v3:GlobalReport"
FELIX = "kubernetes:projectcalico.org/v3:FelixConfiguration"
FELIX_PATCH = f"{FELIX}Patch"
FELIX_FLUSH = "calico-reporting:index:FelixFlush"


def report(name: str = "daily-inventory", *, of: str = GLOBAL_REPORT, cluster: str = "shop", **more: Any) -> Resource:
    """A scheduled inventory report with these fields of `spec` beside or instead of its own.

    `annotations` and `labels` go to its metadata.
    """
    metadata = {"name": name, "annotations": more.pop("annotations", None), "labels": more.pop("labels", None)}
    spec = {"reportType": "inventory", "schedule": "0 6 * * *", **more}
    return Resource(_urn("shop", of, name), of, {"metadata": metadata, "spec": spec}, f"{PROVIDER}{cluster}")


def felix(
    stack: str = "shop", *, of: str = FELIX_PATCH, annotations: dict[str, str] | None = None, **spec: Any
) -> Resource:
    """FelixConfiguration/default with these fields, made by a program of its own."""
    metadata = {"name": "default", "annotations": annotations or {}}
    return Resource(_urn(stack, of, "default"), of, {"metadata": metadata, "spec": spec}, f"{PROVIDER}shop")


def felix_flush(until: str | None = None, **spec: Any) -> list[Resource]:
    """The component that sets these fields, and the patch that it makes."""
    said = {"intervalsUntil": until} if until else {}
    patch = felix(**spec)
    return [
        Resource(_urn("shop", FELIX_FLUSH, "felix"), FELIX_FLUSH, {"spec": spec, **said}),
        Resource(_urn("shop", f"{FELIX_FLUSH}${FELIX_PATCH}", "default"), patch.type, patch.props, patch.provider),
    ]


def _urn(stack: str, of: str, name: str) -> str:
    return f"urn:pulumi:{stack}::any::{of}::{name}"
