"""Known reasons why Calico's controller makes no report at all, as far as they can be seen on the cluster.

What may not be read says nothing. Undocumented, each read in published source: the role that keeps the controller from
writing a status (github.com/tigera/operator, pull request 4862), and what a license without the feature takes away.
"""

from collections.abc import Iterable, Iterator

from reporting.dialects.moments import known_instant, rfc3339
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import COMPLIANCE, POD_TEMPLATE, Outcome
from reporting.status.seen import Object, Seen
from reporting.status.sources import API_SERVER_ROLES, LICENSE
from reporting.status.untyped import mapping, mappings, texts

LOOK_AT_CONTROLLER = f"see what Calico's controller says: kubectl logs -n {NAMESPACE} deployment/compliance-controller"

_CALICO = {"projectcalico.org", "crd.projectcalico.org", "*"}
_FEATURE = "compliance-reports"
_EVERY_FEATURE = {"all", "cnx|all"}


def causes(seen: Seen) -> list[str]:
    """Each in a sentence without its stop, with what to do."""
    return [*_feature_off(seen), *_license(seen), *_no_template(seen), *_role(seen)]


def _feature_off(seen: Seen) -> Iterator[str]:
    if seen.outcome(COMPLIANCE) is Outcome.ABSENT:
        yield (
            "the compliance feature is off (there is no Compliance/tigera-secure); switch it on: "
            "pulumi config set compliance enable"
        )


def _license(seen: Seen) -> Iterator[str]:
    status = mapping(seen.first(LICENSE).get("status"))
    expiry, features = known_instant(status.get("expiry")), texts(status.get("features"))
    if expiry and expiry <= seen.now:
        yield f"the license expired at {rfc3339(expiry)}; renew it: kubectl get licensekey default -o yaml"
    if features and not features & {_FEATURE, *_EVERY_FEATURE}:
        yield f"the license lacks feature {_FEATURE}; ask for one that has it"


def _no_template(seen: Seen) -> Iterator[str]:
    if seen.outcome(POD_TEMPLATE) is Outcome.ABSENT:
        yield (
            f"there is no PodTemplate {NAMESPACE}/{POD_TEMPLATE.name} to make Jobs from; the operator makes it: "
            "kubectl get tigerastatus compliance"
        )


def _role(seen: Seen) -> Iterator[str]:
    for source in API_SERVER_ROLES:
        rules = [rule for rule in mappings(seen.first(source).get("rules")) if _CALICO & texts(rule.get("apiGroups"))]
        if _grants(rules, "globalreports") and not _grants(rules, "globalreports/status"):
            yield (
                f"ClusterRole {source.name} does not let Calico's API server write globalreports/status, so the "
                "controller schedules nothing; upgrade the Tigera operator to a release that has the right"
            )


def _grants(rules: Iterable[Object], resource: str) -> bool:
    """Whether a rule lets the resource be updated. https://kubernetes.io/docs/reference/access-authn-authz/rbac/"""
    names = {resource, "*"} | ({f"*/{resource.partition('/')[2]}"} if "/" in resource else set())
    return any(names & texts(rule.get("resources")) and {"update", "*"} & texts(rule.get("verbs")) for rule in rules)
