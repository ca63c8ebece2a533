"""A context that is nobody's: no bus, no proxy, no setting from outside."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.doctor.context import Context
from tests.support.clocks import FakeClock

FROM_OUTSIDE = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD")
TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def no_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Set empty rather than deleted, so that what the code under test puts there is undone.
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.setenv(name, "")
    for name in (*FROM_OUTSIDE, *TRUST):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("TMUX", "STY", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "home"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def context(home: Path) -> Callable[..., Context]:
    """Make a context, any part of it given by keyword."""

    def make(**parts: Any) -> Context:
        usual: dict[str, Any] = {"home": home, "environ": {}, "clock": FakeClock()}
        return Context(**(usual | parts))

    return make
