"""Credentials, applications and what waits to test with, any part of them changed by keyword."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Application, Credential, User

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
    host=None,
    fingerprint="",
    created_at=AT,
    verified_at=None,
)
_APPLICATION = Application("0123456789abcdef", SERVER, "Lab import", "sdk", AT)
_PENDING = PendingLogin(
    id="0a1b2c0a1b2c",
    api_server=SERVER,
    client_id="c1",
    app_name="Lab import",
    scopes=("READ GLOBAL",),
    name="lab",
    description="",
    overwrite=False,
    user_code="b9bac",
    verification_uri="https://basespace.illumina.com/oauth/device",
    verification_uri_complete=None,
    interval=5,
    asked_at=AT,
    expires_at=AT + timedelta(minutes=30),
    store="vault",
    backend="age",
)


def a_credential(**changed: Any) -> Credential:
    """Return a credential named ``lab``, with what is given in place of its own."""
    return _CREDENTIAL._replace(**changed)


def an_application(**changed: Any) -> Application:
    """Return an application, with what is given in place of its own."""
    return _APPLICATION._replace(**changed)


def a_pending(**changed: Any) -> PendingLogin:
    """Return an authorisation that waits, with what is given in place of its own."""
    return replace(_PENDING, **changed)
