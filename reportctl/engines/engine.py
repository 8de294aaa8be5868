"""The engines, and what each can be told."""

from dataclasses import dataclass
from enum import StrEnum

from reportctl.show.failure import Failure
from reporting.objects import ownership


class Engine(StrEnum):
    """What brings a stack to its cluster, from a git repository."""

    PKO = "pko"
    ARGOCD = ownership.ARGOCD
    FLUX = ownership.FLUX


@dataclass(frozen=True)
class Options:
    """What was said on the command line, each None or empty where nothing was.

    `repository` and `branch` are where the engine reads, `git_secret` a Secret with the login there; `first` are stacks
    before all others; `backend` and `organization` are Pulumi's, `namespace` is the engine's objects'.
    """

    repository: str | None = None
    branch: str | None = None
    git_secret: str | None = None
    first: tuple[str, ...] = ()
    backend: str | None = None
    organization: str | None = None
    namespace: str | None = None

    def said(self) -> list[str]:
        """The options that were said, as they are written."""
        return [f"--{name.replace('_', '-')}" for name, value in vars(self).items() if value]


_EVERY = {"--repository", "--branch", "--namespace"}
_FITTING = {
    Engine.PKO: {*_EVERY, "--git-secret", "--first", "--backend", "--organization"},
    Engine.FLUX: {*_EVERY, "--git-secret", "--first"},
    Engine.ARGOCD: _EVERY,
}


def refuse_unfitting(engine: Engine | None, options: Options) -> None:
    """Raises Failure for an option that this engine, or a rendering for none, has no use for."""
    for option in options.said():
        if engine is None or option not in _FITTING[engine]:
            fitting = [name for name, theirs in _FITTING.items() if option in theirs]
            raise Failure(f"{option} is for --for {' or '.join(fitting)}. {_WHY.get(option, 'Leave it out.')}")


_WHY = {
    "--git-secret": "Argo CD knows its repositories' logins by URL: argocd repo add.",
    "--first": "With Argo CD the order is that of the commits: docs/fleet.md.",
}
