"""What whole programs need around them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import chromium
from tests.support.programs import bare_environment
from tests.support.secret_service import PROGRAMS, secret_service


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment with a real keyring, unlocked, and homes of its own."""
    if not all(map(shutil.which, PROGRAMS)):
        pytest.skip(f"needs {' and '.join(PROGRAMS)}")
    with secret_service(tmp_path) as env:
        yield env | {"BS_WIZARD_HOME": str(tmp_path / "bs-wizard-home")}


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment with homes of its own and no keyring."""
    return bare_environment(tmp_path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
