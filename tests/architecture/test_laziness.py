"""What a command does not need it does not load: read from ``sys.modules`` of real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential
from tests.support.faulty_vault import FaultyVault

RUN = """
import sys
from bs_wizard.cli.main import entry
sys.argv = ["bs-wizard", *{argv!r}]
try:
    entry()
except SystemExit as end:
    code = end.code
import json
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""

RING = """
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        return f"token-of-{username}" if service == "bs-wizard" else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    delete_password = None
"""

HEAVY = {"textual", "rich", "httpx", "asyncio", "qrcode", "filelock", "certifi", "shtab", "zxcvbn"}
KEEPERS = {"keyring", "secretstorage", "pyrage"}
FRONTS = {"bs_wizard.tui", "bs_wizard.plain", "bs_wizard.basespace", "bs_wizard.simulator"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one credential, whose token is in a keyring of the test's own."""
    (tmp_path / "test_ring.py").write_text(RING, encoding="utf-8")
    vault = FaultyVault()
    credentials = Credentials(Index(tmp_path / "home"), lambda store, backend: vault)
    credentials.save(a_credential(), Secret("token-of-lab"))
    index = tmp_path / "home" / "index.json"
    data = json.loads(index.read_text(encoding="utf-8"))
    data["credentials"][0] |= {"store": "keyring", "backend": "test_ring.Ring"}
    index.write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def loaded(home: Path, *argv: str) -> set[str]:
    """Run one command well; return the modules it loaded, every one by its whole name."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(argv=argv)],
        env={
            **os.environ,
            "BS_WIZARD_HOME": str(home / "home"),
            "PYTHONPATH": os.pathsep.join([str(home), *filter(None, sys.path)]),
            "PYTHON_KEYRING_BACKEND": "test_ring.Ring",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(modules)


@pytest.mark.parametrize("argv", [("--help",), ("list",), ("list", "--names"), ("show", "lab")])
def test_reading_the_index_loads_neither_fronts_nor_stores(
    argv: tuple[str, ...], home: Path
) -> None:
    modules = loaded(home, *argv)
    assert not (HEAVY | FRONTS | KEEPERS) & modules


def test_the_help_of_login_loads_the_tables_that_it_lists_and_little_else(home: Path) -> None:
    modules = loaded(home, "login", "--help")
    assert not (HEAVY | FRONTS - {"bs_wizard.basespace"} | KEEPERS) & modules


def test_token_loads_the_keyring_and_little_else(home: Path) -> None:
    modules = loaded(home, "token", "lab")
    assert "keyring" in modules
    assert not (HEAVY | FRONTS | KEEPERS - {"keyring"}) & modules


@pytest.mark.parametrize("argv", [("--help",), ("list",)])
def test_help_and_list_load_no_journey(argv: tuple[str, ...], home: Path) -> None:
    modules = loaded(home, *argv)
    assert not {name for name in modules if name.startswith(("bs_wizard.wizard", "platformdirs"))}


def test_the_scenarios_are_told_without_a_server(home: Path) -> None:
    modules = loaded(home, "simulator", "--scenario", "?")
    assert not (HEAVY | {"http.server", "bs_wizard.simulator.server"}) & modules


def test_the_package_itself_loads_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import bs_wizard; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bs_wizard"]
