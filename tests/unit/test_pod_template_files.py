"""What `render --template` takes: the files that people have."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.finding import StackFileError
from reporting.objects.jobs import ReporterTemplate
from reporting.source.pod_templates import NoPodTemplateError, read_pod_template
from tests.project import ROOT
from tests.unit.command_line import Run
from tests.unit.pod_templates import pod_template

OWN = pod_template("linseed-managed")
OTHER = {**OWN, "metadata": {"name": "other"}, "template": {"metadata": {}, "spec": {"containers": []}}}
POD = {"kind": "Pod", "metadata": {"name": "p", "labels": {"k8s-app": "compliance-reporter"}}, **OWN["template"]}
PAGE = ROOT.parent / "shared/workshop/compliance-reporter-pod.yaml"


def read(text: str) -> dict[str, Any]:
    return read_pod_template(text, "tigera.io.report")


def written(*objects: Any) -> str:
    return yaml.safe_dump_all(objects)


@pytest.mark.parametrize(
    "text",
    [
        written(OWN),
        written({"kind": "Namespace"}, OTHER, OWN),
        written({"kind": "List", "items": [OTHER, OWN]}),
        written({"kind": "PodTemplateList", "items": [{key: OWN[key] for key in ("metadata", "template")}]}),
        f"# a comment\n---\n{written(OWN)}---\n",
    ],
)
def test_the_reporters_own_template_is_found_wherever_it_stands(text: str) -> None:
    assert read(text) == OWN["template"]


def test_a_pod_is_taken_with_its_labels_and_without_its_name() -> None:
    pod = {"kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}}, "spec": OWN["template"]["spec"]}
    assert read(written(pod)) == {"metadata": {"labels": {"a": "b"}}, "spec": OWN["template"]["spec"]}


def test_the_workshops_pods_are_taken_once_their_version_is_filled_in() -> None:
    if not PAGE.exists():
        pytest.skip("no ../shared")
    text = PAGE.read_text()
    with pytest.raises(NoPodTemplateError, match="<CALICO_VERSION>, which is still to be filled in"):
        read(text)
    assert ReporterTemplate(read(text.replace("<CALICO_VERSION>", "v3.22.1")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither a PodTemplate nor a Pod."),
        (written({"kind": "Job"}, {"kind": "Deployment"}), "neither a PodTemplate nor a Pod, only Deployment, Job."),
        (written({"kind": "PodTemplate"}), "without a spec"),
        (written({"kind": "Pod", "spec": []}), "without a spec"),
        ("- a\n- b\n", "neither"),
    ],
)
def test_a_file_without_a_pod_says_what_it_has(text: str, said: str) -> None:
    with pytest.raises(NoPodTemplateError, match=said):
        read(text)


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "---\nkind: Pod\n---\nb: [\n"])
def test_what_is_not_yaml_is_refused(text: str) -> None:
    with pytest.raises(StackFileError):
        read(text)


@pytest.mark.parametrize("text", ["kind: Job\n", "a: [", "kind: Pod\n"])
def test_no_message_of_render_writes_over_the_file_it_was_given(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    refused = run("render", "--stack", "dev", "--template", file, "--project", ROOT)
    assert refused.status == 2
    assert file.name in refused.err
    assert ">" not in refused.err
