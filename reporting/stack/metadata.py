"""Labels and annotations that a stack gives its reports, by Kubernetes' rules.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
Not managed here: the labels and annotations by which the stack and Pulumi know their own objects.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from reporting.dialects.names import LONGEST_LABEL, is_label_key, is_label_value
from reporting.faults import NAME, RANGE
from reporting.finding import Fault
from reporting.quote import quoted

# k8s.io/apimachinery pkg/api/validation/objectmeta.go: TotalAnnotationSizeLimitB, in bytes of keys and values.
LARGEST_ANNOTATIONS = 256 * 2**10

RESERVED = {
    "app.kubernetes.io/managed-by": "says who manages the report, and this program says that itself",
    "calico-reporting/": "is how this program knows its own objects",
    "pulumi.com/": "is an order to Pulumi's Kubernetes provider",
    "kubectl.kubernetes.io/": "is kubectl's own record",
}
"""Keys, and with a slash at the end beginnings of keys, that a stack file cannot say, each with the reason."""


def is_reserved(key: str) -> bool:
    """Whether a label or annotation of this key is somebody's own."""
    return _reason(key) is not None


def size(annotations: Mapping[str, str]) -> int:
    """The bytes that count against LARGEST_ANNOTATIONS."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for pair in annotations.items() for text in pair)


def fitting(annotations: Mapping[str, str]) -> None:
    """Raise Fault where they are more than an object may carry."""
    total = size(annotations)
    if total > LARGEST_ANNOTATIONS:
        raise Fault(
            RANGE,
            f"the annotations have {total:,} bytes, and the API server refuses an object with more than "
            f"{LARGEST_ANNOTATIONS:,}.",
            "Keep long texts elsewhere and write their address, such as docs: https://wiki.example.com/soc2",
        )


def _label_key(text: str) -> str:
    return _key(text, "a label", is_label_key(text))


def _annotation_key(text: str) -> str:
    """As the API server checks it: with capitals also before the slash (ValidateAnnotations)."""
    return _key(text, "an annotation", is_label_key(text.lower()))


def _key(text: str, what: str, is_valid: bool) -> str:
    reason = _reason(text)
    if reason is not None:
        raise Fault(NAME, f"{quoted(text)} {reason}, so a stack file cannot say it.", "Remove it, or take another key.")
    if not is_valid:
        raise Fault(
            NAME,
            f"{quoted(text)} is not the key of {what}: at most {LONGEST_LABEL} letters, digits, '-', '_' and '.', a "
            "letter or digit at both ends, and before it, where wanted, a DNS name and '/'. The API server refuses the "
            "report.",
            "Write one such as team or example.com/team.",
        )
    return text


def _label_value(text: str) -> str:
    if not is_label_value(text):
        raise Fault(
            NAME,
            f"{quoted(text)} is not a label's value: at most {LONGEST_LABEL} letters, digits, '-', '_' and '.', a "
            "letter or digit at both ends. The API server refuses the report.",
            "Write one such as payments, or make it an annotation, whose value is any text.",
        )
    return text


def _reason(key: str) -> str | None:
    return next((reason for own, reason in RESERVED.items() if key == own or _begins(key, own)), None)


def _begins(key: str, own: str) -> bool:
    return own.endswith("/") and key.startswith(own)


def _fitting(annotations: dict[str, str]) -> dict[str, str]:
    fitting(annotations)
    return annotations


Labels = dict[Annotated[str, AfterValidator(_label_key)], Annotated[str, AfterValidator(_label_value)]]
Annotations = Annotated[dict[Annotated[str, AfterValidator(_annotation_key)], str], AfterValidator(_fitting)]
