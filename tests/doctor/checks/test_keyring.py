"""Bus, Secret Service, backend and vault, judged by tables."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks import backend, bus, secret_service, vault
from bs_wizard.doctor.checks.backend import BackendChoices
from bs_wizard.doctor.checks.bus import Bus
from bs_wizard.doctor.checks.secret_service import Service, ServiceState
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.settings import Recipient, read_settings, write_settings
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.system_keyring.backends import LIBSECRET, SECRET_SERVICE
from tests.doctor.reports import findings, the_finding
from tests.store.age_homes import passphrase_home
from tests.store.examples import a_credential

ADA = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"
TMUX = 'eval "$(tmux show-environment -s DBUS_SESSION_BUS_ADDRESS)"'
LOGIN = 'export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"'
NEW = "dbus-run-session -- bash"


@pytest.mark.parametrize(
    ("found", "level", "said", "fix"),
    [
        (Bus("unix:path=/b"), Level.OK, "it answers at unix:path=/b", ""),
        (Bus(""), Level.OK, "none is needed", ""),
        (Bus("unix:path=/b", in_tmux="unix:path=/b"), Level.OK, "answers", ""),
        (Bus("unix:path=/b", in_tmux="unix:path=/c"), Level.WARNING, "tmux knows another", TMUX),
        (Bus("", "none"), Level.ERROR, "no address is set", NEW),
        (Bus("disabled:", "off", of_login=True), Level.ERROR, "switched off", LOGIN),
        (Bus("unix:path=/b", "dead"), Level.ERROR, "dead: unix:path=/b", NEW),
        (Bus("unix:path=/b", "dead", of_login=True), Level.ERROR, "dead", LOGIN),
        (Bus("unix:path=/b", "dead", "unix:path=/c"), Level.ERROR, "dead", TMUX),
        (
            Bus("unix:path=/b", "dead", None, True, "screen"),
            Level.ERROR,
            "screen handed it on from an earlier login",
            LOGIN,
        ),
        (Bus("\x1b[2Junix:x", "dead"), Level.ERROR, "dead: unix:x", NEW),
    ],
)
def test_a_bus_is_judged(found: Bus, level: Level, said: str, fix: str) -> None:
    finding = the_finding(bus.assess, found, Level.ERROR)
    assert (finding.level, finding.fix, said in finding.found) == (level, fix, True)


@pytest.mark.parametrize(
    ("state", "desktop", "level", "said"),
    [
        (ServiceState.UNLOCKED, False, Level.OK, "unlocked"),
        (ServiceState.LOCKED, False, Level.ERROR, "no desktop"),
        (ServiceState.LOCKED, True, Level.WARNING, "the desktop asks"),
        (ServiceState.EMPTY, False, Level.WARNING, "no default keyring yet"),
        (
            ServiceState.SILENT,
            True,
            Level.ERROR,
            "hung: it has its name on the bus, but it did not",
        ),
        (ServiceState.MISSING, True, Level.ERROR, "missing"),
        (ServiceState.NO_BUS, True, Level.SKIPPED, "see session-bus"),
    ],
)
def test_a_secret_service_is_judged(
    state: ServiceState, desktop: bool, level: Level, said: str
) -> None:
    service = Service(state, "GNOME Keyring / Secret Service did not answer within 3 s.")
    finding = the_finding(secret_service.assess, service, Level.ERROR, can_be_asked=desktop)
    assert (finding.level, said in finding.found) == (level, True)
    assert bool(finding.fix) == (level not in {Level.OK, Level.SKIPPED})
    assert finding.level is not Level.ERROR or finding.exit_code == 7


@pytest.mark.parametrize(
    ("choices", "level", "said"),
    [
        (
            BackendChoices(SECRET_SERVICE, theirs=SECRET_SERVICE),
            Level.OK,
            "both take GNOME Keyring",
        ),
        (
            BackendChoices(
                SECRET_SERVICE,
                theirs="keyring.backends.chainer.ChainerBackend",
                members=(SECRET_SERVICE, LIBSECRET),
            ),
            Level.OK,
            "which is refused here: it gives a secret to any keyring there is",
        ),
        (
            BackendChoices(SECRET_SERVICE, theirs=LIBSECRET),
            Level.OK,
            f"would take {LIBSECRET}; this",
        ),
        (
            BackendChoices(SECRET_SERVICE, theirs_trouble="boom"),
            Level.OK,
            "by itself finds none: boom",
        ),
        (
            BackendChoices(trouble="No bus.", fix="x", theirs="keyrings.alt.file.PlaintextKeyring"),
            Level.WARNING,
            "none that is trusted: No bus. python-keyring by itself would take keyrings.alt.file."
            "PlaintextKeyring, which is refused here: it keeps secrets in plain",
        ),
    ],
)
def test_a_choice_of_backend_is_judged(choices: BackendChoices, level: Level, said: str) -> None:
    finding = the_finding(backend.assess, choices, Level.WARNING)
    assert (finding.level, said in finding.found) == (level, True), finding.found
    assert finding.fix == choices.fix


def test_python_keyring_is_asked_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    found = backend.collect(is_needed=False)
    assert found.theirs == "keyring.backends.null.Keyring"
    assert (found.ours, found.fix) == ("", "unset PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    assert "No module named" in backend.collect(is_needed=False).theirs_trouble


def test_a_configuration_that_names_a_refused_one_is_moved_away(tmp_path: Path) -> None:
    file = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    file.parent.mkdir(parents=True)
    file.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    there = "~/config/python_keyring/keyringrc.cfg"
    assert backend.collect(is_needed=False).fix == f"mv {there} {there}.old"


def test_without_a_bus_none_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("dbus-launch", "dbus-daemon"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert backend.collect(is_needed=False).trouble
    assert not (tmp_path / "started").exists()


def test_how_bad_it_is_depends_on_what_is_kept_where(
    context: Callable[..., Context], home: Path
) -> None:
    assert context().level_without_keyring is Level.WARNING
    in_keyring = Contents(credentials=(a_credential(store="keyring"),))
    assert context(contents=in_keyring).level_without_keyring is Level.ERROR
    home.mkdir()
    (home / "vault.json").touch()
    assert context().level_without_keyring is Level.OK
    assert context(contents=in_keyring).level_without_keyring is Level.ERROR


def test_without_a_bus_all_is_well_where_no_keyring_is_on_it(
    context: Callable[..., Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = "keyring_pass.PasswordStoreBackend"
    in_mine = Contents(credentials=(a_credential(store="keyring", backend=mine),))
    assert context(contents=in_mine).level_without_bus is Level.ERROR, "nobody knows where it went"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", mine)
    assert context().level_without_bus is Level.OK
    assert context(contents=in_mine).level_without_bus is Level.OK
    on_bus = Contents(credentials=(a_credential(store="keyring", backend=SECRET_SERVICE),))
    assert context(contents=on_bus).level_without_bus is Level.ERROR
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", LIBSECRET)
    assert context().level_without_bus is Level.WARNING


def test_elsewhere_than_on_linux_no_bus_is_needed(
    context: Callable[..., Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    for check in (bus, secret_service):
        (finding,) = findings(check.check, context())
        assert finding.level is Level.SKIPPED


def test_a_vault_that_is_not_set_up_is_bad_only_with_secrets_in_it(
    context: Callable[..., Context],
) -> None:
    (finding,) = findings(vault.check, context())
    assert finding.level is Level.OK
    kept = Contents(credentials=(a_credential(store="vault", backend="age"),))
    (finding,) = findings(vault.check, context(contents=kept))
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)


def test_a_vault_opened_by_a_key_is_looked_at(
    context: Callable[..., Context], home: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.txt"
    set_up(home, Kind.FILE, path=key)
    (finding,) = findings(vault.check, context())
    assert (finding.level, finding.found) == (
        Level.OK,
        "set up: a key file opens it, which is there",
    )
    assert "AGE-SECRET-KEY" not in repr(finding)
    key.chmod(0o644)
    (finding,) = findings(vault.check, context())
    assert (finding.level, finding.fix) == (Level.WARNING, "chmod 600 ~/key.txt")
    key.unlink()
    (finding,) = findings(vault.check, context())
    assert finding.level is Level.WARNING
    assert "missing" in finding.found


def test_a_vault_opened_by_a_passphrase_never_asks_for_it(
    context: Callable[..., Context], home: Path
) -> None:
    passphrase_home(home, "five random words are good")
    (finding,) = findings(vault.check, context())
    assert finding.level is Level.OK
    assert "a passphrase opens its identity" in finding.found


def test_an_interrupted_change_of_who_can_read_a_vault_is_said(
    context: Callable[..., Context], home: Path, tmp_path: Path
) -> None:
    set_up(home, Kind.FILE, path=tmp_path / "key.txt")
    settings = read_settings(home)
    identity = AgeVault(home, Passphrases()).open()
    write_settings(home, settings.with_further(Recipient(ADA, "Ada")), identity)
    (finding,) = findings(vault.check, context())
    assert (finding.level, finding.fix) == (Level.WARNING, "bs-wizard verify --all")
    assert "was interrupted" in finding.found


def test_a_list_of_readers_that_its_owner_did_not_write_is_said(
    context: Callable[..., Context], home: Path, tmp_path: Path
) -> None:
    set_up(home, Kind.FILE, path=tmp_path / "key.txt")
    file = home / "vault.json"
    ada = {"recipient": read_settings(home).own, "label": "Ada"}
    file.write_text(json.dumps(json.loads(file.read_text()) | {"unfinished": [ada]}))
    (finding,) = findings(vault.check, context())
    assert (finding.level, finding.exit_code) == (Level.WARNING, 7)
    assert "written by somebody else" in finding.found
    assert "add-recipient" in finding.fix


def test_settings_of_a_vault_that_are_damaged_are_said(
    context: Callable[..., Context], home: Path
) -> None:
    home.mkdir()
    (home / "vault.json").write_text("{")
    kept = Contents(credentials=(a_credential(store="vault", backend="age"),))
    (finding,) = findings(vault.check, context(contents=kept))
    assert (finding.level, finding.exit_code) == (Level.ERROR, 7)
    assert "damaged" in finding.found


def test_too_little_memory_for_the_passphrase_is_said_with_the_way_round(
    context: Callable[..., Context], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase_home(home, "five random words are good")
    monkeypatch.setattr(vault, "memory_needed", lambda data: 128 << 20)
    monkeypatch.setattr(vault, "spare_memory", lambda: 100 << 20)
    kept = Contents(credentials=(a_credential(store="vault", backend="age"),))
    for contents, level in ((Contents(), Level.WARNING), (kept, Level.ERROR)):
        (finding,) = findings(vault.check, context(contents=contents))
        assert finding.level is level
        assert "takes 128 MiB of memory to check, and 100 MiB are free" in finding.found
        assert "bs-wizard vault change-identity --identity file" in finding.fix
    monkeypatch.setattr(vault, "spare_memory", lambda: None)
    assert findings(vault.check, context())[0].level is Level.OK
