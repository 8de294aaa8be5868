"""The codes of what makes a stack file unusable: an error each, and none that a stack file can accept."""

from reporting.finding import Code, Severity

_ENTERPRISE = "https://docs.tigera.io/calico-enterprise/latest"
_CONFIG = "https://www.pulumi.com/docs/iac/concepts/config/"
_NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"
_REPORT = f"{_ENTERPRISE}/reference/resources/globalreport"


def _fault(name: str, title: str, source: str = "") -> Code:
    return Code(name, Severity.ERROR, title, source, acceptable=False)


FILE = _fault("FILE", "a file of the stack that cannot be read, or is not there")
YAML = _fault("YAML", "text that is not the YAML that Pulumi reads", _CONFIG)
SECRET = _fault("SECRET", "an encrypted value where nothing is secret", _CONFIG)
UNKNOWN_KEY = _fault("UNKNOWN_KEY", "a key that means nothing where it stands")
MISSING = _fault("MISSING", "something that has to be there and is not")
TYPE = _fault("TYPE", "a value of another kind than belongs there")
CHOICE = _fault("CHOICE", "a value that is none of the few that are possible")
RANGE = _fault("RANGE", "a value that is too small or too large")
NAME = _fault("NAME", "a name that Kubernetes refuses", _NAMES)
SUBJECT = _fault(
    "SUBJECT",
    "a group, user or service account to whom nothing can be granted, or nothing should be",
    "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects",
)
CREDENTIAL = _fault("CREDENTIAL", "a credential in a stack file, which everybody can read")
DUPLICATE = _fault("DUPLICATE", "the same thing said twice")
UNKNOWN_REPORT = _fault("UNKNOWN_REPORT", "a name that is no report of the stack")
CLUSTER = _fault("CLUSTER", "no way to the cluster, or more than one")
ADDRESS = _fault("ADDRESS", "text that is not the web console's address")
DURATION = _fault(
    "DURATION", "text that is not a duration, or not one that fits", "https://pkg.go.dev/time#ParseDuration"
)
TIME = _fault("TIME", "text that is not an instant or a day", "https://www.rfc-editor.org/rfc/rfc3339")
WINDOW = _fault("WINDOW", "a run's window that is not fixed or not over", f"{_ENTERPRISE}/compliance/overview")
SCHEDULE = _fault("SCHEDULE", "text that Calico does not read as a schedule", _REPORT)
NEVER_FIRES = _fault("NEVER_FIRES", "a schedule that never comes round", _REPORT)
BETWEEN = _fault("BETWEEN", "text that is no stretch of the day, or one that is too short for its reports")
FRAMEWORK = _fault("FRAMEWORK", "a framework that is not there, or a file that is none")
SELECTOR = _fault(
    "SELECTOR", "text that Calico does not read as a selector", f"{_ENTERPRISE}/reference/resources/networkpolicy"
)
CIS = _fault(
    "CIS", "parameters that no CIS benchmark report can have", f"{_ENTERPRISE}/compliance/compliance-reports-cis"
)
BASE = _fault("BASE", "a file that a stack cannot extend, or not so")
ACCEPT = _fault("ACCEPT", "an acceptance that accepts nothing")
MORE = _fault("MORE", "faults beyond those that are shown")
