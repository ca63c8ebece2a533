"""One whole journey, word for word, so that somebody has read it aloud before it is shipped."""

import re
from pathlib import Path

import pytest

from tests.support.desk import desk
from tests.support.person import Conversation, greenwich

TRANSCRIPT = Path(__file__).with_name("transcript.txt")


async def test_the_journey_reads_as_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, seed=7) as here, greenwich(monkeypatch):
        here.vault.title = "GNOME Keyring / Secret Service"
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "1"),
            ("Instance", ""),
            ("Address", ""),
            ("Client Key", here.sim.client_id),
            ("Client Secret", here.sim.client_secret),
            ("What do you want", "3"),
            ("Only for one project", "3001"),
            ("Is that right", ""),
            ("Name", "lab"),
            ("Description", "Run folders of the core facility"),
        )
        await talk.run()
        assert talk.person.all_said()
        said = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", talk.said)
        assert said == TRANSCRIPT.read_text(encoding="utf-8")
