"""Whole conversations, word for word, so that somebody has read them aloud before they ship."""

import os
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from tests.plain.scenes import COLUMNS, SCENES
from tests.support.desk import desk
from tests.support.person import greenwich

TRANSCRIPT = Path(__file__).with_name("transcript.txt")
REMAKE = "BS_WIZARD_REMAKE_TRANSCRIPT"
HEAD = "######## "
"""Begins the title of a conversation, a line of its own."""
COPIED = re.compile(
    r"https?://\S+$|  (export|import|token =|bs-wizard) ?|  (Description|App)|\d\d:"
)
"""Begins what may be longer than a line: it is to be copied whole."""


def written() -> dict[str, str]:
    _, *parts = re.split(rf"^{HEAD}(.+)\n", TRANSCRIPT.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def remake(title: str, said: str) -> None:
    kept = (written() if TRANSCRIPT.exists() else {}) | {title: said}
    text = "".join(f"{HEAD}{each}\n{kept[each]}" for each in SCENES if each in kept)
    TRANSCRIPT.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("title", SCENES)
async def test_it_reads_as_written(
    title: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scene, approve_after = SCENES[title]
    with desk(tmp_path, seed=7, approve_after=approve_after) as here, greenwich(monkeypatch):
        here.vault.title = "GNOME Keyring / Secret Service"
        said = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", await scene(monkeypatch, here))
    if os.environ.get(REMAKE):
        remake(title, said)
    assert said == written()[title]


def lines() -> list[str]:
    return [line for said in written().values() for line in said.splitlines()]


def test_nothing_is_drawn() -> None:
    """No boxes, blocks, braille, arrows, ticks, and nothing that moves a cursor."""
    text = TRANSCRIPT.read_text(encoding="utf-8")
    odd = {char for char in text if unicodedata.category(char) in {"So", "Sm", "Sk", "Cc", "Co"}}
    assert odd - set("\n+=<>|$") == set()
    assert not re.search("[\u2190-\u2bff]", text)


def test_no_line_is_said_twice_running() -> None:
    said = lines()
    twice = [line for line, after in pairwise(said) if line == after]
    assert twice == []


def test_a_line_is_too_long_only_where_it_is_to_be_copied() -> None:
    long = [line for line in lines() if len(line) > COLUMNS]
    assert [line for line in long if not COPIED.match(line)] == []


def test_an_address_to_open_stands_alone() -> None:
    opened = [line for line in lines() if "/oauth/device" in line]
    assert opened
    assert all(re.fullmatch(r"https?://\S+", line) for line in opened)


def test_every_code_is_in_words() -> None:
    said = lines()
    codes = [at for at, line in enumerate(said) if "must show this code: " in line]
    assert codes
    assert all(said[at + 1].startswith("In words: ") for at in codes)
