"""Any text is a selector or gets a SelectorError; a selector's canonical text means what the text means."""

from pathlib import Path

from reporting.dialects import selector
from reporting.dialects.selector import SelectorError
from tests.fuzz import runner

CORPUS = Path(__file__).parent / "corpus" / "selector"
LABELS = [{}, {"a": "x"}, {"a": "", "b": "xy", "in": "in"}, {"k8s.io/app": "it's", "has": 'say "x"', "b": "x"}]


def target(text: str) -> None:
    """Raise AssertionError where a text is read wrongly."""
    try:
        parsed = selector.parse(text)
    except SelectorError as error:
        runner.check_message(str(error))
        return
    again = selector.parse(str(parsed))
    assert again == parsed
    assert str(again) == str(parsed)
    assert [again.matches(labels) for labels in LABELS] == [parsed.matches(labels) for labels in LABELS]
    assert again.describe() == parsed.describe()


if __name__ == "__main__":
    runner.main(target, CORPUS)
