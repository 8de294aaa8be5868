"""Whether the operator's objects, of which a stack sets some fields, could be read before."""

from reporting.finding import Finding, Path
from reporting.findings.live import availability
from reporting.objects.live import LiveCluster, Outcome, Source


def unknown(source: Source, path: Path, what: str, live: LiveCluster) -> Finding | None:
    """Why it is unknown `what` comes of setting fields of an object, which then must not be done."""
    match live.outcome(source):
        case Outcome.FOUND:
            return None
        case Outcome.FORBIDDEN:
            return availability.NO_RIGHT.at(
                path,
                f"This login has no right to {source.right}, so it is unknown {what}. Nothing was changed.",
                "Have that right granted (docs/rbac.yaml has it), or take the key out of the stack file.",
            )
        case _:
            return availability.API_UNAVAILABLE.at(
                path,
                f"{source.kind}/{source.name} ({source.group}/{source.version}) could not be read, so it is unknown "
                f"{what}. Nothing was changed.",
                "Run this again when its API answers.",
            )
