"""Where half blocks may be drawn."""

import io
import sys

import pytest

from bs_wizard.terminal import facts


@pytest.mark.parametrize(
    ("term", "encoding", "has"),
    [
        ("xterm-256color", "utf-8", True),
        ("tmux-256color", "UTF8", True),
        ("linux", "utf-8", False),
        ("linux-16color", "utf-8", False),
        ("vt220", "utf-8", False),
        ("xterm", "iso8859-1", False),
        ("xterm", "ascii", False),
    ],
)
def test_half_blocks(term: str, encoding: str, has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stderr", stream)
    assert facts.has_half_blocks({"TERM": term}) is has


def test_without_a_stream_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert facts.has_half_blocks({"TERM": "xterm"}) is False
