"""Which credentials a few letters pick."""

from datetime import UTC, datetime

import pytest

from bs_wizard.store.index.records import Credential, User
from bs_wizard.wizard.rules.filtering import matching

LAB = Credential(
    name="lab-import",
    description="Nightly import",
    api_server="https://api.basespace.illumina.com",
    instance="use1",
    client_id=None,
    user=User("1", "Zoë Ångström", "zoe@example.org"),
    workgroup="Genomics Core",
    scopes_requested=("READ GLOBAL",),
    scopes_granted=None,
    store="keyring",
    backend="memory",
    host=None,
    fingerprint="0123456789ab",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    verified_at=None,
)
OWN = LAB._replace(name="own", description="", workgroup=None, scopes_granted=("BROWSE GLOBAL",))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["lab-import", "own"]),
        ("LAB", ["lab-import"]),
        ("zoë å", ["lab-import", "own"]),
        ("  nightly   core ", ["lab-import"]),
        ("personal", ["own"]),
        ("browse", ["own"]),
        ("read", ["lab-import"]),
        ("use1 own", ["own"]),
        ("own nightly", []),
        ("corezo", []),
    ],
)
def test_every_word_occurs_somewhere(text: str, names: list[str]) -> None:
    assert [each.name for each in matching((LAB, OWN), text)] == names
