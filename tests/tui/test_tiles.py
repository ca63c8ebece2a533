"""The credentials as tiles, and what can be done with one."""

import asyncio
from pathlib import Path

import pytest
from textual.content import Content

from bs_wizard.care.credential_actions import CredentialList
from bs_wizard.errors import StoreUnavailable
from bs_wizard.tui.widgets.credential.picker import CredentialPicker
from bs_wizard.tui.widgets.credential.tiles import Tiles
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import credential_texts
from tests.support.desk import Desk
from tests.support.screen import (
    WizardPilot,
    approve,
    at,
    flat,
    paste,
    press_button,
    result_of,
    running,
    shown,
    still_desk,
    tiles,
    wait_for,
    wait_for_code,
    wait_until,
    walk,
)

FULL = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")


def chosen(pilot: WizardPilot) -> str:
    """Name on the tile with the thick frame."""
    one = pilot.app.screen.query_one(Tiles).chosen
    assert one is not None
    return one.name


def names(here: Desk) -> list[str]:
    return [each.name for each in here.credentials.all()]


async def test_tiles_say_whose_where_and_how_old(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", workgroup="Genomics Core")
        here.keep("new", verified_at=None)
        async with running(tiles(here)) as pilot:
            text = await wait_for(pilot, "lab default", "Genomics Core", "verified 2 days ago")
            assert "not verified yet" in text
            assert chosen(pilot) == "lab"


async def test_details_hold_all_but_the_token(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", description="for the [night] run")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.click(Tiles, offset=(4, 2))
            text = await wait_for(pilot, "for the [night] run", "amira.haddad@example.org")
            assert here.credentials.find("lab").fingerprint in text
            assert here.sim.owner_token not in text
            await pilot.press("enter")
            assert at(pilot, "TilesScreen")


async def test_a_good_token_is_said_to_be_good(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", scopes_requested=("READ GLOBAL", "WRITE GLOBAL"))
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "2 days ago")
            await pilot.press("v")
            text = await wait_for(pilot, "✓ lab is good.", "verified today")
            assert "Asked for and not granted: WRITE GLOBAL." in text


async def test_a_revoked_token_is_said_to_be_and_stays(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab", token="revoked")
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "lab")
            await pilot.press("v")
            await wait_for(pilot, "✗ BaseSpace does not accept this token")
            assert names(here) == ["lab"]
            await pilot.press("ctrl+c")
            assert await result_of(app) is None


async def test_no_network_is_not_an_invalid_token(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.network.cut = True
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab")
            await pilot.press("v")
            text = await wait_for(pilot, "✗ 127.0.0.1 was not reached.")
            assert "not accept" not in text
            here.network.cut = False
            await pilot.press("v")
            assert "✗" not in await wait_for(pilot, "✓ lab is good.")


async def test_another_default(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        here.keep("two")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            await pilot.press("right", "d")
            await wait_for(pilot, "two default", "✓ two is the default now.")
            assert chosen(pilot) == "two"
            assert here.credentials.contents().default == "two"


@pytest.mark.parametrize(
    ("keys", "left", "alive"),
    [
        (["enter"], ["lab"], True),
        (["escape"], ["lab"], True),
        (["right", "enter"], [], True),
        (["right", "right", "enter"], [], False),
    ],
    ids=["keep", "esc", "remove", "revoke"],
)
async def test_removing(tmp_path: Path, keys: list[str], left: list[str], alive: bool) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.keep("other", token="another")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("x")
            await wait_for(pilot, "Remove lab?", "Keep it", "Remove here", "Revoke and remove")
            await pilot.press(*keys)
            await wait_until(pilot, lambda: at(pilot, "TilesScreen"))
            await wait_until(pilot, lambda: names(here) == [*left, "other"])
            if not left:
                await wait_for(pilot, "✓ lab was", "other default")
                assert chosen(pilot) == "other"
            assert (here.sim.owner_token in here.sim.tokens) is alive


async def test_removing_one_of_two_that_hold_a_token_tells_of_the_other(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.keep("other")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("x")
            await wait_for(pilot, "Remove lab?", "holds the same token")
            await pilot.press("right", "right", "enter")
            await wait_for(pilot, "✓ lab was revoked", "The token of “other” was the same one")


async def test_removing_the_last_leads_to_the_journey(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("delete", "right", "enter")
            await walk(pilot, here, Step.STORE)


async def test_revoking_that_fails_removes_nothing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            here.network.cut = True
            await pilot.press("x", "right", "right", "enter")
            await wait_for(pilot, "✗ 127.0.0.1 was not reached.")
            assert names(here) == ["lab"]
            assert here.vault.held.keys() == {"lab"}


async def test_nothing_cuts_off_a_removal(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.keep("other", token="another")
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "lab default")
            here.vault.gate.clear()
            await pilot.press("x", "right", "enter")
            await wait_for(pilot, "Removing lab …")
            await pilot.press("v", "d", "x", "n", "q", "escape", "ctrl+c")
            assert at(pilot, "TilesScreen")
            assert not app._exit
            here.vault.gate.set()
            assert await result_of(app) is None
        assert names(here) == ["other"]
        assert here.vault.held.keys() == {"other"}


async def test_details_may_lie_over_a_removal(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            here.vault.gate.clear()
            await pilot.press("x", "right", "enter")
            await wait_for(pilot, "Removing lab …")
            await pilot.click(Tiles, offset=(4, 2))
            await wait_for(pilot, "Fingerprint")
            here.vault.gate.set()
            await walk(pilot, here, Step.STORE)
            assert len(pilot.app.screen_stack) == 2


async def test_what_is_typed_while_something_runs_goes_nowhere(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            here.vault.gate.clear()
            await pilot.press("v", "r", "x", "n")
            await wait_for(pilot, "Asking BaseSpace about lab …", "working, Esc stops")
            assert at(pilot, "TilesScreen")
            await pilot.press("escape")
            await wait_for(pilot, "Stopped.")
            here.vault.gate.set()
            assert "working" not in flat(pilot)
            await pilot.press("v")
            await wait_for(pilot, "✓ lab is good.")
            assert at(pilot, "TilesScreen")


async def test_the_passphrase_dialog_stays_until_the_vault_is_open(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "lab default")
            for prompt in ("Passphrase: ", "Wrong passphrase, 2 tries left. "):
                asked = asyncio.create_task(asyncio.to_thread(app.ask_passphrase, prompt))
                await wait_for(pilot, prompt.strip())
                await paste(pilot, "a passphrase")
                await pilot.press("enter")
                assert (await asked).reveal() == "a passphrase"
                await pilot.press("r", "enter")
                await paste(pilot, "a passphrase\n")
                await wait_for(pilot, "Opening the vault, Esc stops.")
                assert len(app.screen_stack) == 3
            await pilot.press("f1")
            await wait_for(pilot, "Help: Wrong passphrase")
            app.passphrase_tried()
            await wait_until(pilot, lambda: at(pilot, "TilesScreen"))
            await pilot.press("u")
            await wait_for(pilot, "To use lab")


async def test_esc_while_the_vault_opens_gives_up_what_needs_it(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "lab default")
            here.vault.gate.clear()
            await pilot.press("v")
            asked = asyncio.create_task(asyncio.to_thread(app.ask_passphrase, "Passphrase: "))
            await wait_for(pilot, "Passphrase:")
            await pilot.press("x", "enter")
            await asked
            await pilot.press("escape")
            await wait_for(pilot, "Stopped.")
            here.vault.gate.set()
            with pytest.raises(StoreUnavailable, match="no passphrase was given"):
                await asyncio.to_thread(app.ask_passphrase, "Wrong passphrase, 2 tries left. ")
            assert at(pilot, "TilesScreen"), "who gave up is not asked again"
            app.passphrase_tried()
            await pilot.press("v")
            await wait_for(pilot, "✓ lab is good.")


async def test_new_and_back(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("n")
            await walk(pilot, here, Step.APP)
            await pilot.press("escape")
            await walk(pilot, here, Step.STORE)
            await pilot.press("escape")
            await wait_for(pilot, "lab default")


async def test_a_new_one_stands_beside_the_old(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here, Draft(instance=here.instance))) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("n")
            await walk(pilot, here, Step.APP)
            screen = pilot.app.screen
            screen.query_one("#client-id").value = here.client_id  # type: ignore[attr-defined]
            screen.query_one("#client-secret").value = here.client_secret.reveal()  # type: ignore[attr-defined]
            await press_button(pilot, "continue")
            await walk(pilot, here, Step.SCOPES)
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            await approve(pilot, here)
            await walk(pilot, here, Step.SAVE)
            await pilot.press("enter")
            await wait_for(pilot, "lab default", "genomics-core")


async def test_an_error_during_a_new_one_does_not_end_the_tiles(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            here.vault.failure = FULL
            await pilot.press("n")
            await wait_for(pilot, "The keyring is locked.")
            await pilot.press("escape")
            await wait_for(pilot, "lab default")


async def test_with_no_credentials_it_opens_on_the_journey(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = tiles(here)
        async with running(app) as pilot:
            await walk(pilot, here, Step.STORE)


@pytest.mark.parametrize(
    ("width", "columns"), [(60, 1), (80, 2), (160, 3)], ids=["narrow", "normal", "wide"]
)
async def test_arrows_move_by_tile_and_row(tmp_path: Path, width: int, columns: int) -> None:
    with still_desk(tmp_path) as here:
        for n in range(5):
            here.keep(f"c{n}")
        async with running(tiles(here), size=(width, 24)) as pilot:
            await wait_for(pilot, "c0 default")
            await pilot.press("left", "up")
            assert chosen(pilot) == "c0"
            await pilot.press("right")
            assert chosen(pilot) == "c1"
            await pilot.press("left", "down")
            assert chosen(pilot) == f"c{columns}"
            await pilot.press("up")
            assert chosen(pilot) == "c0"
            await pilot.press(*["right"] * 6)
            assert chosen(pilot) == "c4"
            assert "┃ c4" in shown(pilot)


async def test_a_lost_token_is_said(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.vault.delete("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("v")
            await wait_for(pilot, "✗ GNOME Keyring here holds no token for lab")
            assert "lab default" in flat(pilot)


async def test_a_record_whose_token_is_lost_is_removed_only_when_asked_again(
    tmp_path: Path,
) -> None:
    with still_desk(tmp_path) as here:
        here.keep("lab")
        here.keep("seq")
        here.vault.delete("lab")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            await pilot.press("x", "right", "enter")
            await wait_for(pilot, "The token of lab is not here", "holds no token for lab")
            await pilot.press("right", "enter")
            await wait_for(pilot, "✓ The record of lab was removed; its token is still valid")
        assert [one.name for one in here.credentials.all()] == ["seq"]


async def test_it_opens_on_the_default(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        for name in ("one", "two", "three"):
            here.keep(name)
        here.credentials.make_default("three")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "three default")
            assert chosen(pilot) == "three"


async def test_renaming_says_what_is_wrong_in_place(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        here.keep("two")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            await pilot.press("right", "r")
            await wait_for(pilot, "Rename two", "New name")
            await paste(pilot, "ONE")
            await pilot.press("enter")
            await wait_for(pilot, "✗ There is a credential named one already.", "Rename two")
            await pilot.press("home", "ctrl+k")
            await paste(pilot, "two words")
            await pilot.press("enter")
            await wait_for(pilot, "✗ “two words” cannot name", "Rename two")
            await pilot.press("home", "ctrl+k")
            await paste(pilot, "zwei")
            await pilot.press("enter")
            await wait_for(pilot, "✓ two is now called zwei.", "┃ zwei")
            assert chosen(pilot) == "zwei"
        assert names(here) == ["one", "zwei"]
        assert (
            here.credentials.token(here.credentials.find("zwei")).reveal() == here.sim.owner_token
        )


async def test_describing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one", description="old words")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "one default")
            await pilot.press("e")
            await wait_for(pilot, "Describe one", "old words")
            await paste(pilot, "for the [night] run")
            await pilot.press("enter")
            await wait_for(pilot, "✓ The description of one was changed.")
        assert here.credentials.find("one").description == "for the [night] run"


async def test_leaving_waits_for_a_rename(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        app = tiles(here)
        async with running(app) as pilot:
            await wait_for(pilot, "one default")
            await pilot.press("r")
            await wait_for(pilot, "Rename one")
            here.vault.gate.clear()
            await paste(pilot, "eins")
            await pilot.press("enter", "escape", "ctrl+c")
            await wait_for(pilot, "○ working")
            assert at(pilot, "EditDialog")
            assert not app._exit
            here.vault.gate.set()
            await result_of(app)
        assert names(here) == ["eins"]


async def test_what_is_used_is_copied_line_by_line(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        here.keep("genomics-core-frankfurt")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "default")
            await pilot.press("u")
            await wait_for(pilot, "To use genomics-core-frankfurt")
            rows = [row.strip(" │") for row in shown(pilot).splitlines()]
            for way in credential_texts.usage(here.credentials.find()):
                assert set(way.lines) <= set(rows)


async def test_filtering_as_one_types(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        for n in range(12):
            here.keep(f"c{n}", description=f"for run k{n}", workgroup="Genomics Core")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "c0 default", "12 stored", "Filter")
            await pilot.press("slash", *"RUN K11")
            await wait_for(pilot, "1 of 12")
            await pilot.press("enter")
            await wait_for(pilot, "┃ c11")
            await pilot.press("u")
            await wait_for(pilot, "To use c11")
            await pilot.press("escape", "escape")
            await wait_for(pilot, "12 stored", "┃ c11")
            await pilot.press("slash", *"nothing", "enter", "down")
            await wait_for(pilot, "No credential has “nothing”.", "0 of 12")
            assert "verify" not in flat(pilot)
            await pilot.press("escape", "home")
            await wait_for(pilot, "12 stored", "┃ c0")


async def test_few_credentials_have_a_filter_when_asked_for(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        here.keep("two")
        async with running(tiles(here)) as pilot:
            assert "Filter" not in await wait_for(pilot, "one default")
            await pilot.press("slash", "t", "w")
            await wait_for(pilot, "Filter", "1 of 2")
            await pilot.press("down", "r")
            await wait_for(pilot, "Rename two")
            await paste(pilot, "zwei")
            await pilot.press("enter")
            await wait_for(pilot, "✓ two is now called zwei.", "┃ zwei", "2 stored")
            await pilot.press("slash", "escape")
            await wait_until(pilot, lambda: "Filter" not in flat(pilot), "the end of the filter")


async def test_a_key_costs_the_same_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = Tiles._drawn

    def watched(grid: Tiles, at: int, width: int) -> list[Content]:
        drawn.append(at)
        return draw(grid, at, width)

    monkeypatch.setattr(Tiles, "_drawn", watched)
    with still_desk(tmp_path, official=True) as here:  # a port may hold what is looked for
        one = here.keep("c0")
        found = tuple(one._replace(name=f"c{n}") for n in range(1000))
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "c0 default")
            widgets = len(pilot.app.screen.query("*"))
            picker = pilot.app.screen.query_one(CredentialPicker)
            picker.show(CredentialList(found, "c0"), "", here.work.today())
            await wait_for(pilot, "1000 stored")
            for keys, last in ((["end"], "┃ c999"), (["slash", "9", "9"], "19 of 1000")):
                drawn.clear()
                await pilot.press(*keys)
                await wait_for(pilot, last)
                assert len(drawn) <= 4 * (len(keys) + 3), "only what is in view"
            assert len(pilot.app.screen.query("*")) == widgets
