"""Pilot tests wait in finer steps than Textual's 20 ms: there are a hundred waits in some."""

import pytest
from textual import _wait


@pytest.fixture(autouse=True)
def _fine_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", _wait.SLEEP_GRANULARITY / 5)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", _wait.SLEEP_IDLE / 5)
