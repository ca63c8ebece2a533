"""Fixtures of every Pilot test: Textual does less in vain, and Enter alone is watched."""

from typing import Any

import pytest
from textual import _wait
from textual._compositor import Compositor
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


_draw = Compositor.render_update


def _drawn_when_read(
    compositor: Compositor, full: bool = False, screen_stack: Any = None, simplify: bool = False
) -> Any:
    if full:
        return _draw(compositor, True, screen_stack, simplify)
    compositor._dirty_regions.clear()
    return None


@pytest.fixture(autouse=True)
def drawn_when_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a screen when the test reads it, and at its end; not each time for nobody to see.

    Tests marked ``draws`` are about the drawing itself.
    """
    if request.node.get_closest_marker("draws") is None:
        monkeypatch.setattr(Compositor, "render_update", _drawn_when_read)


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
