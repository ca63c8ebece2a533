"""What whole programs need around them."""

import shutil
from collections.abc import Iterator, Mapping
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
        yield with_temporary(env, tmp_path) | {"BS_WIZARD_HOME": str(tmp_path / "bs-wizard-home")}


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment with homes of its own and no keyring."""
    return with_temporary(bare_environment(tmp_path), tmp_path)


def with_temporary(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Add a folder for temporary files, so that it can be searched."""
    (folder / "tmp").mkdir()
    return {**env, "TMPDIR": str(folder / "tmp")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
