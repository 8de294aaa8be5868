"""Names of Kubernetes objects and labels: which are valid, and how those made here are joined and cut.

Every name made here is the same in every run: it depends on its parts alone.
https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

import hashlib
import re

from reporting.faults import NAME
from reporting.finding import Fault
from reporting.quote import quoted

LONGEST_NAME = 253
LONGEST_LABEL = 63
# Leaves a Job's name at least 32 characters for the report.
LONGEST_RUN_ID = 30

# What is left of a Job's name for the report beside the prefix and a time of ten digits: 32.
LONGEST_READABLE_REPORT = LONGEST_LABEL - len("compliance-reporter.-1767225600")

_DIGEST = 10
_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_PART = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


class InvalidName(Fault):
    """A name that the Kubernetes API server refuses."""

    def __init__(self, what: str, remedy: str):
        super().__init__(NAME, what, remedy)


def object_name(text: str) -> str:
    """The text, if it is a DNS-1123 subdomain of at most 253 characters. Raises InvalidName."""
    return _subdomain(text, "an object's name", "the API server refuses the object")


def report_name(text: str) -> str:
    """The text, if a GlobalReport can be called so. Raises InvalidName."""
    return _subdomain(text, "a report's name", "the API server refuses the report")


def run_id(text: str) -> str:
    """The text, if it is a DNS-1123 label of at most 30 characters. Raises InvalidName.

    It has no dots, so that in a Job's name it ends at the first one.
    """
    if len(text) <= LONGEST_RUN_ID and _DNS_LABEL.fullmatch(text):
        return text
    raise InvalidName(
        f"{quoted(text)} is not a run's id: lower-case letters, digits and '-', a letter or digit at both "
        f"ends, at most {LONGEST_RUN_ID} characters. It begins the names of the run's Jobs, which the API "
        "server would refuse.",
        _suggestion(text.replace(".", "-"), LONGEST_RUN_ID, "first-look"),
    )


def access_name(text: str) -> str:
    """The text, if an entry of `access` can be called so: as a run's id. Raises InvalidName."""
    if len(text) <= LONGEST_RUN_ID and _DNS_LABEL.fullmatch(text):
        return text
    raise InvalidName(
        f"{quoted(text)} is not the name of an entry: lower-case letters, digits and '-', a letter or digit at both "
        f"ends, at most {LONGEST_RUN_ID} characters. The roles and bindings on the cluster are called after it.",
        _suggestion(text.replace(".", "-"), LONGEST_RUN_ID, "auditors"),
    )


def access_object_name(project: str, stack: str, entry: str) -> str:
    """The name of the roles and bindings of an entry of `access`: `<project>:<stack>:<entry>`, at most 63 characters.

    Neither a project's nor a stack's name has a colon, so no two entries of any stacks share one; a longer one is cut
    and ends in a digest of the whole. https://www.pulumi.com/docs/iac/concepts/stacks/#create-a-stack
    """
    name = f"{project}:{stack}:{entry}"
    return name if len(name) <= LONGEST_LABEL else _with_digest(name, name)


def is_label_name(text: str) -> bool:
    """Whether a namespace can be called so: a DNS-1123 label."""
    return len(text) <= LONGEST_LABEL and _DNS_LABEL.fullmatch(text) is not None


def is_object_name(text: str) -> bool:
    """Whether an object can be called so: a DNS-1123 subdomain."""
    return _is_subdomain(text)


def label_key(text: str) -> str:
    """The text, if it is a label's key such as `app` or `example.com/app`. Raises InvalidName."""
    if is_label_key(text):
        return text
    raise InvalidName(
        f"{quoted(text)} is not a label's key: at most {LONGEST_LABEL} letters, digits, '-', '_' and '.', a "
        "letter or digit at both ends, and before it, where wanted, a DNS name and '/'. No node can carry "
        "such a label.",
        "Write one such as kubernetes.io/os.",
    )


def is_label_key(text: str) -> bool:
    """Whether a label or annotation can be called so: a name, and before it, where wanted, a DNS name and '/'."""
    prefix, slash, name = text.rpartition("/")
    named = len(name) <= LONGEST_LABEL and _LABEL_PART.fullmatch(name) is not None
    return named and (not slash or _is_subdomain(prefix))


def is_label_value(text: str) -> bool:
    """Whether a label can have this value; it may be empty."""
    return not text or (len(text) <= LONGEST_LABEL and _LABEL_PART.fullmatch(text) is not None)


def stated_label_value(text: str) -> str:
    """The text, if it is a label's value. Raises InvalidName."""
    if is_label_value(text):
        return text
    raise InvalidName(
        f"{quoted(text)} is not a label's value: at most {LONGEST_LABEL} letters, digits, '-', '_' and '.', "
        "a letter or digit at both ends. No node can carry such a label.",
        "Write one such as linux.",
    )


def label_value(text: str) -> str:
    """A valid label value for any text: the text itself, or what is readable of it with a digest."""
    if is_label_value(text):
        return text
    readable = re.sub(r"[^A-Za-z0-9_.]+", "-", text[:LONGEST_LABEL])
    return _with_digest(readable, text)


def may_be_shortened(label: str) -> bool:
    """Whether a label value ends as `label_value` ends one that stands for another text."""
    return re.search(rf"(^|-)[0-9a-f]{{{_DIGEST}}}$", label) is not None


def legal_name(text: str, longest: int) -> str:
    """A DNS-1123 label for any text: the text itself, or what is readable of it with a digest of the whole."""
    if len(text) <= longest and _DNS_LABEL.fullmatch(text):
        return text
    return _with_digest(re.sub(r"[^a-z0-9]+", "-", text.lower()), text, longest)


def run_job_name(run: str, report: str) -> str:
    """The name of the Job that a run makes of a report: `<run>.<report>`, at most 63 characters.

    63, because the Job controller labels the Job's Pods with it; a longer one is cut and ends in a digest
    of the whole. Raises InvalidName.
    """
    name = f"{run_id(run)}.{report_name(report)}"
    return name if len(name) <= LONGEST_LABEL else _with_digest(name, name)


def _subdomain(text: str, kind: str, consequence: str) -> str:
    if _is_subdomain(text):
        return text
    raise InvalidName(
        f"{quoted(text)} is not {kind}: lower-case letters, digits, '-' and '.', a letter or digit at both "
        f"ends and around each '.', at most {LONGEST_NAME} characters; {consequence}.",
        _suggestion(text, LONGEST_NAME, "daily-soc2-inventory"),
    )


def _is_subdomain(text: str) -> bool:
    return len(text) <= LONGEST_NAME and _DNS_SUBDOMAIN.fullmatch(text) is not None


def _suggestion(text: str, longest: int, example: str) -> str:
    """The nearest valid name, or an example where nothing of the text can be kept."""
    if len(text) > longest:
        return f"Write a shorter one, such as {example}."
    lowered = re.sub(r"[^a-z0-9.]+", "-", text.lower())
    parts = [part.strip("-") for part in lowered.split(".")]
    nearest = ".".join(part for part in parts if part)
    return f"Write {nearest}." if nearest else f"Write one such as {example}."


def _with_digest(readable: str, whole: str, longest: int = LONGEST_LABEL) -> str:
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    kept = readable[: longest - _DIGEST - 1].strip("-_.")
    return f"{kept}-{digest}" if kept else digest
