"""What can be done with a stored credential, on the screen and line by line: the same for both."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions.opening import open_on_credentials
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import credential_texts
from tests.support.desk import Desk, desk
from tests.support.person import Conversation, Says
from tests.support.screen import running, tiles, wait_for


@dataclass(frozen=True)
class Row:
    """The keys that do it, each with what is then on the screen; the answers line by line.

    ``holds`` looks whether it was done; ``said`` is part of what is said of it, in both.
    """

    keys: tuple[tuple[str, str], ...]
    answers: tuple[Says, ...]
    holds: Callable[[Desk], object]
    said: str


def one(here: Desk) -> Credential:
    return here.credentials.find("lab")


def exported(here: Desk) -> bool:
    file = here.work.stores.home.parent / ".basespace/lab.cfg"
    return here.sim.owner_token in file.read_text()


def rotated(here: Desk) -> bool:
    token, old = here.vault.held["lab"], here.vault.held["lab-old"]
    return old == here.sim.owner_token != token and {token, old} <= here.sim.tokens


ROWS: dict[str, Row] = {
    "use": Row(
        (("u", "To use lab: in short"), ("left", "Nexla's form"), ("3", "to copy the token")),
        (("For what", "7"),),
        lambda here: True,
        "Access Token",
    ),
    "verify": Row((("v", "is good."),), (), lambda here: one(here).verified_at, "lab is good."),
    "rotate": Row(
        (
            ("t", "tested just now"),
            ("enter", "What should it be called?"),
            ("enter", "what it is for"),
            ("enter", "Saved as"),
            ("enter", "is kept as lab-old"),
        ),
        (),
        rotated,
        "The token that lab held before is kept as lab-old, and valid.",
    ),
    "export": Row(
        (("o", "Export lab for"), ("right", "Illumina's own"), ("enter", "in plain text:")),
        (("Export it for", "bs"),),
        exported,
        "has the token of lab now, in plain text",
    ),
    "move": Row(
        (("m", "Move lab to the vault?"), ("right", "Move it"), ("enter", "is in the encrypted")),
        (("Move lab to the vault", "yes"),),
        lambda here: one(here).store == "vault" and "lab" not in here.vault.held,
        "lab is in the encrypted vault now",
    ),
    "rename": Row(
        (("r", "Rename lab"), ("2", "2"), ("enter", "is now called")),
        (("New name", "2"),),
        lambda here: [each.name for each in here.credentials.all()] == ["2"],
        "lab is now called 2.",
    ),
    "describe": Row(
        (("e", "Describe lab"), ("x", "x"), ("enter", "was changed")),
        (("What it is for", "x"),),
        lambda here: one(here).description == "x",
        "The description of lab was changed.",
    ),
    "make_default": Row(
        (("d", "is the default now"),),
        (),
        lambda here: here.credentials.contents().default == "lab",
        "lab is the default now.",
    ),
    "remove": Row(
        (("x", "Remove lab?"), ("right", "Revoke"), ("right", "Revoke"), ("enter", "")),
        (("How should lab be removed", "3"),),
        lambda here: not here.credentials.all() and here.sim.owner_token not in here.sim.tokens,
        "",
    ),
}


def at_hand(here: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    here.keep_app("lab")
    here.work.stores.set_up_vault(NewVault(Kind.FILE, path=tmp_path / "key"))


def test_every_action_has_its_row() -> None:
    assert list(ROWS) == [each.word for each in credential_texts.ACTIONS]


@pytest.mark.parametrize("word", ROWS)
async def test_on_the_screen(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ROWS[word]
    with desk(tmp_path / "home") as here:
        at_hand(here, tmp_path, monkeypatch)
        async with running(tiles(here)) as pilot:
            await wait_for(pilot, "lab default")
            for key, shows in row.keys:
                await pilot.press(key)
                seen = await wait_for(pilot, shows)
                assert here.sim.owner_token not in seen
            if word == "use":
                assert pilot.app.clipboard == here.sim.owner_token
            if word == "remove":
                await wait_for(pilot, "A BaseSpace credential")
            elif word != "use":
                assert row.said in seen
        assert row.holds(here)


@pytest.mark.parametrize("word", ROWS)
async def test_line_by_line(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ROWS[word]
    chosen: tuple[Says, ...] = (("Which one", "1"), ("What to do with lab", word))
    with desk(tmp_path / "home") as here:
        at_hand(here, tmp_path, monkeypatch)
        talk = Conversation(monkeypatch, here, *chosen, *row.answers, ("Which one", "leave"))
        await open_on_credentials(talk.front, here.work, Draft())
        assert row.said in talk.said
        assert here.sim.owner_token not in talk.said
        assert row.holds(here)
