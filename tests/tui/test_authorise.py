"""The keys of the Authorise step, and what its two rows of waiting tell."""

from pathlib import Path

import pytest

from bs_wizard.cli.commands.demo import Volunteer
from bs_wizard.secret import Secret
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import work_with
from tests.support.screen import (
    WizardPilot,
    at,
    flat,
    press_button,
    running,
    short_cut,
    shown,
    still_desk,
    wait_for,
    wait_until,
    walk,
    wizard,
)

ADDRESS = "https://basespace.illumina.com/oauth/device?code="
OFFER = "▲ Less than a minute left: n requests a new code; this one stops working."


def last_rows(pilot: WizardPilot) -> list[str]:
    return shown(pilot).splitlines()[-3:]


@pytest.mark.parametrize(("key", "what"), [("c", "code"), ("u", "address")])
async def test_without_a_desktop_only_the_terminal_is_asked_to_copy(
    tmp_path: Path, key: str, what: str
) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press(key)
            await wait_for(pilot, f"Asked your terminal to copy the {what}.")
            copied = pilot.app.clipboard
            assert copied.startswith(ADDRESS) if key == "u" else " ".join(copied) in flat(pilot)
            assert not here.machine.copied
            assert "copied" not in flat(pilot).casefold()
            here.clock.advance(11)
            await wait_until(pilot, lambda: "Asked your terminal" not in flat(pilot))


async def test_at_a_desktop_a_local_program_copies_too(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        here.machine.has_desktop = True
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("u")
            await wait_for(pilot, "Asked xclip, and your terminal, to copy the address")
            assert here.machine.copied == [pilot.app.clipboard]


async def test_opening_shows_the_command_and_waits_for_a_yes(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        here.machine.has_desktop = True
        async with running(wizard(here, short_cut(here, Step.AUTHORISE)), (120, 30)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("o")
            await wait_for(pilot, "This will be run:", "xdg-open", f"'{ADDRESS}")
            await pilot.press("enter")  # the harmless answer has the focus
            await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen"))
            assert not here.machine.started
            await pilot.press("o")
            await wait_until(pilot, lambda: at(pilot, "ChoiceDialog"))
            await press_button(pilot, "open")
            await wait_for(pilot, "Started xdg-open.")
            ((program, address),) = here.machine.started
            assert (program, address[: len(ADDRESS)]) == ("xdg-open", ADDRESS)


async def test_without_a_browser_nothing_opens(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE)), (120, 30)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert "o open" not in last_rows(pilot)[-1]
            await pilot.press("o")
            assert at(pilot, "AuthoriseScreen")


async def test_a_refused_address_is_neither_copied_nor_opened_nor_drawn(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True, web_server="https://evil.example") as here:
        here.machine.has_desktop = True
        async with running(wizard(here, short_cut(here, Step.AUTHORISE)), (120, 30)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await wait_for(pilot, "which is not on basespace.illumina.com")
            await pilot.press("u", "o", "q")
            assert at(pilot, "AuthoriseScreen")
            assert not pilot.app.screen.query("QrCode")
            assert not pilot.app.clipboard
            assert not here.machine.copied + here.machine.started
            keys = last_rows(pilot)[-1]
            assert "c code" in keys
            assert not [key for key in ("address", "open", "QR") if key in keys]


async def test_the_last_minute_offers_a_new_code(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True, expires_in=70) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            assert OFFER not in flat(pilot)
            here.clock.advance(10.5)
            await wait_for(pilot, OFFER)
            old = pilot.app.screen.query_one("#code").render()
            await pilot.press("n")
            await wait_for(pilot, "no longer works)", "1:10 left")
            assert OFFER not in flat(pilot)
            assert pilot.app.screen.query_one("#code").render() != old


async def test_an_ended_code_takes_its_keys_with_it(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("q")
            await wait_until(pilot, lambda: at(pilot, "QrAloneDialog"))
            here.sim.deny()
            here.clock.advance(60)
            await wait_for(pilot, "denied", "New code")
            assert at(pilot, "AuthoriseScreen")
            await pilot.press("c", "u", "q")
            assert not pilot.app.clipboard
            await pilot.press("l")
            await wait_for(pilot, "ended: ")


@pytest.mark.parametrize(
    ("width", "keys"),
    [
        (80, "esc back ? help c code u address n new code q QR o open l log"),
        (60, "esc back c code u address n new code q QR ? all keys"),
        (40, "esc back c code ? all keys"),
    ],
)
async def test_the_keys_fit_their_row(tmp_path: Path, width: int, keys: str) -> None:
    with still_desk(tmp_path, official=True) as here:
        here.machine.has_desktop = True
        async with running(wizard(here, short_cut(here, Step.AUTHORISE)), (width, 24)) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await wait_until(pilot, lambda: " ".join(last_rows(pilot)[-1].split()) == keys)


async def test_help_tells_every_key_of_the_step(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        here.machine.has_desktop = True
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("question_mark")
            for key, does in (
                ("c", "asks your terminal to copy the code"),
                ("u", "asks your terminal to copy the address"),
                ("n", "requests a new code; this one stops working"),
                ("q", "shows the QR code alone"),
                ("o", "opens the address in a browser here"),
                ("l", "shows what was asked and answered"),
            ):
                assert f"│ {key} {does}" in flat(pilot)


async def test_a_new_code_takes_the_answer_to_the_last_key_away(tmp_path: Path) -> None:
    with still_desk(tmp_path, official=True) as here:
        async with running(wizard(here, short_cut(here, Step.AUTHORISE))) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            await pilot.press("u")
            await wait_for(pilot, "to copy the address")
            await pilot.press("n")
            await wait_for(pilot, "no longer works)")
            assert "to copy the address" not in flat(pilot)


async def test_in_the_demo_a_key_approves_and_a_countdown_says_when_it_happens_without(
    tmp_path: Path,
) -> None:
    with still_desk(tmp_path, approve_after=60) as here:
        here.work = work_with(here.work, practice=Volunteer(here.sim))
        draft = short_cut(here, Step.AUTHORISE)
        async with running(wizard(here, draft, note="Demo: nothing is kept."), (60, 20)) as pilot:
            await wait_for(pilot, "Demo: nothing is kept.")
            assert "a approve" not in flat(pilot)
            await walk(pilot, here, Step.AUTHORISE)
            await wait_for(
                pilot, "Demo: Amira Haddad approves. Press a, or wait 1:00.", "a approve"
            )
            here.clock.advance(18)
            await wait_for(pilot, "or wait 0:42.")
            await pilot.press("a", "a")  # as an impatient person does
            here.clock.advance(5)
            await wait_for(pilot, "Amira Haddad <", "Demo: nothing is kept.")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_wrong_secret_is_typed_again_or_left(tmp_path: Path, size: tuple[int, int]) -> None:
    with still_desk(tmp_path, official=True) as here:
        draft = short_cut(here, Step.AUTHORISE, client_secret=Secret("mistyped"))
        async with running(wizard(here, draft), size) as pilot:
            await walk(pilot, here, Step.AUTHORISE)
            here.clock.advance(2)
            await wait_for(pilot, "✗ BaseSpace does not accept this Client Secret.")
            await wait_for(pilot, "Type it again", "The code still works")
            await pilot.press("enter", "enter")
            await wait_for(pilot, "✗ The Client Secret is missing.", "Continue", "Back")
            await pilot.press(*here.client_id, "enter")
            await wait_for(pilot, "✗ The Client Key and the Client Secret are the")
            await pilot.press("escape")
            await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen"))
            await pilot.press("n")
            await wait_until(pilot, lambda: len(here.sim.user_codes) == 2, "a new code, if wished")
