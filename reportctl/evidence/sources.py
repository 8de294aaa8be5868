"""Which archive --source means, and with what it is asked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cluster.archive.folder import Folder
from cluster.archive.log_store import LogStore
from cluster.archive.manager import Manager, ManagerClient, Token
from cluster.archive.manager_api import CLUSTER_HEADER
from cluster.archive.service_account import service_account_token
from cluster.archive.source import Archive
from reportctl.show.failure import Failure
from reporting.dialects.names import InvalidName, object_name
from reporting.quote import quoted
from reporting.stack.links import manager_address
from reporting.stack.settings import Settings

MANAGER = "manager"
TOKEN = "CALICO_MANAGER_TOKEN"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Asking:
    """What was said of the manager and how it is asked; nothing secret."""

    manager: str | None = None
    managed_cluster: str | None = None
    authority: Path | None = None
    service_account: str | None = None


def chosen_archive(source: str, asking: Asking, settings: Settings, project: Path) -> Archive:
    """The manager, or what lies in a folder. Raises Failure and ArchiveError."""
    if source != MANAGER:
        return _on_disk(Path(source), asking)
    headers = {CLUSTER_HEADER: _name("--managed-cluster", asking.managed_cluster)} if asking.managed_cluster else {}
    client = ManagerClient(
        _address(asking, settings), _token(asking, settings, project, os.environ), headers, asking.authority
    )
    return Manager(client, asking.managed_cluster)


def _on_disk(root: Path, asking: Asking) -> Archive:
    if asking != Asking():
        raise Failure(
            f"--source {root} is a folder, and options for the manager were given as well. Leave them out, or say "
            f"--source {MANAGER}."
        )
    if not root.is_dir():
        raise Failure(f"--source: there is no folder {root}. Write {MANAGER}, or a folder of archived reports.")
    if Folder.recognises(root):
        return Folder(root)
    if LogStore.recognises(root):
        return LogStore(root)
    raise Failure(
        f"--source: {root} is no archive. It needs files by report and window, such as "
        "daily-pci-inventory/2026-07-01T060800Z_2026-07-02T060800Z/summary.csv, or a copy of the log store's "
        "compliance_reports with its .gz files."
    )


def _address(asking: Asking, settings: Settings) -> str:
    if asking.manager is not None:
        try:
            return manager_address(asking.manager)
        except ValueError as error:
            raise Failure(f"--manager: {error}") from None
    if settings.links is None or settings.links.manager is None:
        raise Failure(
            "the stack does not say where its manager is. Say it: pulumi config set --path links.manager "
            "https://manager.example.com, or for once --manager URL; or name a folder with --source DIR."
        )
    return settings.links.manager


def _token(asking: Asking, settings: Settings, project: Path, environ: Mapping[str, str]) -> Token:
    if asking.service_account is None:
        return Token(_stated(environ))
    namespace, slash, name = asking.service_account.partition("/")
    if not slash:
        raise Failure(
            f"--service-account: {quoted(asking.service_account)} is not NAMESPACE/NAME. Write one such as "
            "calico-reporting/auditor."
        )
    if asking.managed_cluster is not None:
        raise Failure(
            "--service-account: a managed cluster's accounts are not known to its manager, which belongs to the "
            f"management cluster. Get a token there: export {TOKEN}="
            f'"$(kubectl --context MANAGEMENT create token {name} --namespace {namespace})"'
        )
    stated = (_name("--service-account", namespace), _name("--service-account", name))
    renew = partial(service_account_token, settings.cluster, project.absolute(), environ, *stated)
    return Token(renew(), renew)


def _stated(environ: Mapping[str, str]) -> str:
    token = environ.get(TOKEN, "").strip()
    if not token:
        raise Failure(
            f"there is no token for the manager. Get one of an account that may read the reports: export {TOKEN}="
            '"$(kubectl create token ACCOUNT --namespace NAMESPACE)", or say whose is to be asked for: '
            "--service-account NAMESPACE/NAME"
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise Failure(f"{TOKEN} has a blank, a line break or another character in it that no token has. Get it anew.")
    return token


def _name(option: str, text: str) -> str:
    try:
        return object_name(text)
    except InvalidName as error:
        raise Failure(f"{option}: {error}") from None
