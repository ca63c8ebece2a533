"""Which authorities may sign a server's certificate: the system's, and those in a named file.

Nothing turns the check off.
"""

import os
import ssl
from pathlib import Path

import truststore

from bs_wizard.clean import printable
from bs_wizard.errors import NetworkError, UsageError

_ADDED = "REQUESTS_CA_BUNDLE"
NAMED = ("SSL_CERT_FILE", _ADDED)
"""The variables that name a file of authorities."""

_HINT = "Name a file of certificates in PEM form"


def context() -> ssl.SSLContext:
    """Return what checks certificates.

    Raises NetworkError for a variable that names no certificates: without them a server would look
    untrusted that is not.
    """
    made: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for variable in NAMED:
        if (named := os.environ.get(variable)) and (why := _cannot_add(named, made)):
            raise NetworkError(
                f"{variable} names {printable(named)}, {why}.", f"{_HINT}, or unset {variable}."
            )
    return made


def add(file: str) -> None:
    """Trust the authorities in ``file`` too, for this run; UsageError where it holds none."""
    if why := _cannot_add(file, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)):
        raise UsageError(
            f"No certificates can be had from --ca-file: {printable(file)}, {why}.", f"{_HINT}."
        )
    os.environ[_ADDED] = file


def _cannot_add(named: str, trusted: ssl.SSLContext) -> str:
    """Add them; return why that cannot be, empty where it was done."""
    try:
        if Path(named).is_dir():  # as requests takes it; OpenSSL looks into it as it needs to
            trusted.load_verify_locations(capath=named)
        else:
            trusted.load_verify_locations(cafile=named)
    except FileNotFoundError:
        return "which is not there"
    except PermissionError:
        return "which may not be read"
    except OSError:
        return "which holds no certificates"
    return ""
