"""What waits for a refresh, and the widget that is gone by then."""

from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Button

import bs_wizard.tui
from bs_wizard.tui.widgets.frame.frame import Body


class Screenful(App[None]):
    def compose(self) -> ComposeResult:
        with Body():
            yield Button("Continue")


async def test_a_widget_that_is_gone_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Screenful()
    async with app.run_test() as pilot:
        held: list[tuple[Any, Any]] = []
        monkeypatch.setattr(Screen, "_invoke_later", lambda _, *call: held.append(call))
        body = app.query_one(Body)
        body.on_resize()
        await pilot.pause()
        await body.remove()
        assert held
        for call, _ in held:
            call()


def test_nothing_else_waits_for_a_refresh() -> None:
    root = Path(bs_wizard.tui.__file__).parent
    waiting = {path.name for path in root.rglob("*.py") if "call_after_refresh" in path.read_text()}
    assert waiting == {"after_refresh.py"}
