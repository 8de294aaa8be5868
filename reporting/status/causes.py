"""Known reasons why Calico's controller makes no report at all, as far as they can be seen on the cluster.

What may not be read says nothing. Undocumented, each read in published source: the role that keeps the controller from
writing a status (github.com/tigera/operator, pull request 4862), and what a license without the feature takes away.
"""

from collections.abc import Iterator

from reporting.dialects.moments import rfc3339
from reporting.findings.live.licensing import FEATURE, expiry, lacks_reports
from reporting.findings.live.unscheduled import keeps_status_from
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import API_SERVER_ROLES, COMPLIANCE, LICENSE, POD_TEMPLATE, Outcome
from reporting.status.seen import Seen

LOOK_AT_CONTROLLER = f"see what Calico's controller says: kubectl logs -n {NAMESPACE} deployment/compliance-controller"


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
    license_key = seen.first(LICENSE)
    over = expiry(license_key)
    if over and over <= seen.now:
        yield f"the license expired at {rfc3339(over)}; renew it: kubectl get licensekey default -o yaml"
    if lacks_reports(license_key):
        yield f"the license lacks feature {FEATURE}; ask for one that has it"


def _no_template(seen: Seen) -> Iterator[str]:
    if seen.outcome(POD_TEMPLATE) is Outcome.ABSENT:
        yield (
            f"there is no PodTemplate {NAMESPACE}/{POD_TEMPLATE.name} to make Jobs from; the operator makes it: "
            "kubectl get tigerastatus compliance"
        )


def _role(seen: Seen) -> Iterator[str]:
    for source in API_SERVER_ROLES:
        if keeps_status_from(seen.first(source)):
            yield (
                f"ClusterRole {source.name} does not let Calico's API server write globalreports/status, so the "
                "controller schedules nothing; upgrade the Tigera operator to a release that has the right"
            )
