"""The token to hand over: of the credential named, of the environment, or of the default."""

import os

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER, handed_over
from bs_wizard.secret import Secret


def token(name: str | None, streams: Streams, *, as_stored: bool) -> Secret:
    """Return the token; raises what finding a credential and reading its vault raise."""
    return _chosen(name, streams, as_stored=as_stored)[1]


def variables(name: str | None, streams: Streams, *, as_stored: bool) -> dict[str, str]:
    """Return the variables that hand it over: the server, where it is known, and the token."""
    server, chosen = _chosen(name, streams, as_stored=as_stored)
    return {**({API_SERVER: server} if server else {}), ACCESS_TOKEN: chosen.reveal()}


def _chosen(name: str | None, streams: Streams, *, as_stored: bool) -> tuple[str, Secret]:
    if not name and (shadow := handed_over(os.environ)):
        streams.tell(f"This is the token in {ACCESS_TOKEN}; name a credential for a stored one.")
        return shadow
    credentials = stores.here().credentials()
    credential = credentials.find(name)
    return credential.api_server, credentials.token(credential, as_stored=as_stored)
