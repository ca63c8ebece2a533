"""Pilot tests are spared what Textual does again for each program, and much of its waiting."""

from typing import Any

import pytest
from textual import _wait
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_read = Stylesheet._parse_rules
_sheets: dict[object, list[RuleSet]] = {}


def _read_once(sheet: Stylesheet, css: str, read_from: Any, *how: Any, **named: Any) -> Any:
    key = (css, read_from, how, *named.items(), *sheet._variables.items())
    if key not in _sheets:
        _sheets[key] = _read(sheet, css, read_from, *how, **named)
    return _sheets[key]


@pytest.fixture(autouse=True)
def _sheets_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _read_once)


@pytest.fixture(autouse=True)
def _fine_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait in finer steps than Textual's 20 ms: there are a hundred waits in some tests."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", _wait.SLEEP_GRANULARITY / 5)
