"""Certificates: whom this client trusts, and what it shows of itself."""

import os
import ssl
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from cluster.access import Access, KubeconfigError
from reporting.quote import quoted

# https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_OUT_OF_DATE = (9, 10)
_OTHER_NAMES = (62, 64)


def context(access: Access, certificate: Mapping[str, str]) -> ssl.SSLContext:
    """The cluster's authority and, where there is one, the user's certificate.

    As Go, and unlike Python, any certificate of the kubeconfig's authority ends a chain, and a common name is no
    host's name. Raises KubeconfigError where a certificate or key is unusable.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    made.hostname_checks_common_name = False
    try:
        _trust(made, access.cluster)
        if certificate:
            _show(made, certificate)
    except (ssl.SSLError, OSError, ValueError):
        raise KubeconfigError(
            f"The certificates of context {quoted(access.context)} ({access.origin}) cannot be used: a certificate "
            "or key is not PEM, or they do not belong together. Renew the kubeconfig."
        ) from None
    return made


def way_to_trust(error: ssl.SSLCertVerificationError, access: Access) -> str:
    """What to do about a server's certificate that was refused."""
    if error.verify_code in _OTHER_NAMES:
        return (
            "The certificate is made out to other names than the kubeconfig's: correct server in its cluster entry, "
            "or name one of the certificate's own in tls-server-name"
        )
    if error.verify_code in _OUT_OF_DATE:
        return "Renew the cluster's certificate, or correct this machine's clock"
    return (
        f"It was compared with {_authority(access.cluster)}. Put the certificate authority that signed it into "
        f"certificate-authority-data of the kubeconfig's cluster entry ({access.origin}), or fetch the kubeconfig anew "
        "from whoever runs the cluster"
    )


def _authority(cluster: Mapping[str, Any]) -> str:
    if cluster.get("certificate-authority-data"):
        return "the kubeconfig's certificate-authority-data"
    stated = cluster.get("certificate-authority")
    return f"the authorities of {stated}" if stated else "this machine's authorities, because the kubeconfig names none"


def _trust(made: ssl.SSLContext, cluster: Mapping[str, Any]) -> None:
    """Of data and a file the data count, as for client-go."""
    if cluster.get("insecure-skip-tls-verify"):
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    elif data := cluster.get("certificate-authority-data"):
        made.load_verify_locations(cadata=b64decode(data).decode("ascii", "ignore"))
    elif file := cluster.get("certificate-authority"):
        made.load_verify_locations(cafile=file)
    else:
        made.load_default_certs()


def _show(made: ssl.SSLContext, certificate: Mapping[str, str]) -> None:
    with _file(certificate, "client-certificate") as chain, _file(certificate, "client-key") as key:
        # Without a password OpenSSL would ask for that of an encrypted key, which client-go cannot read either.
        made.load_cert_chain(chain, key, password="")


@contextmanager
def _file(entries: Mapping[str, str], name: str) -> Iterator[str]:
    """A file with it. OpenSSL reads files alone: data lie in one that only this user can read, and only meanwhile."""
    data = entries.get(f"{name}-data")
    if not data:
        yield entries[name]
        return
    descriptor, path = mkstemp()
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(b64decode(data))
        yield path
    finally:
        Path(path).unlink()
