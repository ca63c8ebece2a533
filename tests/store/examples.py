"""Credentials and applications to test with, any part of them changed by keyword."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bs_wizard.store.model import Application, Credential, User

AT = datetime(2026, 11, 23, 18, 30, 5, tzinfo=UTC)
SERVER = "https://api.basespace.illumina.com"

_CREDENTIAL = Credential(
    name="lab",
    description="Sequencing core, read only",
    api_server=SERVER,
    instance="use1",
    client_id="0123456789abcdef",
    user=User("1001", "Ada Example", "ada@lab.example"),
    workgroup="Core facility",
    scopes_requested=("READ GLOBAL", "BROWSE GLOBAL"),
    scopes_granted=("READ GLOBAL",),
    store="memory",
    backend="memory",
    fingerprint="",
    created_at=AT,
    verified_at=None,
)
_APPLICATION = Application("0123456789abcdef", SERVER, "Lab import", "sdk", AT)


def a_credential(**changed: Any) -> Credential:
    """Return a credential named ``lab``, with what is given in place of its own."""
    return replace(_CREDENTIAL, **changed)


def an_application(**changed: Any) -> Application:
    """Return an application, with what is given in place of its own."""
    return replace(_APPLICATION, **changed)
