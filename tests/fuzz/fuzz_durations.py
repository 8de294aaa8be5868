"""Any text is a duration or gets a DurationError; a duration is read back from its own text as itself."""

from pathlib import Path

from reporting.dialects import durations
from reporting.dialects.durations import DurationError
from tests.fuzz import runner

CORPUS = Path(__file__).parent / "corpus" / "durations"


def target(text: str) -> None:
    """Raise AssertionError where a text is read wrongly."""
    try:
        duration = durations.parse(text)
        assert durations.parse(str(duration)) == duration
        assert duration.words()
        assert durations.flush_interval(text).nanoseconds >= 10**9
    except DurationError as error:
        runner.check_message(str(error))


if __name__ == "__main__":
    runner.main(target, CORPUS)
