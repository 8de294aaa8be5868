"""Who may do what with the stack's reports.

https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
Not managed here: who those groups and users are, and the right to sign in to the web console.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from reporting.dialects import names
from reporting.faults import MISSING, SUBJECT, UNKNOWN_KEY
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model, choice
from reporting.stack.reports import ReportName


class May(StrEnum):
    """What somebody may do."""

    VIEW = "view"
    MANAGE = "manage"
    RUN = "run"


# https://kubernetes.io/docs/reference/access-authn-authz/authentication/#users-in-kubernetes
_ONE_ACCOUNT = "system:serviceaccount:"
_RESERVED = "system:"
_WAY_OUT = "Name a group or user of your identity provider, or serviceAccounts: [namespace/name]."


def _group(text: str) -> str:
    return _subject(text, "group")


def _user(text: str) -> str:
    if text.startswith(_ONE_ACCOUNT):
        raise Fault(
            SUBJECT,
            f"{quoted(text)} is a service account, not a user.",
            f"Write serviceAccounts: [{text.removeprefix(_ONE_ACCOUNT).replace(':', '/')}]",
        )
    return _subject(text, "user")


def _subject(text: str, kind: str) -> str:
    if not text.strip():
        raise Fault(SUBJECT, f"{quoted(text)} names nobody; the API server refuses an empty {kind}.", _WAY_OUT)
    if text != text.strip() or not text.isprintable():
        raise Fault(
            SUBJECT,
            f"{quoted(text)} has a blank at an end, or a sign that nobody can see: it is stored as it is, and matches "
            f"no {kind} that looks like it.",
            "Write the name as the identity provider has it.",
        )
    if text.startswith(_RESERVED):
        raise Fault(SUBJECT, f"{quoted(text)} is Kubernetes' own: {_own_meaning(text)}.", _WAY_OUT)
    return text


def _own_meaning(text: str) -> str:
    return _MEANINGS.get(text, "names that begin with system: are reserved for its own parts, not for people")


_MEANINGS = {
    "system:masters": "it may do everything already, and nothing can take that away",
    "system:authenticated": "it is everybody with any login, every service account of the cluster included",
    "system:unauthenticated": "it is everybody who reaches the API server, without a login",
    "system:anonymous": "it is everybody who reaches the API server, without a login",
    "system:serviceaccounts": "it is every service account, so every Pod of the cluster",
}


def _service_account(text: str) -> str:
    namespace, slash, name = text.partition("/")
    if slash and names.is_label_name(namespace) and names.is_object_name(name):
        return text
    raise Fault(
        SUBJECT,
        f"{quoted(text)} is not a service account, which has a namespace: the API server refuses one without.",
        "Write namespace/name, such as audit/exporter.",
    )


class Grant(Model):
    """One thing that some groups, users or service accounts may do; with `reports`, view these alone."""

    may: Annotated[May, choice(May, remedy="Write for example may: view")] = Field(examples=["view"])
    reports: list[ReportName] | None = Field(None, examples=["[daily-soc2-inventory]"])
    groups: list[Annotated[str, AfterValidator(_group)]] = Field([], examples=["[auditors]"])
    users: list[Annotated[str, AfterValidator(_user)]] = Field([], examples=["[ann@example.com]"])
    service_accounts: list[Annotated[str, AfterValidator(_service_account)]] = Field([], examples=["[audit/exporter]"])

    @field_validator("reports")
    @classmethod
    def _names_reports(cls, reports: list[str] | None) -> list[str] | None:
        if reports == []:
            raise Fault(MISSING, "an empty list gives no report.", "Name one, or leave reports out for all of them.")
        return reports

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not (self.groups or self.users or self.service_accounts):
            raise Fault(MISSING, "names nobody who may.", "Write groups: [auditors], users or serviceAccounts.")
        if self.reports is not None and self.may is not May.VIEW:
            raise Fault(
                UNKNOWN_KEY,
                f"has reports beside may: {self.may}, and only viewing can be given report by report.",
                "Remove reports, or write may: view.",
            )
        return self


AccessName = Annotated[str, AfterValidator(names.access_name)]
