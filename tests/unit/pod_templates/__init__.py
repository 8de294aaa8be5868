"""What clusters of each family of versions have: PodTemplate as its API server answers it, and ClusterInformation.

Written after `pkg/render/compliance.go` of github.com/tigera/operator at the branch that each file names.
"""

from pathlib import Path
from typing import Any

import yaml

_FILES = Path(__file__).parent

FAMILIES = ("elasticsearch", "linseed-standalone", "linseed-managed", "combined")
WITHOUT_TEMPLATE = ("multi-tenant", "gone")


def pod_template(family: str) -> dict[str, Any]:
    """The PodTemplate object of a family that has one."""
    return _object(family, "PodTemplate")


def cluster_information(family: str) -> dict[str, Any]:
    """ClusterInformation/default of a family."""
    return _object(family, "ClusterInformation")


def _object(family: str, kind: str) -> dict[str, Any]:
    documents = yaml.safe_load_all((_FILES / f"{family}.yaml").read_text(encoding="utf-8"))
    [found] = [document for document in documents if document["kind"] == kind]
    return dict(found)
