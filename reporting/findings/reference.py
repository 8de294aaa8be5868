"""Every code of a finding on one page: `python -m reporting.findings.reference > docs/findings.md`."""

import sys
from collections.abc import Iterable, Iterator

from reporting.finding import Code
from reporting.findings.catalogue import FAULTS, OF_CLUSTERS, OF_FILES, OF_PROJECTS, OF_STACKS

_HEAD = """# Findings

What `reportctl check`, `pulumi preview` and `pulumi up` have to say ends in a code. An error stops `pulumi up` before
anything is changed. What is known and lived with is said in the stack file, for all that a code is about, or `only`
for some keys, with the paths that `pulumi config set --path` takes, and for as long as it is to last:

    accept:
      SAME_MINUTE: the page's schedules are kept as they are
      SUSPENDED:
        reason: the cluster is being rebuilt
        only: [reportSets.hipstershop.reports.daily-soc2-inventory]
        owner: platform team
        until: 2026-12-31
        ticket: OPS-123

`reportctl check` counts what is accepted; `--accepted` shows it. What has an end or a ticket needs an owner. After its
last day, and the days of `exceptions.graceDays`, an acceptance is an error, as is a suspension or a CIS exclusion;
`reportctl exceptions` lists them all by date.

This page is made from the code: `python -m reporting.findings.reference > docs/findings.md`
"""

_GROUPS = (
    ("What makes a stack file unusable", FAULTS),
    ("What is legal in a stack file, but unwise", OF_STACKS),
    ("What only the file itself tells, not a run of Pulumi", OF_FILES),
    ("What a look at the cluster tells", OF_CLUSTERS),
    ("What only all stacks of a project tell, in `reportctl fleet`", OF_PROJECTS),
)


def reference() -> str:
    """The page, in Markdown."""
    return _HEAD + "".join(_section(title, codes.values()) for title, codes in _GROUPS)


def _section(title: str, codes: Iterable[Code]) -> str:
    return "\n".join(
        ["", f"## {title}", "", "| code | severity | what it is about | acceptable |", _RULE, *_rows(codes), ""]
    )


_RULE = "|---|---|---|---|"


def _rows(codes: Iterable[Code]) -> Iterator[str]:
    for code in codes:
        title = f"[{code.title}]({code.source})" if code.source else code.title
        yield f"| `{code.name}` | {code.severity} | {title} | {'yes' if code.acceptable else 'no'} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
