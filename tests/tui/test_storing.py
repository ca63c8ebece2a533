"""Another store where the first fails: the encrypted vault, and the last resort, on the screen."""

import asyncio
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bs_wizard.errors import HomeUnavailable, NoKeyring, StoreUnavailable
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE
from bs_wizard.store.age_vault.kinds import IN_SHORT, Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.records import Credential
from bs_wizard.store.stores import Stores
from bs_wizard.tui.widgets.forms.choice import ChoiceButton
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import words
from tests.store.age_homes import cheaply_protected, passphrase_home
from tests.support.desk import Desk, work_with
from tests.support.screen import (
    WizardPilot,
    at,
    flat,
    press_button,
    result_of,
    running,
    short_cut,
    shows,
    still_desk,
    tiles,
    wait_for,
    wait_until,
    walk,
    wizard,
)

NO_BUS = NoKeyring("There is no session bus here.", "Type dbus-run-session.")
LOCKED = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")
PASSPHRASE = "five random words are good"


@contextmanager
def desk_with_vault(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with the real encrypted vault beside the store that fails."""
    monkeypatch.setenv("BS_WIZARD_HOME", str(home))
    with still_desk(home) as here:
        here.work = work_with(here.work, offers_vault=True)
        yield here


async def make_with_key_file(pilot: WizardPilot, key: Path) -> None:
    """Go through the dialog for a vault that a key file opens."""
    await wait_until(pilot, lambda: at(pilot, "NewVaultDialog"))
    dialog = pilot.app.screen
    dialog.query_one(f"#{Kind.FILE}", ChoiceButton).value = True
    await wait_for(pilot, "A key file: nothing is asked", "Path of the key")
    dialog.query_one("#path", Field).value = str(key)
    await press_button(pilot, "make")


async def test_the_vault_is_not_offered_where_the_home_is_what_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with desk_with_vault(tmp_path / "file" / "home", monkeypatch) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await wait_for(pilot, "cannot be made: Not", "Point BS_WIZARD_HOME at")
            assert app.screen.query_one("#vault").has_class("hidden")
            await pilot.press("escape")
            ended = await result_of(app)
    assert isinstance(ended, HomeUnavailable)
    assert here.sim.requests == []


async def test_a_vault_is_made_where_there_is_no_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        here.vault.failure = NO_BUS
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            calm = await wait_for(
                pilot,
                words.NO_KEYRING,
                *(what for _, what in IN_SHORT.values()),
                "Use an encrypted vault Try again",
            )
            assert "✗" not in calm
            assert "bus" not in calm
            await pilot.press("question_mark", "end")
            await wait_for(pilot, NO_BUS.message, NO_BUS.hint)
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "WelcomeScreen"))
            await pilot.press("enter")
            await make_with_key_file(pilot, tmp_path / "key")
            said = await wait_for(pilot, "Your token will be kept in the encrypted vault")
            assert words.VAULT_WORKS not in said
            await walk(pilot, here, Step.SAVE)
            await wait_for(pilot, "Saved as", "in the encrypted vault")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert saved.store == "vault"
        assert here.credentials.token(saved).reveal() in here.sim.tokens
        assert here.vault.held.keys() == set()


async def test_passphrases_are_compared_and_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "protect", cheaply_protected)
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        here.vault.failure = LOCKED
        async with running(wizard(here)) as pilot:
            await wait_for(pilot, "Use an encrypted vault")
            await press_button(pilot, "vault")
            await wait_until(pilot, lambda: at(pilot, "NewVaultDialog"))
            await wait_for(pilot, PASSPHRASE_RULE.partition(";")[0])
            first, second = (
                pilot.app.screen.query_one(f"#{n}", Field) for n in ("first", "second")
            )
            first.value = "short"
            await press_button(pilot, "make")
            await wait_for(pilot, "too weak")
            await pilot.press(*PASSPHRASE, "enter", *PASSPHRASE, "!", "enter")
            await wait_for(pilot, "do not match")
            assert PASSPHRASE not in flat(pilot)
            assert (pilot.app.focused, second.value) == (first, "")
            await pilot.press(*PASSPHRASE, "enter", *PASSPHRASE, "enter")
            await wait_for(pilot, "Your token will be kept in the encrypted vault")


async def test_a_vault_that_is_there_is_used_and_the_reason_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        Stores(here.index.home).set_up_vault(NewVault(Kind.FILE, path=tmp_path / "key"))
        here.vault.failure = LOCKED
        async with running(wizard(here)) as pilot:
            text = await wait_for(pilot, "✓ Your token will be kept in the encrypted vault")
            assert text.index(
                "The system keyring is not used. The keyring is locked."
            ) > text.index("tested just now.")


async def test_the_vault_comes_first_where_another_machine_stored_a_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        stores = Stores(here.work.stores.home, keyring=here.vault, host=lambda: "login2")
        here.work = work_with(here.work, stores=stores)
        here.keep("seq")
        here.work.stores.host = lambda: "login3"
        async with running(wizard(here)) as pilot:
            await wait_for(
                pilot, "✓ Your token will be kept in", "“seq” was stored from login2", "Start"
            )
            focused = pilot.app.focused
            assert focused is not None
            assert focused.id == "vault"
            await pilot.press("enter")
            await make_with_key_file(pilot, tmp_path / "key")
            text = await wait_for(pilot, "✓ Your token will be kept in the encrypted vault")
            assert "Use an encrypted vault" not in text


async def test_the_vault_takes_an_approved_token_when_saving_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.failure = LOCKED
            await press_button(pilot, "save")
            await wait_for(pilot, "Not saved.", "It is still held here.")
            await press_button(pilot, "vault")
            await make_with_key_file(pilot, tmp_path / "key")
            await wait_for(pilot, "Saved as", "in the encrypted vault")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert here.credentials.token(saved).reveal() in here.sim.tokens


async def test_a_disk_that_fills_up_meanwhile_is_tried_again_with_the_same_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            with monkeypatch.context() as patch:
                patch.setattr(os, "fsync", full)
                await press_button(pilot, "save")
                await wait_for(pilot, "Not saved.", "No space left on device", "Make room there")
                assert app.screen.query_one("#vault").has_class("hidden")
            await press_button(pilot, "again")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            saved = await result_of(app)
    assert isinstance(saved, Credential)
    assert here.credentials.token(saved).reveal() in here.sim.tokens


async def test_a_token_is_shown_once_after_a_yes_and_gone_with_the_dialog(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        token = here.sim.owner_token
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.failure = LOCKED
            await press_button(pilot, "save")
            await wait_for(pilot, "Show it once")
            assert "Use an encrypted vault" not in flat(pilot)
            await press_button(pilot, "show")
            await wait_for(pilot, "Show the token?")
            await press_button(pilot, "keep")
            await wait_until(pilot, lambda: at(pilot, "SaveScreen"))
            assert token not in flat(pilot)
            await press_button(pilot, "show")
            await wait_until(pilot, lambda: at(pilot, "ChoiceDialog"))
            await pilot.press("right", "enter")
            await wait_for(pilot, token)
            await pilot.press("escape")
            assert await result_of(app) is LOCKED
            assert token not in flat(pilot)
        assert here.kept_only_what_waits


@pytest.mark.parametrize("offered", [True, False])
async def test_the_passphrase_is_asked_for_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offered: bool
) -> None:
    home = tmp_path / "home"
    with desk_with_vault(home, monkeypatch) as here:
        if not offered:  # as with --store keyring; a credential of old is in the vault still
            here.work = work_with(here.work, offers_vault=False)
        passphrase_home(home, PASSPHRASE)
        kept = here.keep("lab", store="vault", backend="age")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, kept.name)
            await pilot.press("v")
            await wait_for(pilot, "Passphrase for")
            await pilot.press("escape")
            await wait_for(pilot, "The vault stays closed")
            await pilot.press("v")
            await wait_for(pilot, "Passphrase for")
            pilot.app.screen.query_one("#passphrase", Field).value = "not this one"
            await pilot.press("enter")
            await wait_for(pilot, "Wrong passphrase, 2 tries left.")
            pilot.app.screen.query_one("#passphrase", Field).value = PASSPHRASE
            await pilot.press("enter")
            await wait_for(pilot, "✓ lab is good.")
            await pilot.press("v")
            await wait_for(pilot, "✓ lab is good.")
            assert not at(pilot, "PassphraseDialog")


async def test_a_vault_that_is_there_and_stays_closed_is_tried_again_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, away = tmp_path / "key", tmp_path / "away"
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        Stores(here.index.home).set_up_vault(NewVault(Kind.FILE, path=key))
        key.rename(away)
        here.vault.failure = LOCKED
        async with running(wizard(here)) as pilot:
            await wait_for(pilot, "nothing else opens the vault.", "Try again")
            assert not shows(pilot, "#vault")
            away.rename(key)
            await pilot.press("enter")
            await wait_for(pilot, "✓ Your token will be kept in the encrypted vault")


async def test_esc_while_a_vault_opens_leaves_the_ways_on(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.vault.gate.clear()
        app = wizard(here)
        async with running(app) as pilot:
            await wait_for(pilot, "Testing the token store")
            asked = asyncio.create_task(asyncio.to_thread(app.ask_passphrase, "Passphrase: "))
            await wait_for(pilot, "Passphrase:")
            await pilot.press("x", "enter")
            await asked
            await pilot.press("escape")
            await wait_for(pilot, "✗ Stopped.", "Try again")
            app.passphrase_tried()
            here.vault.gate.set()
            await press_button(pilot, "again")
            await wait_for(pilot, "✓ Your token will be kept")


async def test_enter_in_an_empty_first_passphrase_says_that_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_with_vault(tmp_path / "home", monkeypatch) as here:
        here.vault.failure = LOCKED
        async with running(wizard(here)) as pilot:
            await wait_for(pilot, "Use an encrypted vault")
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "NewVaultDialog"))
            await pilot.press("tab", "enter")
            await wait_for(pilot, "The passphrase is missing.")
            assert pilot.app.focused is pilot.app.screen.query_one("#first")
            await pilot.press("f")
            await wait_until(pilot, lambda: "is missing" not in flat(pilot))
