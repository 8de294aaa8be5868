"""Start, find and stop a control plane."""

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sandbox import components, health, kubeconfig, kwokctl
from sandbox.errors import SandboxError
from sandbox.kubectl import kubectl
from sandbox.locks import exclusive
from sandbox.progress import Progress
from sandbox.toolchain import program, programs
from sandbox.toolchain.families import family


@dataclass(frozen=True)
class ControlPlane:
    """A control plane on this machine, running or not.

    directory: holds `kubeconfig` and, in `kwok/`, everything else; other files there are left alone.
    kubeconfig: its one context is `context`. No other kubeconfig is ever read or written.
    """

    name: str
    directory: Path
    kubeconfig: Path
    context: str

    @classmethod
    def at(cls, directory: Path, name: str = "calico") -> Self:
        """The control plane of that directory, whether it runs or not."""
        directory = directory.resolve()
        return cls(name=name, directory=directory, kubeconfig=directory / "kubeconfig", context=name)

    @classmethod
    def start(
        cls, directory: Path, name: str = "calico", progress: Progress | None = None, *, native: bool = False
    ) -> Self:
        """The running control plane of that directory.

        native: whether a new one serves Calico's kinds as CRDs alone, as from 3.24, or as Calico's own API server.
        One that runs is returned as it is, as soon as it is ready. What is left of one that does not, after a
        reboot or with a process missing, is removed with its data, and a new, empty one is started.
        Raises `SandboxError` where a program can neither be found nor built, or does not get ready.
        """
        progress = progress or Progress()
        plane = cls.at(directory, name)
        with plane._alone():
            if plane._alive():
                plane._wait_ready()
            else:
                plane._remove()
                plane._create(progress, native)
        return plane

    @property
    def native(self) -> bool:
        """Whether it serves Calico's kinds as CRDs alone."""
        return self._native_marker.exists()

    def running(self) -> bool:
        """Whether all its processes run and its API server is ready."""
        return self._alive() and health.ready(self._port, self._pki / "ca.crt")

    def stop(self) -> None:
        """End its processes and remove its data and kubeconfig. Nothing happens where there is none."""
        with self._alone():
            self._remove()

    def pause(self) -> None:
        """End the API server alone, at once, as a crash would; its data stay."""
        components.kill(self.home, "kube-apiserver")

    def resume(self) -> None:
        """Start again whatever does not run, with the data it had, and wait until the API is ready."""
        if not self.kubeconfig.exists():
            raise SandboxError(f"there is no control plane in {self.directory} to resume; start it.")
        self._start_what_ended()
        self._complete()

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """What kubectl prints for this control plane. Raises `SandboxError` with its complaint."""
        return kubectl(program("kubectl"), self.home, *arguments, stdin=stdin)

    @property
    def home(self) -> Path:
        """Configuration, certificates, etcd's data, logs and process ids."""
        return self.directory / "kwok"

    @property
    def _pki(self) -> Path:
        return self.home / "clusters" / self.name / "pki"

    def _complete(self) -> None:
        """The managers give up on an API server that is not healthy within ten seconds, as on a busy machine."""
        self._wait_ready()
        self._start_what_ended()

    def _start_what_ended(self) -> None:
        if not components.all_alive(self.home):
            components.forget_dead(self.home)
            kwokctl.run(self.home, self.name, program("kwokctl"), "start", "cluster")

    def _alive(self) -> bool:
        return self.kubeconfig.exists() and components.all_alive(self.home)

    def _wait_ready(self) -> None:
        health.wait_ready(self._port, self._pki / "ca.crt")

    @property
    def _port(self) -> int:
        return kubeconfig.port_of(self.kubeconfig)

    @property
    def _native_marker(self) -> Path:
        return self.home / "native"

    def _alone(self) -> AbstractContextManager[None]:
        return exclusive(self.directory / ".lock")

    def _create(self, progress: Progress, native: bool) -> None:
        found = programs(progress=progress)
        try:
            with progress.step(f"starting control plane '{self.name}'"):
                port = kwokctl.create(self.home, self.name, found, family("kubernetes").version)
                kubeconfig.write(self.kubeconfig, self.context, port, self._pki)
                self._complete()
            if native:
                self._native_marker.touch()
        except BaseException:
            components.kill(self.home, *components.COMPONENTS)
            raise

    def _remove(self) -> None:
        components.kill(self.home, *components.COMPONENTS)
        shutil.rmtree(self.home, ignore_errors=True)
        self.kubeconfig.unlink(missing_ok=True)
