"""Which proxy leads to a cluster, chosen as client-go does."""

from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from cluster.access import Access, KubeconfigError


def proxy(access: Access) -> str | None:
    """The kubeconfig's proxy-url, or else that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Raises KubeconfigError."""
    if stated := access.cluster.get("proxy-url"):
        return str(stated)
    server = urlsplit(access.server)
    found = getproxies_environment().get(server.scheme)
    if found is None or _is_bypassed(server.hostname or ""):
        return None
    address = found if "://" in found else f"http://{found}"
    if not address.startswith(("http://", "https://")):
        variable = f"{server.scheme.upper()}_PROXY"
        raise KubeconfigError(
            f"{variable} names a proxy that is neither http:// nor https://, and the look at the live cluster knows no "
            f"other kind, though Pulumi's Kubernetes provider may. Put {server.hostname} into NO_PROXY where the "
            f"cluster is reached without it, or unset {variable}."
        )
    return address


def proxy_login(address: str) -> str | None:
    """`name:password` of a proxy's address, where they are in it."""
    parts = urlsplit(address)
    return f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None


def _is_bypassed(host: str) -> bool:
    """NO_PROXY as Go reads it: also networks, and never a proxy for this machine itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or bool(proxy_bypass(host))
    listed = getproxies_environment().get("no", "").split(",")
    return address.is_loopback or bool(proxy_bypass(host)) or any(_contains(entry.strip(), host) for entry in listed)


def _contains(network: str, host: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False
