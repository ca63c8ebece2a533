"""Which stores a journey gets, and who is asked for the vault's passphrase."""

import os
from io import StringIO
from pathlib import Path

import pytest

from bs_wizard.cli import session, stores
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from bs_wizard.store.stores import Stores
from tests.store.age_homes import PASSPHRASE, file_vault, passphrase_vault, ssh_vault


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "home"))
    for name in ("BS_WIZARD_PASSPHRASE_FILE", "BS_WIZARD_PASSPHRASE_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize("store", [None, "keyring", "vault"])
def test_a_screen_is_asked_for_the_passphrase_whatever_store_was_chosen(
    store: str | None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase_vault(home).put("lab", Secret("canary"))
    asked: list[str] = []

    def on_the_screen(prompt: str) -> Secret:
        asked.append(prompt)
        return PASSPHRASE

    # Whatever is asked on the terminal itself would be drawn over.
    monkeypatch.setattr(stores, "on_terminal", lambda: pytest.fail)
    work = session.make_work(store=store)
    assert (work.offers_vault is False) is (store == "keyring")
    tried: list[None] = []
    work.stores.ask_passphrase_with(on_the_screen, lambda: tried.append(None))
    assert work.stores.open("vault", "age").get("lab") == Secret("canary")
    assert len(asked) == len(tried) == 1


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
@pytest.mark.parametrize("opened_by", ["file", "ssh", "passphrase"])
@pytest.mark.parametrize("on_a_screen", [False, True])
def test_a_loose_file_that_opens_the_vault_is_used_and_told_once_the_screen_is_gone(
    opened_by: str, on_a_screen: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = {"file": file_vault, "ssh": ssh_vault, "passphrase": passphrase_vault}[opened_by](home)
    vault.put("lab", Secret("canary"))
    given = home.parent / "passphrase"
    given.write_text(PASSPHRASE.reveal())
    if opened_by == "passphrase":
        monkeypatch.setenv("BS_WIZARD_PASSPHRASE_FILE", str(given))
    for each in home.parent.glob("*"):
        if each.is_file():
            each.chmod(0o644)
    told: list[str] = []
    here = Stores(home, warn=told.append)
    if on_a_screen:
        here.ask_passphrase_with(pytest.fail, pytest.fail)
    assert here.open("vault", "age").get("lab") == Secret("canary")
    assert len(told) == (0 if on_a_screen else 1)
    here.tell_warnings()
    here.tell_warnings()
    assert len(told) == 1
    assert "may be opened by other users too" in told[0]


@pytest.mark.parametrize("front", ["--plain", "--json"])
def test_the_vault_wished_for_and_nobody_to_make_it_names_the_command_that_does(
    front: str, home: Path
) -> None:
    streams = Streams(StringIO("token"), StringIO(), StringIO())
    argv = ["login", "lab", "--with-token", "--store", "vault", front]
    assert main(argv, streams) == 7
    said = streams.out if front == "--json" else streams.err
    assert isinstance(said, StringIO)
    assert "There is no encrypted vault here." in said.getvalue()
    assert "Make one with: bs-wizard vault create" in said.getvalue()
