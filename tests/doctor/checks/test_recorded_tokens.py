"""Another token than the recorded one is reported, and never shown."""

from pathlib import Path

from bs_wizard.doctor.checks import orphans, recorded_tokens
from bs_wizard.doctor.context import Context
from bs_wizard.secret import Secret
from bs_wizard.store.index import seals
from bs_wizard.store.index.contents import Contents
from tests.doctor.reports import findings
from tests.store.examples import a_credential
from tests.support.faulty_vault import FaultyVault

SECRET = Secret("token-of-another-machine")


def test_another_token_than_the_recorded_one_is_an_error() -> None:
    vault = FaultyVault()
    vault.put("lab", SECRET)
    vault.put("core", SECRET)
    core = a_credential(name="core", fingerprint=SECRET.fingerprint)
    recorded = [
        a_credential(fingerprint="0" * 12, host="login2"),
        seals.sealed(core, SECRET),
        a_credential(name="gone", fingerprint=SECRET.fingerprint),
    ]
    (found,) = findings(recorded_tokens.assess, recorded, vault)
    assert (found.level.value, found.exit_code) == ("error", 7)
    assert found.found == (
        "GNOME Keyring here holds another token for lab than the recorded one, "
        "which was stored from login2"
    )
    assert found.fix == "bs-wizard login lab --force"
    assert SECRET.reveal() not in str(found)
    (found,) = findings(recorded_tokens.assess, recorded[1:], vault)
    assert found.level.value == "ok"


def test_a_record_that_does_not_fit_its_token_is_an_error() -> None:
    vault = FaultyVault()
    vault.put("lab", SECRET)
    one = seals.sealed(a_credential(fingerprint=SECRET.fingerprint), SECRET)
    changed = one._replace(api_server="https://api.example")
    (found,) = findings(recorded_tokens.assess, [changed], vault)
    assert (found.level.value, found.exit_code) == ("error", 7)
    assert found.found == "the record of lab does not fit its token, which is not used"
    assert found.fix == "bs-wizard verify lab --api-server SERVER"


def test_one_that_is_not_there_is_said_with_its_host(tmp_path: Path) -> None:
    shelf = orphans.StoreContents("Fake", frozenset({"lab"}), frozenset())
    (found,) = findings(orphans.assess, shelf, hosts={"lab": "login1"})
    assert found.found == "recorded, but not there: lab (stored from login1)"
    nothing = Context(tmp_path, {}, Contents(credentials=(a_credential(store="vault"),)))
    assert findings(recorded_tokens.check, nothing) == []
