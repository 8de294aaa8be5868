"""The OSCAL documents, validated with compliance-trestle."""

import json
from dataclasses import replace

import pytest
from trestle.oscal.assessment_plan import AssessmentPlan
from trestle.oscal.assessment_results import AssessmentResults

from reporting.evidence.bundle import Evidence
from reporting.evidence.oscal import assessment_plan, assessment_results
from reporting.report_types import BUILT_IN_TYPES
from tests.unit.evidence.gathered import DAY, defined, evidence, gathered

EVERY_TYPE = evidence(
    *(gathered(f"daily-{name}", defined(report_type=name), without=[3, 4]) for name in BUILT_IN_TYPES)
)
NOTHING = evidence(gathered(without=range(1, 32)))
OWN_TYPE = evidence(gathered(definition=defined(report_type="our-own")), label="Samples: of no cluster")


@pytest.mark.parametrize("of", [EVERY_TYPE, NOTHING, OWN_TYPE, evidence()], ids=["all", "gaps", "own type", "empty"])
def test_plan_and_results_are_valid_oscal(of: Evidence) -> None:
    plan, results = assessment_plan(of)["assessment-plan"], assessment_results(of)["assessment-results"]
    assert plan["metadata"]["oscal-version"] == results["metadata"]["oscal-version"] == "1.2.0"
    AssessmentPlan.model_validate_json(json.dumps(plan))
    AssessmentResults.model_validate_json(json.dumps(results))


def test_the_same_evidence_gives_the_same_ids_and_another_stack_gives_others() -> None:
    other = replace(EVERY_TYPE, subject=replace(EVERY_TYPE.subject, stack="staging"))
    assert assessment_results(EVERY_TYPE) == assessment_results(EVERY_TYPE)
    assert uuids(EVERY_TYPE).isdisjoint(uuids(other))


def test_every_file_is_a_resource_with_its_digest_that_an_observation_refers_to() -> None:
    results = assessment_results(EVERY_TYPE)["assessment-results"]
    resources = {f"#{one['uuid']}": one for one in results["back-matter"]["resources"]}
    used = [use["href"] for one in results["results"][0]["observations"] for use in one.get("relevant-evidence", [])]
    assert sorted(used) == sorted(resources)
    paths = [link["href"] for resource in resources.values() for link in resource["rlinks"]]
    assert paths == [file.path for item in EVERY_TYPE.items for file in item.files]


def test_gaps_are_observations_with_their_reasons_and_nothing_is_called_satisfied() -> None:
    text = json.dumps(assessment_results(EVERY_TYPE))
    results = json.loads(text)["assessment-results"]["results"][0]
    (gap,) = [
        one for one in results["observations"] if one["title"] == "daily-inventory" and "gap" in one["description"]
    ]
    assert gap["description"].startswith("2 windows from 2026-07-03T00:00:00Z to 2026-07-05T00:00:00Z: gap. missing:")
    assert "findings" not in results
    assert '"satisfied"' not in text


def test_each_control_keeps_its_mark() -> None:
    observations = assessment_results(EVERY_TYPE)["assessment-results"]["results"][0]["observations"]
    marks = {prop["value"]: prop["class"] for one in observations for prop in one.get("props", [])}
    assert (marks["SOC 2 CC6.6"], marks["PCI DSS v4.0 1.3.1"]) == ("cited", "inferred")


def test_what_comes_into_the_folder_later_moves_the_time_of_the_last_change() -> None:
    (report,) = NOTHING.reports
    later = replace(EVERY_TYPE.items[0], retrieved=NOTHING.made + DAY)
    changed = replace(NOTHING, reports=(replace(report, items=(later,)),))
    assert (NOTHING.changed, changed.changed) == (NOTHING.made, NOTHING.made + DAY)


def uuids(of: Evidence) -> set[str]:
    documents = json.dumps([assessment_plan(of), assessment_results(of)])
    return {part[:36] for part in documents.split('"uuid": "')[1:]}
