"""What authorisations leave behind is found under the lock, and nothing of use is lost with it."""

from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingSecrets
from bs_wizard.store.index.records import User
from bs_wizard.store.pending_logins import PendingLogins
from bs_wizard.store.recovery.orphans import sweep_orphans
from bs_wizard.store.recovery.rebuild import Assumed, adopt
from tests.store.age_homes import file_vault
from tests.store.examples import AT, a_credential, a_pending

SECRETS = PendingSecrets(Secret("client-canary"), Secret("device-canary"))
ASSUMED = Assumed("https://api.basespace.illumina.com", "US", AT)


@pytest.fixture
def vault(home: Path) -> AgeVault:
    return file_vault(home)


@pytest.fixture
def kept(home: Path, vault: AgeVault) -> PendingLogins:
    return PendingLogins(Index(home), lambda store, backend: vault)


def test_a_secret_without_a_record_is_removed_and_what_waits_stays(
    home: Path, vault: AgeVault, kept: PendingLogins
) -> None:
    kept.keep(a_pending(), SECRETS)
    vault.put("pending:ffff", SECRETS.sealed(a_pending()))
    vault.put("pending:damaged", Secret("not what was kept"))
    vault.put("probe:1", Secret("x"))
    said = list(sweep_orphans(kept, [vault]))
    assert vault.names() == (a_pending().key,)
    assert kept.all() == (a_pending(),)
    assert len(said) == 3
    assert "canary" not in "".join(said)
    assert list(sweep_orphans(kept, [vault])) == []


def test_a_record_of_a_later_program_keeps_its_secret(
    home: Path, vault: AgeVault, kept: PendingLogins
) -> None:
    Index(home).change(lambda was: was._replace(pending=({"id": "new", "shape": 2},)))
    vault.put("pending:new", Secret("x"))
    assert list(sweep_orphans(kept, [vault])) == []
    assert vault.names() == ("pending:new",)


def test_a_record_whose_secrets_are_gone_is_forgotten(
    home: Path, vault: AgeVault, kept: PendingLogins
) -> None:
    kept.keep(a_pending(), SECRETS)
    vault.delete(a_pending().key)
    (said,) = sweep_orphans(kept, [vault])
    assert "b9bac" in said
    assert kept.all() == ()


def test_one_that_another_process_waits_for_is_left_alone(
    home: Path, vault: AgeVault, kept: PendingLogins
) -> None:
    kept.keep(a_pending(), SECRETS)
    with kept.lock(a_pending()):
        vault.delete(a_pending().key)
        assert list(sweep_orphans(kept, [vault])) == []
    assert kept.all() == (a_pending(),)


def test_an_approved_token_without_a_record_becomes_a_credential(
    home: Path, vault: AgeVault, kept: PendingLogins
) -> None:
    token = Secret("token-canary")
    vault.put("pending:ab12", PendingSecrets(Secret("c"), token=token).sealed(a_pending()))
    (said,) = sweep_orphans(kept, [vault])
    assert "recovered-ab12" in said
    assert vault.get("recovered-ab12") == token
    assert adopt(Index(home), [vault], ASSUMED) == (("recovered-ab12",), ())
    (record,) = Index(home).read().credentials
    assert (record.name, record.fingerprint) == ("recovered-ab12", token.fingerprint)
    assert vault.names() == ("recovered-ab12",)


def test_what_was_locked_in_a_rebuild_is_recorded_later(home: Path, vault: AgeVault) -> None:
    Index(home).change(lambda was: was.with_credential(a_credential(name="core")))
    vault.put("lab", Secret("lab-canary"))
    assert adopt(Index(home), [vault], ASSUMED) == (("lab",), ())
    record = Index(home).read().find("lab")
    assert record is not None
    assert (record.api_server, record.user) == (ASSUMED.api_server, User("", "", ""))
    assert record.fingerprint == Secret("lab-canary").fingerprint
    before = (home / "index.json").read_bytes()
    assert adopt(Index(home), [vault], ASSUMED) == ((), ())
    assert (home / "index.json").read_bytes() == before
