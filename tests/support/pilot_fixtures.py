"""Fixtures of every Pilot test: Textual repeats and waits less, and Enter alone is watched."""

from typing import Any

import pytest
from textual import _wait
from textual.app import ComposeResult
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from tests.support.careful import assert_keeps

_read = Stylesheet._parse_rules
_sheets: dict[object, list[RuleSet]] = {}


def _read_once(sheet: Stylesheet, css: str, read_from: Any, *how: Any, **named: Any) -> Any:
    key = (css, read_from, how, *named.items(), *sheet._variables.items())
    if key not in _sheets:
        _sheets[key] = _read(sheet, css, read_from, *how, **named)
    return _sheets[key]


@pytest.fixture(autouse=True)
def sheets_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _read_once)


@pytest.fixture(autouse=True)
def fine_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait in finer steps than Textual's 20 ms: there are a hundred waits in some tests."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", _wait.SLEEP_GRANULARITY / 5)


@pytest.fixture(autouse=True)
def enter_alone_destroys_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the answer that has the focus first, and at what Esc answers."""
    compose = ChoiceDialog.compose

    def watched(dialog: ChoiceDialog) -> ComposeResult:
        labels = dict(dialog._answers)
        assert_keeps(dialog._answers[0][1])
        assert_keeps(labels[dialog._harmless])
        return compose(dialog)

    monkeypatch.setattr(ChoiceDialog, "compose", watched)
