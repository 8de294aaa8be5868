"""A Kubernetes control plane on this machine that holds what a Calico cluster holds.

etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok run as plain processes on
127.0.0.1; no container runtime takes part. Nothing of Calico itself runs here: its kinds, its
default objects and its reporter PodTemplate are seeded, and Pods end without doing work.

Nothing but the standard library is imported here: the programs are built while pip still installs the rest.
"""

from sandbox.control_plane import ControlPlane
from sandbox.errors import SandboxError

__all__ = ["ControlPlane", "SandboxError"]
