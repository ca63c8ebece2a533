"""Every key of every screen does what it says.

The keys are read from the classes themselves, so that one without a case here fails.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Button, Select

import bs_wizard.tui
from bs_wizard.care.credential_actions import CredentialActions, CredentialList
from bs_wizard.cli.commands.demo import Volunteer
from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.simulator.oauth import CODE_PATH
from bs_wizard.store.files.paths import index_file
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.dialogs.client_secret import ClientSecretDialog
from bs_wizard.tui.dialogs.new_vault import NewVaultDialog
from bs_wizard.tui.dialogs.passphrase import PassphraseDialog
from bs_wizard.tui.dialogs.show_once import ShowOnceDialog
from bs_wizard.tui.dialogs.usage import UsageDialog
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.screens.resume import ResumeScreen
from bs_wizard.tui.widgets.credential.picker import CredentialPicker
from bs_wizard.tui.widgets.credential.tiles import Tiles
from bs_wizard.tui.widgets.credential.usage import Usage
from bs_wizard.tui.widgets.forms.choice import Choices, TickList
from bs_wizard.tui.widgets.frame.frame import Body
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import credential_texts
from tests.support.desk import Desk
from tests.support.screen import (
    WizardPilot,
    approve,
    at,
    flat,
    press_button,
    running,
    short_cut,
    shown,
    still_desk,
    tiles,
    wait_for,
    wait_until,
    walk,
    wizard,
)

FULL = StoreUnavailable("The keyring is locked.", "Unlock it, then try again.")
Prepare = Callable[[WizardPilot, Desk], Awaitable[object]]
Holds = Callable[[WizardPilot, Desk], object]
BASES = {
    "Dialog",
    "ResultScreen",
    "StepScreen",
}


def classes() -> Iterator[type[DOMNode]]:
    """The program's own classes that can have keys."""
    for module in walk_packages(bs_wizard.tui.__path__, "bs_wizard.tui."):
        for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
            if found.__module__ == module.name and issubclass(found, DOMNode):
                yield found


def keys_of(node: type[DOMNode]) -> Iterator[str]:
    """The keys that a class brings, its own and those of the program's classes before it."""
    for each in node.__mro__:
        if each.__module__.startswith("bs_wizard."):
            for binding in vars(each).get("BINDINGS", ()):
                keys = binding.key if isinstance(binding, Binding) else binding[0]
                yield from keys.split(",")
            if not each._inherit_bindings:  # type: ignore[attr-defined]
                return


BOUND = {
    (node.__name__, key)
    for node in classes()
    if node.__name__ not in BASES
    for key in keys_of(node)
}


@cache
def on_step(step: Step, *after: Prepare) -> Prepare:
    """Stand on a step, a button of it in focus so that no field takes the key."""

    async def prepare(pilot: WizardPilot, here: Desk) -> None:
        await walk(pilot, here, step)
        for button in pilot.app.screen.query(Button):
            if button.display and not button.disabled:
                button.focus()
        for each in after:
            await each(pilot, here)

    return prepare


async def suspendable(pilot: WizardPilot, here: Desk) -> None:
    """Without a terminal nothing stops; a test of the whole program looks at that."""
    await walk(pilot, here, Step.STORE)
    pilot.app.action_suspend_process = partial(pilot.app.add_class, "suspended")  # type: ignore[assignment]


async def failing_store(pilot: WizardPilot, here: Desk) -> None:
    await wait_for(pilot, "The keyring is locked.")
    here.vault.failure = None


async def failing_check(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    here.sim.use("bad-identity")
    await approve(pilot, here)
    await wait_for(pilot, "could not be checked")
    here.sim.use("approve")


async def failing_save(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.NAME)
    here.vault.failure = FULL
    await press_button(pilot, "save")
    await wait_for(pilot, "Not saved.")
    here.vault.failure = None


async def failing_take_up(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    pending = here.work.current_login.pending
    assert pending is not None
    here.cut()
    here.vault.failure = FULL
    pilot.app.push_screen(ResumeScreen(pending, here.work))
    await wait_for(pilot, "The keyring is locked.")
    here.vault.failure = None


async def at_tiles(pilot: WizardPilot, here: Desk) -> None:
    await wait_for(pilot, "c0 default")


@cache
def tiles_then(*keys: str) -> Prepare:
    async def prepare(pilot: WizardPilot, here: Desk) -> None:
        await at_tiles(pilot, here)
        await pilot.press(*keys)

    return prepare


async def help_open(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.STORE)
    await pilot.press("f1")
    await wait_until(pilot, lambda: at(pilot, "HelpDialog"))


async def qr_alone(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    await pilot.press("q")
    await wait_until(pilot, lambda: at(pilot, "QrAloneDialog"))


async def at_a_desktop(pilot: WizardPilot, here: Desk) -> None:
    here.machine.has_desktop = True
    await walk(pilot, here, Step.AUTHORISE)


async def in_the_demo(pilot: WizardPilot, here: Desk) -> None:
    here.work.practice = Volunteer(here.sim)
    await walk(pilot, here, Step.AUTHORISE)


async def log_open(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.AUTHORISE)
    await pilot.press("l")
    await wait_until(pilot, lambda: at(pilot, "EventLogDialog"))


async def in_the_list(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.SCOPES)
    pilot.app.screen.query_one(TickList).focus()


async def small(pilot: WizardPilot, here: Desk) -> None:
    """So little room that the body scrolls; the focus is on a button below it."""
    await walk(pilot, here, Step.APP)
    await pilot.resize_terminal(60, 14)
    await wait_for(pilot, "more below")
    pilot.app.screen.query_one("#continue").focus()


async def small_at_the_end(pilot: WizardPilot, here: Desk) -> None:
    await small(pilot, here)
    body = pilot.app.screen.query_one(Body)
    body.scroll_to(y=body.max_scroll_y, animate=False)
    await wait_until(pilot, lambda: "more below" not in flat(pilot))


async def list_open(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.APP)
    pilot.app.screen.query_one("#instance").focus()
    await pilot.press("enter", "down")
    await wait_for(pilot, "close the list")


async def unreadable(pilot: WizardPilot, here: Desk) -> None:
    """Tiles that met a damaged index, which has been mended."""
    await at_tiles(pilot, here)
    file = index_file(here.credentials._index.home)
    kept = file.read_bytes()
    file.write_text("{")
    picker = pilot.app.screen.query_one(CredentialPicker)
    picker.show(CredentialList((), None), "", here.work.today())
    pilot.app.screen.action_retry()  # type: ignore[attr-defined]
    await wait_for(pilot, "✗", "try again")
    file.write_bytes(kept)


async def at_the_source(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.APP)
    pilot.app.screen.query_one("#source").focus()


def past_the_source(pilot: WizardPilot, here: Desk) -> bool:
    return pilot.app.focused is not None and pilot.app.focused.id != "source"


async def at_the_presets(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.SCOPES)
    pilot.app.screen.query_one(Choices).focus()


def tiles_under(make: Callable[[Desk], Screen[Any]]) -> Prepare:
    async def prepare(pilot: WizardPilot, here: Desk) -> None:
        await at_tiles(pilot, here)
        dialog = make(here)
        pilot.app.push_screen(dialog)
        await wait_until(pilot, lambda: pilot.app.screen is dialog)

    return prepare


@cache
def without_focus(prepare: Prepare) -> Prepare:
    """Have nothing in the focus, so that no field takes the key."""

    async def prepared(pilot: WizardPilot, here: Desk) -> None:
        await prepare(pilot, here)
        pilot.app.screen.set_focus(None)

    return prepared


@cache
def shows(screen: str) -> Holds:
    return lambda pilot, st: at(pilot, screen)


def ended(pilot: WizardPilot, here: Desk) -> object:
    return pilot.app._exit


def tile(name: str) -> Holds:
    def holds(pilot: WizardPilot, here: Desk) -> object:
        one = pilot.app.screen.query_one(Tiles).chosen
        return one is not None and one.name == name

    return holds


@cache
def in_focus(name: str) -> Holds:
    return lambda pilot, st: pilot.app.focused is not None and pilot.app.focused.id == name


@cache
def says(text: str) -> Holds:
    return lambda pilot, st: text in flat(pilot)


def scrolled(pilot: WizardPilot, here: Desk) -> object:
    return pilot.app.screen.query_one(Body).scroll_y > 0


def scrolled_back(pilot: WizardPilot, here: Desk) -> object:
    body = pilot.app.screen.query_one(Body)
    return body.scroll_y < body.max_scroll_y


def list_closed(pilot: WizardPilot, here: Desk) -> object:
    return not pilot.app.screen.query_one(Select).expanded


def second_code(pilot: WizardPilot, here: Desk) -> object:
    return [each.path for each in here.sim.requests].count(CODE_PATH) == 2


def approved(pilot: WizardPilot, here: Desk) -> object:
    here.clock.advance(2)  # for the next poll
    return at(pilot, "NameScreen")


def code_copied(pilot: WizardPilot, here: Desk) -> object:
    code = pilot.app.clipboard
    return code and " ".join(code) in flat(pilot) and "to copy the code" in flat(pilot)


def address_copied(pilot: WizardPilot, here: Desk) -> object:
    return pilot.app.clipboard in shown(pilot).splitlines() and "to copy the address" in flat(pilot)


def copied(pilot: WizardPilot, text: str) -> bool:
    return text in pilot.app.clipboard


def actions(here: Desk) -> CredentialActions:
    return CredentialActions(here.credentials, here.work.today, here.work.make_client)


async def usage_open(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.STORE)
    pilot.app.push_screen(UsageDialog(in_a_vault(here), actions(here), here.machine.desktop))
    await wait_until(pilot, lambda: at(pilot, "UsageDialog"))


async def saved_in_a_vault(pilot: WizardPilot, here: Desk) -> None:
    await walk(pilot, here, Step.SAVE)
    pilot.app.screen.query_one(Usage).show(credential_texts.usage(in_a_vault(here)))
    pilot.app.screen.refresh_bindings()


def in_a_vault(here: Desk) -> Credential:
    """One that has a way more to be used than those in a keyring."""
    kept = here.credentials.all()
    one = kept[0] if kept else here.keep("lab")
    return one._replace(name="lab", store="vault")


def log_copied(pilot: WizardPilot, here: Desk) -> object:
    return "a code came: good for 30:00" in pilot.app.clipboard


STEPS = {
    "WelcomeScreen": Step.STORE,
    "AppScreen": Step.APP,
    "ScopesScreen": Step.SCOPES,
    "AuthoriseScreen": Step.AUTHORISE,
    "NameScreen": Step.NAME,
    "SaveScreen": Step.SAVE,
}
DIALOGS: dict[str, Prepare] = {
    "TextDialog": tiles_then("enter"),
    "EditDialog": tiles_then("r"),
    "ChoiceDialog": tiles_then("x"),
    "ClientSecretDialog": tiles_under(lambda here: ClientSecretDialog(here.client_id)),
    "NewVaultDialog": tiles_under(lambda here: NewVaultDialog()),
    "PassphraseDialog": tiles_under(lambda here: PassphraseDialog("Passphrase: ", print)),
    "ShowOnceDialog": tiles_under(lambda here: ShowOnceDialog(Secret(here.sim.owner_token))),
    "EventLogDialog": log_open,
    "QrAloneDialog": qr_alone,
    "UsageDialog": tiles_then("u"),
}
CASES: dict[tuple[str, str], tuple[Prepare, Holds]] = {
    **{
        (screen, key): (on_step(step), says(f"Help: {step.value}"))
        for screen, step in STEPS.items()
        for key in ("f1", "question_mark")
    },
    ("WizardApp", "ctrl+c"): (on_step(Step.STORE), ended),
    ("WizardApp", "ctrl+q"): (on_step(Step.STORE), ended),
    ("WizardApp", "ctrl+t"): (on_step(Step.STORE), lambda p, st: p.app.theme == "bs-light"),
    ("WizardApp", "ctrl+z"): (suspendable, lambda p, st: p.app.has_class("suspended")),
    ("WelcomeScreen", "escape"): (on_step(Step.STORE), ended),
    ("WelcomeScreen", "r"): (failing_store, says("✓ Your token will be kept")),
    **{
        ("ResumeScreen", key): (failing_take_up, says("Help: Store"))
        for key in ("f1", "question_mark")
    },
    ("ResumeScreen", "escape"): (failing_take_up, shows("AuthoriseScreen")),
    ("ResumeScreen", "r"): (failing_take_up, shows("AuthoriseScreen")),
    ("AppScreen", "escape"): (on_step(Step.APP), shows("WelcomeScreen")),
    ("ScopesScreen", "escape"): (on_step(Step.SCOPES), shows("AppScreen")),
    ("AuthoriseScreen", "escape"): (on_step(Step.AUTHORISE), shows("ScopesScreen")),
    ("AuthoriseScreen", "a"): (in_the_demo, approved),
    ("AuthoriseScreen", "n"): (on_step(Step.AUTHORISE), second_code),
    ("AuthoriseScreen", "q"): (on_step(Step.AUTHORISE), shows("QrAloneDialog")),
    ("AuthoriseScreen", "c"): (on_step(Step.AUTHORISE), code_copied),
    ("AuthoriseScreen", "u"): (on_step(Step.AUTHORISE), address_copied),
    ("AuthoriseScreen", "o"): (at_a_desktop, shows("ChoiceDialog")),
    ("AuthoriseScreen", "l"): (on_step(Step.AUTHORISE), shows("EventLogDialog")),
    ("NameScreen", "escape"): (on_step(Step.NAME), shows("ScopesScreen")),
    ("NameScreen", "ctrl+n"): (on_step(Step.NAME), shows("ChoiceDialog")),
    ("NameScreen", "ctrl+r"): (failing_check, says("This is your token")),
    ("SaveScreen", "escape"): (failing_save, shows("NameScreen")),
    ("SaveScreen", "r"): (failing_save, says("Saved as")),
    ("TilesScreen", "f1"): (at_tiles, says("Help: Your credentials")),
    ("TilesScreen", "question_mark"): (at_tiles, says("Help: Your credentials")),
    ("TilesScreen", "u"): (at_tiles, says("To use c0")),
    ("TilesScreen", "r"): (at_tiles, says("Rename c0")),
    ("TilesScreen", "e"): (at_tiles, says("Describe c0")),
    ("TilesScreen", "ctrl+r"): (unreadable, tile("c0")),
    ("EditDialog", "escape"): (tiles_then("r"), shows("TilesScreen")),
    ("Frame", "down"): (small, scrolled),
    ("Frame", "pagedown"): (small, scrolled),
    ("Frame", "up"): (small_at_the_end, scrolled_back),
    ("Frame", "pageup"): (small_at_the_end, scrolled_back),
    ("_OpenList", "escape"): (list_open, list_closed),
    ("_OpenList", "enter"): (list_open, list_closed),
    ("TilesScreen", "n"): (at_tiles, shows("WelcomeScreen")),
    ("TilesScreen", "v"): (at_tiles, says("✓ c0 is good.")),
    ("TilesScreen", "d"): (tiles_then("right"), says("c1 default")),
    ("TilesScreen", "x"): (at_tiles, says("Remove c0?")),
    ("TilesScreen", "t"): (at_tiles, shows("WelcomeScreen")),
    ("TilesScreen", "o"): (at_tiles, says("Export c0 for")),
    ("TilesScreen", "m"): (at_tiles, says("Move c0 to the vault?")),
    ("UsageDialog", "right"): (tiles_then("u"), says("bs, Illumina's own (2 of")),
    ("UsageDialog", "left"): (tiles_then("u"), says("Nexla's form (7 of 7)")),
    ("TilesScreen", "delete"): (at_tiles, says("Remove c0?")),
    ("TilesScreen", "escape"): (at_tiles, ended),
    ("TilesScreen", "q"): (at_tiles, ended),
    ("Tiles", "right"): (at_tiles, tile("c1")),
    ("Tiles", "left"): (tiles_then("right"), tile("c0")),
    ("Tiles", "down"): (at_tiles, tile("c2")),
    ("Tiles", "up"): (tiles_then("down"), tile("c0")),
    ("Tiles", "pagedown"): (at_tiles, tile("c3")),
    ("Tiles", "pageup"): (tiles_then("pagedown"), tile("c0")),
    ("Tiles", "end"): (at_tiles, tile("c3")),
    ("Tiles", "home"): (tiles_then("end"), tile("c0")),
    ("Tiles", "enter"): (at_tiles, shows("TextDialog")),
    ("CredentialPicker", "slash"): (at_tiles, in_focus("filter")),
    ("CredentialPicker", "down"): (tiles_then("slash", "c", "3"), in_focus("tiles")),
    ("CredentialPicker", "escape"): (tiles_then("slash", "c", "3"), says("c0 default")),
    ("TextDialog", "escape"): (tiles_then("enter"), shows("TilesScreen")),
    ("TextDialog", "enter"): (tiles_then("enter"), shows("TilesScreen")),
    **{
        ("UsageDialog", key): (tiles_then("u"), shows("TilesScreen")) for key in ("escape", "enter")
    },
    ("ChoiceDialog", "escape"): (tiles_then("x", "right"), shows("TilesScreen")),
    ("ChoiceDialog", "right"): (tiles_then("x"), in_focus("remove")),
    ("ChoiceDialog", "down"): (tiles_then("x"), in_focus("remove")),
    ("ChoiceDialog", "left"): (tiles_then("x", "right"), in_focus("keep")),
    ("ChoiceDialog", "up"): (tiles_then("x", "right"), in_focus("keep")),
    **{
        (dialog, "escape"): (DIALOGS[dialog], shows("TilesScreen"))
        for dialog in ("ClientSecretDialog", "NewVaultDialog", "PassphraseDialog", "ShowOnceDialog")
    },
    **{
        ("EventLogDialog", key): (log_open, shows("AuthoriseScreen"))
        for key in ("escape", "enter", "l")
    },
    ("EventLogDialog", "c"): (log_open, log_copied),
    **{
        ("HelpDialog", key): (help_open, shows("WelcomeScreen"))
        for key in ("escape", "enter", "f1", "question_mark")
    },
    **{
        (dialog, key): (without_focus(opened), shows("HelpDialog"))
        for dialog, opened in DIALOGS.items()
        for key in ("f1", "question_mark")
    },
    **{
        ("QrAloneDialog", key): (qr_alone, shows("AuthoriseScreen"))
        for key in ("escape", "q", "enter")
    },
    ("AppSource", "enter"): (at_the_source, past_the_source),
    ("Choices", "enter"): (at_the_presets, shows("AuthoriseScreen")),
    ("TickList", "space"): (
        in_the_list,
        lambda p, st: "BROWSE GLOBAL" in p.app.screen.query_one(TickList).ticked,
    ),
}
START_AT: dict[Prepare, Step] = {
    without_focus(log_open): Step.AUTHORISE,
    without_focus(qr_alone): Step.AUTHORISE,
    failing_check: Step.AUTHORISE,
    failing_take_up: Step.AUTHORISE,
    failing_save: Step.NAME,
    qr_alone: Step.AUTHORISE,
    at_a_desktop: Step.AUTHORISE,
    log_open: Step.AUTHORISE,
    in_the_list: Step.SCOPES,
    at_the_presets: Step.SCOPES,
    at_the_source: Step.APP,
    small: Step.APP,
    small_at_the_end: Step.APP,
    list_open: Step.APP,
}


ON_TILES = {
    "TilesScreen",
    "Tiles",
    "CredentialPicker",
    "TextDialog",
    "EditDialog",
    "ChoiceDialog",
    "ClientSecretDialog",
    "NewVaultDialog",
    "PassphraseDialog",
    "ShowOnceDialog",
    "UsageDialog",
}


RECIPES = {
    "1": "bs-wizard run",
    "2": 'eval "$(bs-wizard env',
    "3": "export BS_WIZARD_PASSPHRASE_FILE=F",
    "4": "check_output",
    "5": "bs-wizard token lab",
}
COPIED: dict[str, tuple[Prepare, dict[str, str]]] = {
    "AppScreen": (
        on_step(Step.APP),
        {
            "f2": "/portal",
            "f3": "bs-wizard on login1",
            "f4": "Native",
            "f5": "Command-line access for user",
        },
    ),
    "SaveScreen": (saved_in_a_vault, RECIPES),
    "UsageDialog": (usage_open, RECIPES),
}
"""The keys of a screen that copy one thing each, and what is in that."""


@pytest.mark.parametrize("screen", COPIED)
async def test_each_key_copies_its_own(tmp_path: Path, screen: str) -> None:
    prepare, keys = COPIED[screen]
    with still_desk(tmp_path) as here:
        async with running(wizard(here, short_cut(here, STEPS.get(screen, Step.STORE)))) as pilot:
            await prepare(pilot, here)
            for key, text in keys.items():
                await pilot.press(key)
                await wait_until(pilot, partial(copied, pilot, text), f"what {key} copies")
                await wait_for(pilot, "Asked your terminal to copy")
                assert not any(secret in pilot.app.clipboard for secret in here.secrets)
            here.machine.tmux_refuses = True
            await pilot.press(key)
            await wait_for(pilot, "tmux set -s set-clipboard on")


def test_every_step_has_a_screen() -> None:
    found = {node.__name__: node.STEP for node in classes() if hasattr(node, "STEP")}
    assert found == STEPS | {"ResumeScreen": Step.STORE}
    assert {one.__name__ for one in classes() if issubclass(one, StepScreen)} - BASES == {*found}


def test_no_case_is_for_a_key_that_is_gone() -> None:
    assert CASES.keys() <= BOUND


UNDONE_BY = {
    **{
        (dialog, key): "escape"
        for dialog in DIALOGS.keys()
        - {"ClientSecretDialog", "EditDialog", "PassphraseDialog"}  # a field has the focus
        for key in ("f1", "question_mark")
    },
    **{(screen, key): "escape" for screen in STEPS for key in ("f1", "question_mark")},
    **{("HelpDialog", key): "f1" for key in ("escape", "enter", "f1", "question_mark")},
    **{("QrAloneDialog", key): "q" for key in ("escape", "q", "enter")},
    **{("EventLogDialog", key): "l" for key in ("escape", "enter", "l")},
    **{("TextDialog", key): "enter" for key in ("escape", "enter")},
    **{("TilesScreen", key): "escape" for key in ("x", "delete", "f1", "question_mark")},
    **{("ChoiceDialog", key): "left" for key in ("right", "down")},
    **{("ChoiceDialog", key): "right" for key in ("left", "up")},
}
"""Keys after which one press leads back, so that one run of the program does for several."""


def runs() -> list[tuple[str, tuple[str, ...]]]:
    """All that is bound, what may share a run together."""
    together: dict[tuple[str, object, str], list[str]] = {}
    copying = {(screen, key) for screen, (_, keys) in COPIED.items() for key in keys}
    for screen, key in sorted(BOUND - copying):
        undo = UNDONE_BY.get((screen, key), key)
        together.setdefault((screen, CASES.get((screen, key)), undo), []).append(key)
    return sorted((screen, tuple(keys)) for (screen, _, _), keys in together.items())


@pytest.mark.parametrize(("screen", "keys"), runs())
async def test_each_key_does_what_it_says(
    tmp_path: Path, screen: str, keys: tuple[str, ...]
) -> None:
    for key in keys:
        assert (screen, key) in CASES, f"{screen} binds {key}: say in CASES what it does"
    prepare, holds = CASES[screen, keys[0]]
    with still_desk(tmp_path) as here:
        if screen in ON_TILES:
            for n in range(4):
                here.keep(f"c{n}")
            app = tiles(here)
        else:
            step = START_AT.get(prepare, STEPS.get(screen, Step.STORE))
            app = wizard(here, short_cut(here, step))
        if prepare is failing_store:
            here.vault.failure = FULL
        async with running(app) as pilot:
            await prepare(pilot, here)
            for key in keys:
                assert not holds(pilot, here), "the case proves nothing"
                await pilot.press(key)
                await wait_until(pilot, lambda: holds(pilot, here), f"what {key} does on {screen}")
                if (screen, key) in UNDONE_BY:
                    await pilot.press(UNDONE_BY[screen, key])
                    await wait_until(pilot, lambda: not holds(pilot, here), "the undoing")
