"""What is to be said of a stack's file itself, which a run of Pulumi does not see."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.source.runconfig import LARGEST_CONFIG, config_size
from reporting.source.stackfile import StackFile

_ESC = "https://www.pulumi.com/docs/esc/integrations/infrastructure/pulumi-iac/"

ENVIRONMENT_UNSEEN = Code(
    "ENVIRONMENT_UNSEEN", Severity.NOTE, "values of a Pulumi ESC environment, which only a run of Pulumi has", _ESC
)
CONFIG_SIZE = Code("CONFIG_SIZE", Severity.WARNING, "a stack file that will soon be too large to be handed over")

_WARNED_FROM = LARGEST_CONFIG * 3 // 4


def of_file(read: StackFile) -> Iterator[Finding]:
    """What a stack's own file tells."""
    if read.environment is not None:
        yield read.environment.of(
            ENVIRONMENT_UNSEEN.at(
                (),
                "environment: Pulumi merges what these environments say before the program starts; it is not seen "
                "here, so that what is checked is the file without it.",
                "pulumi preview checks all of it.",
            )
        )
    size = config_size(read.own.values)
    if size > _WARNED_FROM:
        yield CONFIG_SIZE.at(
            (),
            f"{size // 1024:,} KiB of config. Pulumi hands it to the program in one environment variable, which Linux "
            f"ends at {LARGEST_CONFIG // 1024} KiB: pulumi up then says 'argument list too long'.",
            "Move report sets into a file of their own and name it in extends: a base is read by the program itself.",
        )
