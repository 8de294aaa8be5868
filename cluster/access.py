"""Which cluster the Pulumi Kubernetes provider will use, found by the same rules.

The provider hands a `kubeconfig` input to client-go as it stands, with paths in it relative to the project, and
otherwise merges the files of KUBECONFIG, or ~/.kube/config, as client-go does.
Sources: pulumi-kubernetes provider/pkg/provider/provider.go (Configure), client-go tools/clientcmd/loader.go,
client_config.go and validation.go.
"""

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import yaml

from reporting.quote import quoted
from reporting.stack.cluster import Cluster

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
WITHOUT_A_CLUSTER = (
    "For a preview without the cluster: pulumi config set preflight skip, then pulumi preview --refresh=false."
)

Entries = Mapping[str, Mapping[str, Any]]

_FILES_OF_A_CLUSTER = ("certificate-authority",)
_FILES_OF_A_USER = ("client-certificate", "client-key", "tokenFile")
_TEXTS_OF_A_USER = (
    *_FILES_OF_A_USER,
    *("client-certificate-data", "client-key-data", "token", "username", "password", "as", "as-uid"),
)


class KubeconfigError(Exception):
    """No cluster can be found the way the stack file says; the message says where was looked."""


@dataclass(frozen=True, slots=True)
class Access:
    """One cluster and how to reach it: client-go's own entries, with every path in them absolute.

    `origin` says in words where it was found. Credentials are in `user` alone.
    """

    context: str
    origin: str
    server: str
    cluster: Mapping[str, Any] = field(repr=False)
    user: Mapping[str, Any] = field(repr=False)


def resolve(
    cluster: Cluster, project: Path, environ: Mapping[str, str], service_account: Path = SERVICE_ACCOUNT
) -> Access:
    """The cluster that a provider with this `kubeconfig` and `context` uses when it runs in the project.

    Raises KubeconfigError; no message has anything secret in it.
    """
    if cluster.kubeconfig is not None:
        return _chosen(_explicit(project, cluster.kubeconfig), cluster.context)
    merged = _merged(project, environ)
    if cluster.in_cluster:
        return _in_cluster(merged, environ, service_account)
    return _chosen(merged, cluster.context)


@dataclass(frozen=True, slots=True)
class _Kubeconfig:
    looked_at: tuple[Path, ...]
    current_context: str
    contexts: Entries
    clusters: Entries
    users: Entries

    @property
    def origin(self) -> str:
        return ", ".join(map(str, self.looked_at))


def _explicit(project: Path, stated: str) -> _Kubeconfig:
    path = project / stated
    content = _content(path)
    if content is None:
        raise KubeconfigError(
            f"cluster.kubeconfig says {quoted(stated)}, and there is no file {path}, so the stack's cluster cannot "
            "be found. Put the kubeconfig there, or correct the path: pulumi config set --path cluster.kubeconfig PATH"
        )
    return _parsed_once(path, content, project)


def _merged(project: Path, environ: Mapping[str, str]) -> _Kubeconfig:
    paths = _ambient_paths(project, environ)
    contents = [(path, _content(path)) for path in paths]
    read = [_parsed_once(path, content, path.parent) for path, content in contents if content is not None]
    return _Kubeconfig(
        looked_at=paths,
        current_context=next((file.current_context for file in read if file.current_context), ""),
        contexts=_first_wins(file.contexts for file in read),
        clusters=_first_wins(file.clusters for file in read),
        users=_first_wins(file.users for file in read),
    )


def _ambient_paths(project: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    if stated := environ.get("KUBECONFIG"):
        return tuple(dict.fromkeys(_absolute(project, path) for path in stated.split(os.pathsep) if path))
    return (Path(environ.get("HOME") or Path.home()) / ".kube" / "config",)


def _first_wins(sections: Iterable[Entries]) -> Entries:
    merged: dict[str, Mapping[str, Any]] = {}
    for section in sections:
        merged = {**section, **merged}
    return merged


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise KubeconfigError(
            f"The kubeconfig {path} cannot be read: {reason}. Pulumi's Kubernetes provider gives up on it as well. "
            "Make it readable, or name another file in KUBECONFIG."
        ) from None


def _parsed_once(path: Path, content: str, base: Path) -> _Kubeconfig:
    """Where many stacks are looked at, their contexts are often in one large file."""
    with _parsing:
        return _parsed(path, content, base.absolute())


_parsing = Lock()


@lru_cache(maxsize=16)
def _parsed(path: Path, content: str, base: Path) -> _Kubeconfig:
    try:
        document = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _no_kubeconfig(path, f"line {mark.line + 1} is not YAML" if mark else "it is not YAML") from None
    if not isinstance(document, dict | None):
        raise _no_kubeconfig(path, "it is not a map")
    whole = document or {}
    return _Kubeconfig(
        looked_at=(path,),
        current_context=str(whole.get("current-context") or ""),
        contexts=_entries(path, whole, "contexts", "context"),
        clusters=_with_paths(_entries(path, whole, "clusters", "cluster"), _FILES_OF_A_CLUSTER, base),
        users=_with_exec_paths(_with_paths(_entries(path, whole, "users", "user"), _FILES_OF_A_USER, base), base),
    )


def _entries(path: Path, document: Mapping[str, Any], section: str, key: str) -> Entries:
    found: dict[str, Mapping[str, Any]] = {}
    listed = document.get(section) or []
    for entry in listed if isinstance(listed, list) else [listed]:
        stated = entry if isinstance(entry, dict) else {}
        name, content = stated.get("name"), stated.get(key) or {}
        if not isinstance(name, str) or not isinstance(content, dict):
            raise _no_kubeconfig(path, f"{section} is not a list of entries with a name and a {key}")
        if name in found:
            raise _no_kubeconfig(path, f"{section} has {quoted(name)} twice")
        found[name] = content
    return found


def _no_kubeconfig(path: Path, reason: str) -> KubeconfigError:
    return KubeconfigError(
        f"{path} is not a kubeconfig: {reason}. Pulumi's Kubernetes provider gives up on it as well. "
        "Correct it, or name another file in KUBECONFIG."
    )


def _with_paths(section: Entries, keys: tuple[str, ...], base: Path) -> Entries:
    return {
        name: {key: str(_absolute(base, value)) if key in keys and value else value for key, value in entry.items()}
        for name, entry in section.items()
    }


def _with_exec_paths(users: Entries, base: Path) -> Entries:
    return {
        name: {**user, "exec": _exec(user["exec"], base)} if user.get("exec") else user for name, user in users.items()
    }


def _exec(plugin: Any, base: Path) -> Any:
    if not isinstance(plugin, dict) or os.sep not in str(plugin.get("command", "")):
        return plugin
    return {**plugin, "command": str(_absolute(base, plugin["command"]))}


def _absolute(base: Path, path: str) -> Path:
    return Path(os.path.normpath(base.absolute() / path))


def _in_cluster(merged: _Kubeconfig, environ: Mapping[str, str], account: Path) -> Access:
    if merged.current_context:
        raise KubeconfigError(
            f"The stack says cluster.inCluster, but {merged.origin} has the current context "
            f"{quoted(merged.current_context)}, which Pulumi's Kubernetes provider prefers: the stack would go to "
            "that cluster. Run it with KUBECONFIG=/dev/null, or say cluster.context instead of inCluster."
        )
    host, port = environ.get("KUBERNETES_SERVICE_HOST"), environ.get("KUBERNETES_SERVICE_PORT")
    if not host or not port or not (account / "token").is_file():
        raise KubeconfigError(
            "The stack says cluster.inCluster, but this program does not run in a Pod with a service account "
            f"(KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and {account / 'token'} are not all there). Run it in "
            "the cluster, or say how to reach it from here: pulumi config set --path cluster.context CONTEXT"
        )
    server = f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
    return Access(
        context="in-cluster",
        origin=f"the service account in {account}",
        server=server,
        cluster={"server": server, "certificate-authority": str(account / "ca.crt")},
        user={"tokenFile": str(account / "token")},
    )


def _chosen(kubeconfig: _Kubeconfig, stated: str | None) -> Access:
    name = stated or kubeconfig.current_context
    if not name:
        raise KubeconfigError(
            f"{kubeconfig.origin} has no current context, and the stack names none. {_contexts(kubeconfig)} "
            "Choose one: pulumi config set --path cluster.context CONTEXT"
        )
    if name not in kubeconfig.contexts:
        raise KubeconfigError(
            f"There is no context {quoted(name)} in {kubeconfig.origin}. {_contexts(kubeconfig)} Choose one with "
            "pulumi config set --path cluster.context CONTEXT, or set KUBECONFIG to the file that has it."
        )
    context = kubeconfig.contexts[name]
    cluster = _entry(kubeconfig, name, "cluster", context.get("cluster"), kubeconfig.clusters)
    user = _entry(kubeconfig, name, "user", context.get("user"), kubeconfig.users) if context.get("user") else {}
    _check_cluster(name, cluster)
    _check_user(name, user)
    return Access(name, kubeconfig.origin, str(cluster["server"]), cluster, user)


def _contexts(kubeconfig: _Kubeconfig) -> str:
    if not kubeconfig.contexts:
        missing = ", ".join(str(path) for path in kubeconfig.looked_at if not path.exists())
        return f"No context was found there ({missing} does not exist)." if missing else "No context is there."
    names = sorted(kubeconfig.contexts)
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return f"There are: {', '.join(names[:20])}{more}."


def _entry(kubeconfig: _Kubeconfig, context: str, kind: str, name: object, entries: Entries) -> Mapping[str, Any]:
    if not isinstance(name, str) or name not in entries:
        raise KubeconfigError(
            f"Context {quoted(context)} in {kubeconfig.origin} leads to {kind} {quoted(name)}, which is in none of "
            "those files. Add it, or choose another context: pulumi config set --path cluster.context CONTEXT"
        )
    return entries[name]


def _check_cluster(context: str, cluster: Mapping[str, Any]) -> None:
    if not _is_address(str(cluster.get("server") or "")):
        raise _unusable(context, "its cluster has no server with an address such as https://host:6443")
    authority = cluster.get("certificate-authority") or cluster.get("certificate-authority-data")
    if cluster.get("insecure-skip-tls-verify") and authority:
        raise _unusable(context, "its cluster has both a certificate authority and insecure-skip-tls-verify")
    proxy = str(cluster.get("proxy-url") or "")
    if proxy.startswith("socks5:"):
        raise _unsupported(context, "a proxy-url with socks5")
    if proxy and not _is_address(proxy):
        raise _unusable(context, "its cluster's proxy-url is no address such as http://proxy:3128")
    _check_data(context, cluster, "certificate-authority")


def _is_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _check_user(context: str, user: Mapping[str, Any]) -> None:
    if user.get("auth-provider"):
        raise _unsupported(context, "an auth-provider, which Kubernetes has replaced by exec plugins")
    for key in _TEXTS_OF_A_USER:
        if not isinstance(user.get(key) or "", str):
            raise _unusable(context, f"its user's {key} is not a text; write it in quotes")
    if (user.get("token") or user.get("tokenFile")) and user.get("username"):
        raise _unusable(context, "its user has both a token and a username")
    if _has(user, "client-certificate") and not _has(user, "client-key"):
        raise _unusable(context, "its user has a client certificate without a key")
    for name in ("client-certificate", "client-key"):
        _check_data(context, user, name)
    if user.get("tokenFile"):
        _check_file(context, "tokenFile", user["tokenFile"])
    _check_impersonation(context, user)


def _check_impersonation(context: str, user: Mapping[str, Any]) -> None:
    """As client-go checks it, which refuses uid, groups and extra of nobody."""
    if not _are_texts(user.get("as-groups") or []):
        raise _unusable(context, "its user's as-groups is not a list of texts, such as [system:masters]")
    extra = user.get("as-user-extra") or {}
    if not isinstance(extra, dict) or not _are_texts(list(extra)) or not all(map(_are_texts, extra.values())):
        raise _unusable(context, "its user's as-user-extra is not a map of lists of texts, such as {scopes: [view]}")
    stated = [key for key in ("as-uid", "as-groups", "as-user-extra") if user.get(key)]
    if stated and not user.get("as"):
        raise _unusable(context, f"its user has {' and '.join(stated)} without as, the name to act under")


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _has(entry: Mapping[str, Any], name: str) -> bool:
    return bool(entry.get(name) or entry.get(f"{name}-data"))


def _check_data(context: str, entry: Mapping[str, Any], name: str) -> None:
    """The data of a certificate or key, which count before a file, are base64; a file can be read."""
    data = entry.get(f"{name}-data")
    if not data:
        if entry.get(name):
            _check_file(context, name, str(entry[name]))
        return
    try:
        base64.b64decode("".join(str(data).split()), validate=True)
    except (binascii.Error, ValueError):
        raise _unusable(context, f"its {name}-data is not base64") from None


def _check_file(context: str, name: str, path: str) -> None:
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise _unusable(context, f"its {name} {path} cannot be read: {error.strerror}") from None


def _unusable(context: str, reason: str) -> KubeconfigError:
    return KubeconfigError(
        f"Context {quoted(context)} cannot be used: {reason}. Pulumi's Kubernetes provider refuses it as well. "
        f"Correct it; 'kubectl --context {context} version' says whether it works."
    )


def _unsupported(context: str, words: str) -> KubeconfigError:
    return KubeconfigError(
        f"Context {quoted(context)} uses {words}, which the look at the live cluster does not support, though "
        "Pulumi's Kubernetes provider may. Use another kind of login, or do without the look: "
        "pulumi config set preflight skip"
    )
