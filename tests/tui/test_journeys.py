"""The journey on the screen, from the first step to a saved credential, and what can happen."""

from pathlib import Path

import pytest
from textual.widgets import Input, RadioSet, Select

from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.screens.authorise import AuthoriseScreen
from bs_wizard.tui.widgets.authorise.qr_code import QrCode
from bs_wizard.tui.widgets.forms.choice import TickList
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from tests.support.hostile import is_harmless
from tests.support.screen import (
    WizardPilot,
    approve,
    at,
    flat,
    paste,
    press_button,
    result_of,
    running,
    short_cut,
    shown,
    shows,
    still_desk,
    tiles,
    wait_for,
    wait_for_code,
    wait_until,
    walk,
    wizard,
)
from tests.tui.test_layout import whole

FULL = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")


def field(pilot: WizardPilot, name: str) -> Input:
    return pilot.app.screen.query_one(f"#{name}", Input)


async def type_in(pilot: WizardPilot, name: str, text: str) -> None:
    """Paste over what a field holds."""
    found = field(pilot, name)
    found.focus()
    found.value = ""
    await paste(pilot, text)
    await wait_until(pilot, lambda: found.value == text, f"{text} in {name}")


async def choose(pilot: WizardPilot, where: str, number: int) -> None:
    """Choose one of several by the keyboard: ``number`` is counted from the top."""
    several = pilot.app.screen.query_one(f"#{where}", RadioSet)
    several.focus()
    assert several._selected is not None
    await pilot.press(*["down"] * ((number - several._selected) % len(several.children)), "space")
    await wait_until(pilot, lambda: several.pressed_index == number, f"choice {number}")


async def test_from_nothing_to_a_saved_credential(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, Draft())
        async with running(app) as pilot:
            await walk(pilot, here, Step.APP)
            pilot.app.screen.query_one("#instance", Select).value = "other"
            await wait_until(pilot, lambda: shows(pilot, "#address-row"), "the address")
            await type_in(pilot, "address", here.sim.api_server)
            await pilot.press("enter")
            await type_in(pilot, "client-id", here.client_id)
            await pilot.press("enter")
            assert pilot.app.focused is field(pilot, "client-secret")
            await paste(pilot, here.client_secret.reveal())
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await choose(pilot, "presets", 2)
            assert "Asked for READ GLOBAL,CREATE GLOBAL" in flat(pilot)
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            assert "READ GLOBAL, CREATE GLOBAL" in flat(pilot)
            await approve(pilot, here)
            await wait_for(pilot, "This is your token", "Genomics Core", "all that was asked for")
            assert field(pilot, "name").value == "genomics-core"
            await pilot.press("enter")
            await paste(pilot, "nightly import")
            await pilot.press("enter")
            await wait_for(pilot, "Saved as “genomics-core” in GNOME Keyring.")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert saved == here.credentials.find("genomics-core")
        assert saved.description == "nightly import"
        assert saved.scopes_granted == ("READ GLOBAL", "CREATE GLOBAL")
        assert here.credentials.token(saved).reveal() in here.sim.tokens


async def test_an_application_used_before_is_offered_again(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep_app("genomics-core")
        app = wizard(here, Draft())
        async with running(app) as pilot:
            await walk(pilot, here, Step.APP)
            assert "(●) Lab import, used before on 127.0.0.1" in flat(pilot)
            assert not shows(pilot, "#new-rows")
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            assert "“Lab import”" in flat(pilot)
            await approve(pilot, here)
            await wait_for(pilot, "This is your token")
            assert field(pilot, "name").value == "genomics-core-2"


async def test_a_kept_secret_that_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep_app("lab")
        for key in [key for key in here.vault.held if key.startswith("app:")]:
            here.vault.delete(key)
        async with running(wizard(here, Draft())) as pilot:
            await walk(pilot, here, Step.APP)
            await press_button(pilot, "continue")
            await wait_for(pilot, "no longer has this application's Client Secret")
            assert field(pilot, "client-id").value == here.client_id
            assert field(pilot, "address").value == here.sim.api_server
            assert shows(pilot, "#new-rows")
            assert pilot.app.focused is field(pilot, "client-secret")
            await paste(pilot, here.client_secret.reveal())
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))


async def test_a_store_that_fails_to_give_the_secret_leads_to_the_fields(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep_app("lab")
        async with running(wizard(here, Draft())) as pilot:
            await walk(pilot, here, Step.APP)
            here.vault.failure = FULL
            await press_button(pilot, "continue")
            await wait_for(pilot, "The keyring is locked.", "Client Secret")


async def test_with_a_token_of_ones_own(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here)
        async with running(app) as pilot:
            await walk(pilot, here, Step.APP)
            await choose(pilot, "source", 1)
            assert shows(pilot, "#token-rows")
            assert not shows(pilot, "#new-rows")
            await press_button(pilot, "continue")
            await wait_for(pilot, "The Access Token is missing.")
            assert pilot.app.focused is field(pilot, "token")
            await paste(pilot, here.sim.owner_token)
            await pilot.press("enter")
            await wait_for(pilot, "This is your token", "Amira Haddad", "Asked for -")
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert saved.client_id is None
        assert not here.credentials.applications()


async def test_a_token_that_is_not_good_leads_back_to_where_another_is(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, here.draft(token_is_users_own=True))) as pilot:
            await walk(pilot, here, Step.APP)
            await type_in(pilot, "token", "no-such-token")
            await pilot.press("enter")
            await wait_for(pilot, "The token could not be checked.", "Back to App")
            assert "still held" not in flat(pilot)
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
            assert field(pilot, "token").value == "no-such-token"


async def test_a_token_ended_meanwhile_leads_to_a_new_code(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        draft = here.draft(token=Secret("ended"), name="lab")
        async with running(wizard(here, draft)) as pilot:
            await walk(pilot, here, Step.APP)
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await press_button(pilot, "continue")
            await wait_for(pilot, "The token could not be checked.", "Back to Authorise")
            await pilot.press("enter")
            await wait_for_code(pilot, here)


async def test_another_workgroup_by_approving_again(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.NAME)
            await type_in(pilot, "description", "kept")
            await pilot.press("ctrl+n")
            await wait_for(pilot, "Approve again?")
            await pilot.press("right", "enter")
            await wait_for_code(pilot, here)
            await approve(pilot, here, "Clinical Trials")
            await wait_for(pilot, "This is your token", "Clinical Trials")
            assert field(pilot, "description").value == "kept"


async def test_back_from_every_step_keeps_what_was_typed(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, here.draft(client_secret=Secret("")))) as pilot:
            await walk(pilot, here, Step.APP)
            await type_in(pilot, "client-secret", here.client_secret.reveal())
            await pilot.press("escape")
            await wait_for(pilot, "Your token will be kept")
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
            assert field(pilot, "client-id").value == here.client_id
            assert field(pilot, "client-secret").value == here.client_secret.reveal()
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await type_in(pilot, "project", "42")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            assert field(pilot, "project").value == "42"
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            assert field(pilot, "project").value == "42"
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            await approve(pilot, here)
            await wait_for(pilot, "This is your token")
            await type_in(pilot, "name", "mine")
            await type_in(pilot, "description", "for me")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await press_button(pilot, "continue")  # the token is held: no second approval
            await wait_for(pilot, "This is your token")
            assert field(pilot, "name").value == "mine"
            assert field(pilot, "description").value == "for me"
            here.vault.failure = FULL
            await press_button(pilot, "save")
            await wait_for(pilot, "Not saved.")
            await pilot.press("escape")
            await wait_for(pilot, "This is your token")
            assert field(pilot, "name").value == "mine"


async def test_back_keeps_the_rest_when_something_is_half_typed(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.APP)
            await type_in(pilot, "address", "not an address")
            await type_in(pilot, "client-id", "other-key")
            await pilot.press("escape")
            await wait_for(pilot, "Your token will be kept")
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
            assert field(pilot, "client-id").value == "other-key"
            assert field(pilot, "address").value == here.sim.api_server
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await choose(pilot, "presets", 1)
            await type_in(pilot, "project", "half")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "AppScreen"))
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            assert "(●) Look only" in flat(pilot)


async def test_an_app_that_is_not_whole_is_said(tmp_path: Path) -> None:
    wanting = {
        "address": ("ftp://x", "is not the address of a BaseSpace server"),
        "client-id": (" ", "The Client Key is missing."),
        "client-secret": ("", "The Client Secret is missing."),
    }
    with still_desk(tmp_path) as here:
        async with running(wizard(here)) as pilot:
            await walk(pilot, here, Step.APP)
            for name, (text, said) in wanting.items():
                before, field(pilot, name).value = field(pilot, name).value, text
                await press_button(pilot, "continue")
                await wait_for(pilot, said)
                assert pilot.app.focused is field(pilot, name)
                field(pilot, name).value = before


@pytest.mark.parametrize(
    ("scenario", "button", "back_at"),
    [
        ("wrong-secret", "Back to App", "AppScreen"),
        ("unknown-client", "Back to App", "AppScreen"),
        ("unknown-client-400", "Back to App", "AppScreen"),
        ("scope-refused", "Back to Scopes", "ScopesScreen"),
    ],
)
async def test_a_refusal_leads_to_where_it_is_mended(
    tmp_path: Path, scenario: str, button: str, back_at: str
) -> None:
    # A store that does not keep the code: no other secret could be tried on it.
    with still_desk(tmp_path, scenario=scenario, keeps_what_waits=False) as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES), note="Demo.")) as pilot:
            await walk(pilot, here, Step.SCOPES)
            await press_button(pilot, "continue")
            await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen"))
            await wait_until(pilot, lambda: here.clock.asleep or "✗" in flat(pilot))
            here.clock.advance(60)
            await wait_for(pilot, "✗", button)
            await pilot.press("enter")
            await wait_until(pilot, lambda: at(pilot, back_at))
            await wait_until(pilot, lambda: whole(pilot, ".-shown"), "the whole error")
            if back_at == "AppScreen":
                blamed = "client-secret" if scenario == "wrong-secret" else "client-id"
                assert pilot.app.focused is field(pilot, blamed)
                await pilot.press("x")
                await wait_until(pilot, lambda: "✗" not in flat(pilot), "it is being fixed")
                assert field(pilot, blamed).value == "x"


async def test_no_network_while_asking_for_a_code(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            here.network.cut = True
            await press_button(pilot, "continue")
            await wait_for(pilot, "127.0.0.1 was not reached.", "New code")
            assert "must show this code" not in flat(pilot)
            here.network.cut = False
            await pilot.press("enter")
            await wait_for_code(pilot, here)


async def test_esc_on_a_waiting_code_keeps_it(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            asked = flat(pilot).partition("user@login1, ")[2][:5]
            here.clock.advance(90)
            await wait_until(pilot, lambda: here.clock.asleep, "the next poll")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            await wait_for(pilot, "28:30 left", f"user@login1, {asked}")
            assert len(here.sim.user_codes) == 1
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "ScopesScreen"))
            await type_in(pilot, "project", "42")
            await press_button(pilot, "continue")
            await wait_for_code(pilot, here)
            assert len(here.sim.user_codes) == 2, "other scopes need another code"
            await approve(pilot, here)
            await wait_for(pilot, "This is your token")


async def test_approval_while_the_help_is_open_goes_on_at_once(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.AUTHORISE))
        async with running(app) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("f1")
            await wait_until(pilot, lambda: at(pilot, "HelpDialog"))
            await approve(pilot, here)
            await wait_for(pilot, "This is your token")
            assert not [each for each in app.screen_stack if isinstance(each, AuthoriseScreen)]
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            assert isinstance(await result_of(app), Credential)


async def test_no_keyring_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.vault.failure = FULL
        async with running(wizard(here)) as pilot:
            await wait_for(
                pilot,
                "The keyring is locked.",
                "Unlock it",
                "Without a place to keep it",
                "try again",
            )
            await pilot.press("enter")
            assert at(pilot, "WelcomeScreen")
            here.vault.failure = None
            await pilot.press("r")
            await wait_for(pilot, "✓ Your token will be kept in GNOME Keyring,")
            assert "✗" not in flat(pilot)


async def test_a_check_that_fails_can_be_tried_again(tmp_path: Path) -> None:
    with still_desk(tmp_path, scenario="bad-identity") as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await approve(pilot, here)
            await wait_for(pilot, "could not be checked. The approved token is kept", "try again")
            assert not shows(pilot, "#save")
            here.sim.use("approve")
            await pilot.press("ctrl+r")
            await wait_for(pilot, "This is your token")
            assert "✗" not in flat(pilot)


async def test_a_name_that_is_none(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.NAME))) as pilot:
            await walk(pilot, here, Step.NAME)
            for name in ("two words", "-x", "a:b", "é", ""):
                await type_in(pilot, "name", name)
                await press_button(pilot, "save")
                await wait_for(pilot, f"“{name}” cannot name" if name else "needs a name")
                assert at(pilot, "NameScreen")
                assert pilot.app.focused is field(pilot, "name")
            assert not here.credentials.all()


async def test_a_name_that_is_taken(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("genomics-core", token="the old one")
        first = here.credentials.find("genomics-core")
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            await type_in(pilot, "name", "Genomics-Core")
            await press_button(pilot, "save")
            await wait_for(pilot, "“Genomics-Core” exists")
            await pilot.press("enter")
            assert at(pilot, "NameScreen")
            assert pilot.app.focused is field(pilot, "name")
            await press_button(pilot, "save")
            await wait_for(pilot, "“Genomics-Core” exists")
            await pilot.press("right", "enter")
            await wait_for(pilot, "Saved as “Genomics-Core”")
            await pilot.press("enter")
            await result_of(app)
        (only,) = here.credentials.all()
        assert only.fingerprint != first.fingerprint


async def test_replacing_was_agreed_for_one_name_only(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        here.keep("one")
        here.keep("two")
        async with running(
            wizard(here, short_cut(here, Step.NAME, name="one", overwrite=True))
        ) as pilot:
            await walk(pilot, here, Step.NAME)
            await type_in(pilot, "name", "two")
            await press_button(pilot, "save")
            await wait_for(pilot, "“two” exists")


async def test_a_save_that_fails_keeps_the_token_for_another_try(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        app = wizard(here, short_cut(here, Step.NAME))
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            here.vault.failure = FULL
            await press_button(pilot, "save")
            await wait_for(pilot, "Not saved.", "It is still held here.", "try again")
            assert not here.credentials.all()
            here.vault.failure = None
            await pilot.press("r")
            await wait_for(pilot, "Saved as")
            await pilot.press("enter")
            saved = await result_of(app)
        assert isinstance(saved, Credential)
        assert here.credentials.token(saved).reveal() in here.sim.tokens


async def test_a_foreign_address_is_shown_and_not_offered(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True, scenario="foreign-address") as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            await press_button(pilot, "continue")
            await wait_for(
                pilot, "https://evil.example/oauth/device, which is not on", "It is not offered"
            )
            assert not pilot.app.screen.query(QrCode)
            assert "There is no address to open" in flat(pilot)
            address = pilot.app.screen.query_one("#address").render_line(0)
            assert all(segment.style is None or not segment.style.link for segment in address)


async def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    with still_desk(tmp_path, scenario="hostile") as here:
        app = wizard(here)
        async with running(app) as pilot:
            await walk(pilot, here, Step.NAME)
            assert "[/oops]" in flat(pilot)
            assert is_harmless(flat(pilot))
            await press_button(pilot, "save")
            await wait_for(pilot, "Saved as")
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "[/oops]")
            await pilot.press("enter")
            await wait_for(pilot, "Fingerprint", "[bold]")
            await pilot.press("escape", "v")
            await wait_for(pilot, "is good")
            assert is_harmless(flat(pilot))
            await pilot.press("n")
            await wait_for(pilot, "Your token will be kept")
            await pilot.press("enter")
            await wait_for(pilot, "used before on", "[/oops]")
            assert is_harmless(flat(pilot))


async def test_hostile_refusals_are_shown_as_text(tmp_path: Path) -> None:
    with still_desk(tmp_path, scenario="hostile") as here:
        async with running(wizard(here, here.draft(client_id="[/unknown][bold]"))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            await press_button(pilot, "continue")
            await wait_for(pilot, "✗", "Back to App")
            assert is_harmless(flat(pilot))


async def test_scopes_by_list_preset_project_and_typing(tmp_path: Path) -> None:
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, Step.SCOPES))) as pilot:
            await walk(pilot, here, Step.SCOPES)
            exact = pilot.app.screen.query_one("#exact", TickList)
            exact.focus()
            await wait_for(pilot, "BROWSE GLOBAL: see what is there")
            await pilot.press("down", "down", "space")
            await wait_for(pilot, "Asked for READ GLOBAL,CREATE GLOBAL", "▲ lets programs add")
            assert "(●) Bring data in, write results back" in flat(pilot)
            await pilot.press("end", "enter")
            await wait_for(pilot, "(●) My own choice", "AUDIT DOMAIN:")
            await type_in(pilot, "others", "write global")
            await wait_for(pilot, "WRITE GLOBAL", "‼ lets programs change or delete your data")
            await type_in(pilot, "project", "x1")
            await pilot.press("enter")
            await wait_for(pilot, "✗", "is not something to narrow to")
            await type_in(pilot, "project", "7")
            await wait_for(pilot, "READ PROJECT 7,CREATE PROJECT 7,AUDIT DOMAIN,WRITE PROJECT 7")
            assert "✗" not in flat(pilot)
            await choose(pilot, "presets", 0)
            await wait_for(pilot, "Asked for READ PROJECT 7")
            assert "WRITE" not in flat(pilot).partition("Asked for")[2]
            await choose(pilot, "presets", len(PRESETS))
            await wait_for(pilot, "mark what you need in the list", "Asked for READ PROJECT 7")


async def test_without_a_qr_the_address_is_still_there(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE), draw_qr=False)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert not pilot.app.screen.query(QrCode)
            assert "https://basespace.illumina.com/oauth/device?code=" in shown(pilot)
            assert "or scan" not in flat(pilot)
