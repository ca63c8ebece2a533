"""Stored credentials for Python programs: the public interface of the package.

Nothing is asked, printed or changed; what fails raises an error of ``bs_wizard.errors``.
"""

import os
import warnings
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from bs_wizard.errors import UsageError
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER, handed_over
from bs_wizard.secret import Secret
from bs_wizard.store.files import paths
from bs_wizard.store.index.records import Credential
from bs_wizard.store.stores import Stores

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class LoadedCredential:
    """A credential and its token.

    ``token`` shows a mask wherever it is printed; ``token.reveal()`` gives it out. ``api_server``
    has no slash at its end. ``record`` is all that is known of the credential: ``record.user``,
    ``record.workgroup``, ``record.scopes_granted`` and so on. For a token out of the environment
    ``name`` is empty and ``record`` is None.
    """

    name: str
    api_server: str
    token: Secret
    record: Credential | None


def load(name: str | None = None) -> LoadedCredential:
    """Return the credential of that name and its token.

    With None it is the token in BASESPACE_ACCESS_TOKEN, as ``bs-wizard run`` sets it, else the
    credential that BS_WIZARD_CREDENTIAL names, else the default.

    Raises NoSuchCredential; StoreUnavailable where the keyring or vault does not give the token,
    also for want of a passphrase, which is never asked for here; IndexDamaged or IndexTooNew.
    """
    if not name and (given := handed_over(os.environ)):
        server, access_token = given
        return LoadedCredential("", server.rstrip("/"), access_token, None)
    credentials = Stores(paths.home(), host=_host, warn=_warn).credentials()
    record = credentials.find(name)
    return LoadedCredential(record.name, record.api_server, credentials.token(record), record)


def token(name: str | None = None) -> str:
    """Return the token itself, in clear. It is chosen, and errors are raised, as by ``load``."""
    return load(name).token.reveal()


class _Request(Protocol):
    """A request of httpx or of requests."""

    @property
    def url(self) -> object: ...
    @property
    def headers(self) -> MutableMapping[str, str]: ...


_R = TypeVar("_R", bound=_Request)


class BaseSpaceAuth:
    """Sends a credential's token, as ``auth=`` of httpx and of requests.

    ::

        auth = BaseSpaceAuth("lab")
        httpx.get(f"{auth.api_server}/v2/users/current", auth=auth)

    Only the credential's own server is sent the token, over https; a server on this machine may
    be reached over http. Any other address, a file's storage for one, is asked without it, and both
    libraries drop it where a redirect leads to another host. The credential is loaded at once, as
    by ``load``, whose errors it raises, and UsageError where no server goes with the token.
    """

    def __init__(self, name: str | None = None) -> None:
        self.credential = load(name)
        self._origin = _origin(self.api_server)
        if self._origin is None:
            raise UsageError(
                "The token's server is not known, or its address is not one of https.",
                f"Set {API_SERVER} beside {ACCESS_TOKEN}, or name a credential.",
            )

    @property
    def api_server(self) -> str:
        """Root of the credential's server, without a slash at the end."""
        return self.credential.api_server

    def __call__(self, request: _R) -> _R:
        """Add the header to a request that goes to the credential's own server; return it."""
        if _origin(str(request.url)) == self._origin:
            request.headers["Authorization"] = f"Bearer {self.credential.token.reveal()}"
        return request


def _origin(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address a token may be sent to, else None."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))):
        return None
    return parts.scheme, host, port or _PORTS[parts.scheme]


def _is_here(host: str) -> bool:
    from bs_wizard.basespace.instances import is_loopback_host

    return is_loopback_host(host)


def _host() -> str:
    from bs_wizard.terminal import facts

    return facts.host()


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)
