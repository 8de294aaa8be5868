"""The Pod that reporter Jobs are made from, in files as people have them.

`kubectl get podtemplate -o yaml` of one or of all; several documents; or Pods that make reports by hand, as the
vendor's workshop has them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reporting.source.listed import objects_in
from reporting.source.yamltext import read_documents
from reporting.untyped import mapping

_PLACEHOLDER = re.compile(r"<\w+>")


class NoPodTemplateError(ValueError):
    """A text without a Pod to make Jobs from; what is so, as a clause that begins behind the file's name."""


def read_pod_template(text: str, name: str) -> dict[str, Any]:
    """`{metadata, spec}` of the template of that name where it is there, else of the first one, else of the first Pod.

    Raises StackFileError for what is not YAML, and NoPodTemplateError.
    """
    objects = [found for document in read_documents(text) for found, _ in objects_in(document.value) if found]
    templates = [found for found in objects if found.get("kind") == "PodTemplate" or set(found) == {"template"}]
    own = [found for found in templates if mapping(found.get("metadata")).get("name") == name]
    pods = [_of_pod(found) for found in objects if found.get("kind") == "Pod"]
    candidates = [*(mapping(found.get("template")) for found in (*own, *templates)), *pods]
    if not candidates:
        raise NoPodTemplateError(f"has neither a PodTemplate nor a Pod{_kinds(objects)}.")
    return _checked(candidates[0])


def _of_pod(pod: Mapping[str, Any]) -> Mapping[str, Any]:
    """A Pod's labels and spec; its name and namespace are the Job's."""
    labels = mapping(pod.get("metadata")).get("labels")
    return {"metadata": {"labels": labels} if labels else {}, "spec": pod.get("spec")}


def _checked(template: Mapping[str, Any]) -> dict[str, Any]:
    if not mapping(template.get("spec")):
        raise NoPodTemplateError("has a PodTemplate or Pod without a spec.")
    containers = template["spec"].get("containers")
    images = [str(mapping(found).get("image")) for found in containers] if isinstance(containers, list) else []
    unfilled = next((image for image in images if _PLACEHOLDER.search(image)), None)
    if unfilled:
        raise NoPodTemplateError(f"has image {unfilled}, which is still to be filled in: write the cluster's version.")
    return dict(template)


def _kinds(objects: Sequence[Mapping[str, Any]]) -> str:
    kinds = sorted({str(found.get("kind")) for found in objects if found.get("kind")})
    return f", only {', '.join(kinds)}" if kinds else ""
