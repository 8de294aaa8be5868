"""What `render --for` writes for the engines that run a fleet, and what it refuses."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportctl.engines.engine import Options
from reportctl.engines.member import Member, Part
from reportctl.engines.repository import repository_of
from reportctl.show.failure import Failure
from reporting.dialects.names import legal_name
from reporting.objects.manifest import Manifest
from reporting.stack.cluster import Cluster
from tests.fleet import fleet
from tests.unit.command_line import Run, run

__all__ = ["run"]

ENGINES = ("pko", "argocd", "flux")
SERVED = ("argocd", "flux")


def documents(file: Path) -> list[Any]:
    return list(yaml.safe_load_all(file.read_text(encoding="utf-8")))


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return fleet(tmp_path / "checkout", below="compliance")


class Rendering:
    """`reportctl render --for`, into `fleet` of the project's checkout."""

    def __init__(self, run: Run, project: Path):
        self.run, self.project, self.out = run, project, project.parent / "fleet"

    def __call__(self, engine: str, *options: str, stacks: tuple[str, ...] = ("--all",)) -> str:
        ran = self.run("render", "--for", engine, *stacks, "--out", self.out, "--project", self.project, *options)
        assert ran.status == 0, ran.err
        return ran.err

    def refused(self, *arguments: object) -> str:
        ran = self.run("render", *arguments, "--project", self.project)
        assert ran.status != 0
        assert not self.out.exists()
        assert "Traceback" not in ran.err
        return ran.err


@pytest.fixture
def rendering(run: Run, project: Path) -> Rendering:
    return Rendering(run, project)


def edit(project: Path, stack: str, old: str, new: str) -> None:
    file = project / f"Pulumi.{stack}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# The operator


def pko_spec(rendering: Rendering, stack: str = "production") -> dict[str, Any]:
    (made,) = documents(rendering.out / f"pko/{stack}.yaml")
    spec: dict[str, Any] = made["spec"]
    return spec


def test_a_stack_of_the_operator_is_read_from_where_the_project_is(rendering: Rendering) -> None:
    rendering("pko")
    spec = pko_spec(rendering)
    assert (spec["stack"], spec["branch"], spec["repoDir"]) == ("production", "main", "compliance")
    assert spec["projectRepo"] == "https://github.com/acme/reporting.git"
    assert "backend" not in spec
    assert not (rendering.out / "stacks").exists()


def test_the_program_runs_before_the_operators_refresh(rendering: Rendering) -> None:
    rendering("pko")
    spec = pko_spec(rendering)
    assert spec["envRefs"]["PULUMI_RUN_PROGRAM"] == {"type": "Literal", "literal": {"value": "true"}}
    assert spec["refresh"] is True


def test_drift_is_mended_without_a_commit_every_ten_minutes(rendering: Rendering) -> None:
    rendering("pko")
    spec = pko_spec(rendering)
    assert (spec["continueResyncOnCommitMatch"], spec["resyncFrequencySeconds"]) == (True, 600)


def test_a_deleted_stack_object_leaves_the_cluster_as_it_is(rendering: Rendering) -> None:
    rendering("pko")
    assert "destroyOnFinalize" not in pko_spec(rendering)


def test_a_kubeconfig_is_named_and_mounted_where_the_environment_says(rendering: Rendering) -> None:
    rendering("pko")
    spec = pko_spec(rendering)
    pod = spec["workspaceTemplate"]["spec"]["podTemplate"]["spec"]
    ((container,), (volume,)) = pod["containers"], pod["volumes"]
    (mount,) = container["volumeMounts"]
    assert volume["secret"]["secretName"] == "production-kubeconfig"
    assert mount["name"] == volume["name"]
    path = f"{mount['mountPath']}/{volume['secret']['items'][0]['path']}"
    assert spec["envRefs"]["KUBECONFIG"]["literal"]["value"] == path


@pytest.mark.parametrize(("cluster", "secret"), [("prod.eu-1", "prod.eu-1-kubeconfig"), ("x" * 253, f"{'x' * 242}-")])
def test_a_kubeconfigs_secret_is_named_after_the_cluster_as_cluster_api_does(cluster: str, secret: str) -> None:
    named = Member("a", "p", Cluster(name=cluster, context="c"), {}).kubeconfig_secret
    assert named is not None
    assert named.startswith(secret)
    assert len(named) <= 253


def test_within_its_cluster_a_stack_needs_no_kubeconfig(rendering: Rendering) -> None:
    edit(rendering.project, "production", "context: production", "inCluster: true")
    rendering("pko")
    spec = pko_spec(rendering)
    assert "workspaceTemplate" not in spec
    assert "KUBECONFIG" not in spec["envRefs"]
    assert spec["serviceAccountName"] == "calico-reporting"


@pytest.mark.parametrize(
    ("backend", "variable"),
    [
        (None, "PULUMI_ACCESS_TOKEN"),
        ("https://pulumi.example.com", "PULUMI_ACCESS_TOKEN"),
        ("s3://state?region=eu-central-1", "PULUMI_CONFIG_PASSPHRASE"),
    ],
)
def test_a_backends_secret_is_referred_to_by_name(rendering: Rendering, backend: str | None, variable: str) -> None:
    rendering("pko", *(["--backend", backend] if backend else []))
    spec = pko_spec(rendering)
    assert spec.get("backend") == backend
    assert set(spec["envRefs"]) == {"PULUMI_RUN_PROGRAM", "KUBECONFIG", variable}
    assert spec["envRefs"][variable]["secret"]["name"] == "calico-reporting-pulumi"


def test_an_organization_is_part_of_the_stacks_name(rendering: Rendering) -> None:
    rendering("pko", "--organization", "acme")
    assert pko_spec(rendering)["stack"] == "acme/production"


@pytest.mark.parametrize(
    ("url", "auth", "key"),
    [("https://example.com/a", "basicAuth", "username"), ("git@example.com:a", "sshAuth", "identity")],
)
def test_a_login_to_the_repository_is_of_the_urls_kind(rendering: Rendering, url: str, auth: str, key: str) -> None:
    rendering("pko", "--git-secret", "login", "--repository", url)
    found = pko_spec(rendering)["gitAuth"]
    assert list(found) == [auth]
    assert {"type": "Secret", "secret": {"name": "login", "key": key}} in found[auth].values()


def test_what_goes_first_is_a_prerequisite_of_all_others(rendering: Rendering) -> None:
    rendering("pko", "--first", "workshop")
    assert pko_spec(rendering)["prerequisites"] == [{"name": "workshop"}]
    assert "prerequisites" not in pko_spec(rendering, "workshop")


# Argo CD and Flux


@pytest.mark.parametrize("engine", SERVED)
def test_reports_are_the_stacks_own_and_felix_is_shared(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    for stack in ("production", "workshop"):
        folder = rendering.out / "stacks" / stack
        assert {one["kind"] for one in documents(folder / "own/reports.yaml")} == {"GlobalReport"}
        assert [one["kind"] for one in documents(folder / "shared/felix.yaml")] == ["FelixConfiguration"]


def test_what_is_not_known_to_be_a_stacks_own_is_shared() -> None:
    def of(kind: str, version: str) -> dict[str, Any]:
        return {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}

    mixed: dict[str, list[Manifest]] = {
        "access.yaml": [of("ClusterRole", "rbac.authorization.k8s.io/v1")],
        "stores.yaml": [of("LogStorage", "operator.tigera.io/v1"), of("LogCollector", "operator.tigera.io/v1")],
        "reports.yaml": [of("GlobalReport", "projectcalico.org/v3")],
    }
    member = Member("a", "p", Cluster(name="c", context="c"), mixed)
    assert list(member.part(Part.OWN)) == ["access.yaml", "reports.yaml"]
    assert list(member.part(Part.SHARED)) == ["stores.yaml"]


MARKS = {
    "argocd": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false,ServerSideApply=true"},
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled", "kustomize.toolkit.fluxcd.io/ssa": "Merge"},
}


@pytest.mark.parametrize("engine", SERVED)
def test_shared_objects_carry_the_marks_of_their_engine_and_own_ones_none(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    (felix,) = documents(rendering.out / "stacks/workshop/shared/felix.yaml")
    assert felix["metadata"]["annotations"] == MARKS[engine]
    assert all(
        "annotations" not in one["metadata"] for one in documents(rendering.out / "stacks/workshop/own/reports.yaml")
    )


@pytest.mark.parametrize("engine", SERVED)
def test_own_objects_carry_the_stacks_labels_and_say_what_applies_them(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    own = rendering.out / "stacks/workshop/own"
    labels = {
        "app.kubernetes.io/managed-by": engine,
        "calico-reporting/project": "calico-reporting",
        "calico-reporting/stack": "workshop",
    }
    for one in (document for file in own.iterdir() for document in documents(file)):
        assert one["metadata"]["labels"].items() >= labels.items()


def test_a_rendering_for_no_engine_carries_no_marks(run: Run, project: Path) -> None:
    printed = run("render", "--stack", "workshop", "--project", project).out
    assert "annotations" not in printed
    assert "labels" not in printed


def test_argo_cd_prunes_own_objects_and_never_shared_ones(rendering: Rendering) -> None:
    rendering("argocd")
    own, shared = documents(rendering.out / "argocd/applicationsets.yaml")
    policies = [one["spec"]["template"]["spec"]["syncPolicy"] for one in (own, shared)]
    assert [policy["automated"]["prune"] for policy in policies] == [True, False]
    assert all("ServerSideApply=true" in policy["syncOptions"] for policy in policies)
    assert {"Prune=false", "Delete=false", "ClientSideApplyMigration=false"} <= set(policies[1]["syncOptions"])
    assert [one["spec"]["syncPolicy"]["preserveResourcesOnDeletion"] for one in (own, shared)] == [False, True]


def test_the_application_sets_read_the_files_that_are_rendered(rendering: Rendering) -> None:
    rendering("argocd")
    checkout = rendering.project.parent
    for one in documents(rendering.out / "argocd/applicationsets.yaml"):
        (generator,) = one["spec"]["generators"]
        (pattern,) = generator["git"]["files"]
        listed = [documents(file)[0] for file in sorted(checkout.glob(pattern["path"]))]
        assert [found["cluster"] for found in listed] == ["production", "workshop"]
        assert all((checkout / found["folder"]).is_dir() for found in listed)


def test_flux_prunes_own_objects_and_never_shared_ones(rendering: Rendering) -> None:
    rendering("flux")
    own, shared = documents(rendering.out / "flux/stacks/production.yaml")
    assert (own["spec"]["prune"], shared["spec"]["prune"]) == (True, False)
    checkout = rendering.project.parent
    for one in (own, shared):
        assert (checkout / one["spec"]["path"]).is_dir()
        assert one["spec"]["kubeConfig"] == {"secretRef": {"name": "production-kubeconfig"}}
    (source,) = documents(rendering.out / "flux/repository.yaml")
    assert own["spec"]["sourceRef"] == {"kind": source["kind"], "name": source["metadata"]["name"]}
    assert own["metadata"]["namespace"] == source["metadata"]["namespace"] == "flux-system"


def test_flux_waits_for_every_part_of_what_goes_first(rendering: Rendering) -> None:
    rendering("flux", "--first", "workshop")
    first = {one["metadata"]["name"] for one in documents(rendering.out / "flux/stacks/workshop.yaml")}
    for one in documents(rendering.out / "flux/stacks/production.yaml"):
        assert {before["name"] for before in one["spec"]["dependsOn"]} == first
    assert all("dependsOn" not in one["spec"] for one in documents(rendering.out / "flux/stacks/workshop.yaml"))


def test_runs_are_left_out_with_a_note(rendering: Rendering) -> None:
    runs = "calico-reporting:runs: {look: {reports: [daily-soc2-inventory], last: 2h, until: 2026-11-23T10:00:00Z}}"
    edit(rendering.project, "workshop", "  calico-reporting:links:", f"  {runs}\n  calico-reporting:links:")
    assert "the runs of workshop are left out" in rendering("flux")
    assert "Job" not in b"".join(files(rendering.out).values()).decode()


# Every engine


@pytest.mark.parametrize("engine", ENGINES)
def test_a_second_rendering_is_the_first_byte_by_byte(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    first = files(rendering.out)
    said = rendering(engine, stacks=("--stack", "workshop", "--stack", "production"))
    assert files(rendering.out) == first
    assert "no stack of the project" not in said


@pytest.mark.parametrize("engine", ENGINES)
def test_rendering_one_stack_leaves_the_others_files(rendering: Rendering, engine: str) -> None:
    """So that a wave is what is rendered and committed."""
    rendering(engine)
    before = files(rendering.out)
    edit(rendering.project, "workshop", "name: workshop", "name: elsewhere")
    rendering(engine, stacks=("--stack", "workshop"))
    after = files(rendering.out)
    changed = {name for name in before if before[name] != after[name]}
    assert set(after) == set(before)
    assert changed
    assert all("workshop" in name for name in changed)


@pytest.mark.parametrize("engine", SERVED)
def test_what_a_stack_has_no_more_is_removed(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    edit(
        rendering.project,
        "workshop",
        "intervals: workshop",
        "intervals: workshop\n  calico-reporting:compliance: absent",
    )
    said = rendering(engine, stacks=("--stack", "workshop"))
    assert "stacks/workshop/own/reports.yaml: its stack has it no more" in said
    assert not (rendering.out / "stacks/workshop/own/reports.yaml").exists()
    assert (rendering.out / "stacks/workshop/shared/felix.yaml").exists()
    assert (rendering.out / "stacks/production/own/reports.yaml").exists()
    assert not (rendering.out / "argocd/own/workshop.yaml").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_files_of_a_stack_that_is_gone_are_told_and_kept(rendering: Rendering, engine: str) -> None:
    rendering(engine)
    before = files(rendering.out)
    (rendering.project / "Pulumi.workshop.yaml").unlink()
    assert "workshop is rendered in" in rendering(engine)
    assert files(rendering.out) == before


HOSTILE = ("Prod_EU", "prod-eu", "x" * 100, "a b", "{{.name}}", "flux", "-", "ümläut", "0" * 64)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_stacks_name_becomes_legal_and_unique(run: Run, tmp_path: Path, engine: str) -> None:
    rendering = Rendering(run, fleet(tmp_path / "checkout", *HOSTILE, below="compliance"))
    rendering(engine)
    made = [
        one
        for file in sorted(rendering.out.rglob("*.yaml"))
        if "stacks" not in file.relative_to(rendering.out).parts[0]
        for one in documents(file)
    ]
    names = [one["metadata"]["name"] if "metadata" in one else one["name"] for one in made]
    assert len(set(names)) == len(names) >= len(HOSTILE)
    longest = 42 if engine == "pko" else 63
    assert all(legal_name(name, longest) == name for name in names)


def test_of_all_stacks_one_with_a_kubeconfig_of_its_own_machine_is_left_out(rendering: Rendering) -> None:
    edit(rendering.project, "workshop", "context: calico-workshop", "kubeconfig: .sandbox/kubeconfig")
    assert "workshop is left out: its cluster.kubeconfig is a file of one machine" in rendering("pko")
    assert list(files(rendering.out)) == ["pko/production.yaml"]


def test_a_folder_that_git_ignores_is_told(rendering: Rendering) -> None:
    (rendering.project.parent / ".gitignore").write_text("/fleet/\n", encoding="utf-8")
    assert "git ignores" in rendering("flux")


# Refused, and nothing written

REFUSED = {
    "no folder": (["--for", "flux", "--all"], "--for flux needs a folder of a git checkout"),
    "unknown stack": (["--for", "pko", "--stack", "nope", "--out", "OUT"], "there is no stack 'nope'"),
    "both": (["--for", "pko", "--stack", "workshop", "--all", "--out", "OUT"], "--stack and --all exclude each other"),
    "several for none": (["--all", "--out", "OUT"], "several stacks are rendered for an engine"),
    "two for none": (["--stack", "workshop", "--stack", "production"], "several stacks are rendered for an engine"),
    "an option for none": (["--stack", "workshop", "--branch", "main"], "--branch is for --for pko or flux or argocd"),
    "flux's backend": (["--for", "flux", "--all", "--backend", "s3://x", "--out", "OUT"], "--backend is for --for pko"),
    "argo cd's order": (["--for", "argocd", "--all", "--first", "workshop", "--out", "OUT"], "docs/fleet.md"),
    "argo cd's login": (["--for", "argocd", "--all", "--git-secret", "x", "--out", "OUT"], "argocd repo add"),
    "unknown first": (["--for", "flux", "--all", "--first", "nope", "--out", "OUT"], "--first 'nope' is not among"),
    "first not rendered": (
        ["--for", "pko", "--stack", "production", "--first", "workshop", "--out", "OUT"],
        "Add --stack workshop",
    ),
    "a template": (["--for", "flux", "--all", "--builtin-template", "v3.22.1", "--out", "OUT"], "are for runs"),
    "a folder as backend": (["--for", "pko", "--all", "--backend", "file://~", "--out", "OUT"], "--backend is none"),
    "a word as backend": (["--for", "pko", "--all", "--backend", "bucket", "--out", "OUT"], "--backend is none"),
    "a bucket's organization": (
        ["--for", "pko", "--all", "--backend", "s3://x", "--organization", "acme", "--out", "OUT"],
        "--organization 'acme' is Pulumi Cloud's",
    ),
    "a path as repository": (
        ["--for", "flux", "--all", "--repository", "/srv/git", "--out", "OUT"],
        "--repository http",
    ),
    "a bad branch": (["--for", "flux", "--all", "--branch", "a..b", "--out", "OUT"], "'a..b' is not a branch's name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_with_the_way_out(rendering: Rendering, case: str) -> None:
    arguments, message = REFUSED[case]
    said = rendering.refused(*[rendering.out if word == "OUT" else word for word in arguments])
    assert message in said


def test_a_stack_of_one_machine_is_refused_by_name(rendering: Rendering) -> None:
    edit(rendering.project, "workshop", "context: calico-workshop", "kubeconfig: .sandbox/kubeconfig")
    said = rendering.refused("--for", "flux", "--stack", "workshop", "--out", rendering.out)
    assert "Say cluster.context or cluster.inCluster" in said


OVER = """\
        daily-cis-results:
          reportType: cis-benchmark
          schedule: "0 1 * * *"
          cis: {resultsFilters: [{exclude: [{id: "1.2.5", reason: x, owner: y, until: 2020-01-01}]}]}
"""


@pytest.mark.parametrize("arguments", [("--for", "flux", "--all", "--out", "OUT"), ("--stack", "workshop")])
def test_what_would_stop_an_up_is_not_rendered(rendering: Rendering, project: Path, arguments: tuple[str, ...]) -> None:
    edit(project, "workshop", "      reports:\n", "      reports:\n" + OVER)
    said = rendering.refused(*[rendering.out if word == "OUT" else word for word in arguments])
    assert "2020-01-01 was the last day of an exception" in said


def test_one_wrong_stack_file_keeps_all_others_from_being_written(rendering: Rendering) -> None:
    edit(rendering.project, "workshop", '"8 6 * * *"', '"8 6 * * 7"')
    assert "SCHEDULE" in rendering.refused("--for", "flux", "--all", "--out", rendering.out)


def test_without_a_remote_the_repository_is_asked_for(run: Run, tmp_path: Path) -> None:
    rendering = Rendering(run, fleet(tmp_path / "checkout", below="compliance", origin=None))
    assert "--repository URL" in rendering.refused("--for", "flux", "--all", "--out", rendering.out)
    rendering("flux", "--repository", "https://example.com/a")


def test_origins_default_branch_is_the_one_that_is_followed(project: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", project, *arguments], check=True, capture_output=True)

    git("update-ref", "refs/remotes/origin/trunk", "HEAD")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert repository_of(project, Options()).branch == "trunk"


def test_without_a_default_branch_one_is_asked_for(rendering: Rendering) -> None:
    subprocess.run(["git", "-C", rendering.project, "branch", "-m", "feature"], check=True)
    assert "--branch NAME" in rendering.refused("--for", "pko", "--all", "--out", rendering.out)


def test_a_folder_outside_any_checkout_is_refused(rendering: Rendering, tmp_path: Path) -> None:
    said = rendering.refused("--for", "argocd", "--all", "--out", tmp_path / "elsewhere")
    assert "is in no git checkout" in said


def test_a_folder_of_the_other_engine_is_refused(rendering: Rendering) -> None:
    rendering("flux")
    before = files(rendering.out)
    ran = rendering.run("render", "--for", "argocd", "--all", "--out", rendering.out, "--project", rendering.project)
    assert "is rendered for flux" in ran.err
    assert files(rendering.out) == before


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("git@github.com:acme/a.git", "ssh://git@github.com/acme/a.git"),
        ("ssh://git@github.com:2222/acme/a.git", "ssh://git@github.com:2222/acme/a.git"),
        ("ssh://git:s3cret@github.com/a", "ssh://git@github.com/a"),
        ("https://user:s3cret@example.com:8443/a?b=c", "https://example.com:8443/a?b=c"),
        ("https://s3cret@example.com/a", "https://example.com/a"),
    ],
)
def test_a_url_is_written_as_every_engine_reads_it_and_without_a_password(
    project: Path, given: str, written: str
) -> None:
    assert repository_of(project, Options(repository=given)).url == written


@pytest.mark.parametrize(
    "given", ["", "git@", "file:///srv/git", "ext::sh -c x", "https://", "https://a/b c", "http:a"]
)
def test_a_url_that_no_engine_can_fetch_is_refused_without_repeating_it(project: Path, given: str) -> None:
    with pytest.raises(Failure, match="begins with https://"):
        repository_of(project, Options(repository=given or " "))
