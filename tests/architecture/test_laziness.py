"""What a command costs, counted and not timed: what it loads, opens and asks; of real processes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential
from tests.support.faulty_vault import FaultyVault
from tests.support.programs import bare_environment, wizard
from tests.support.secret_service import PROGRAMS, secret_service

RUN = """
import os, sys

opened, asked = [], []
home = os.environ["BS_WIZARD_HOME"]

def heard(event, args):
    if event == "open" and str(args[0]).startswith(home):
        opened.append(os.path.relpath(str(args[0]), home))

class Bus:
    # Counts what is asked over D-Bus, once the library for it is loaded.
    @classmethod
    def find_spec(cls, name, path, target=None):
        if name == "secretstorage":
            sys.meta_path.remove(cls)
            from jeepney.io.blocking import DBusConnection
            send = DBusConnection.send_and_get_reply
            def counted(bus, message, **more):
                asked.append(message.header.fields[3])  # the method's name
                return send(bus, message, **more)
            DBusConnection.send_and_get_reply = counted

sys.meta_path.insert(0, Bus)
sys.addaudithook(heard)
before = set(sys.modules)
from bs_wizard.cli.main import entry
sys.argv = ["bs-wizard", *{argv!r}]
code = None
try:
    entry()
except SystemExit as end:
    code = end.code
modules = sorted(set(sys.modules) - before)
import json
told = {{"code": code, "modules": modules, "opened": opened, "asked": asked}}
print(json.dumps(told), file=sys.stderr)
"""

RING = """
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        with open(__file__ + ".asked", "a") as log:
            print(service, username, file=log)
        return f"token-of-{username}" if service == "bs-wizard" else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    delete_password = None
"""

HEAVY = {
    "textual",
    "rich",
    "httpx",
    "asyncio",
    "qrcode",
    "filelock",
    "certifi",
    "shtab",
    "zxcvbn",
    "dataclasses",
    "inspect",
    "tempfile",
    "subprocess",
    "urllib.request",
    "http.client",
    "ssl",
    "email",
}
KEEPERS = {"keyring", "secretstorage", "pyrage"}
FRONTS = {"bs_wizard.tui", "bs_wizard.plain", "bs_wizard.basespace", "bs_wizard.simulator"}
ALWAYS = {
    "",
    "clean",
    "cli",
    "cli.grammar",
    "cli.grammar.arguments",
    "cli.grammar.login",
    "cli.grammar.other_words",
    "cli.grammar.parser",
    "cli.grammar.verbs",
    "cli.main",
    "cli.signals",
    "cli.streams",
    "errors",
    "hardening",
    "terminal",
    "terminal.hidden_input",
}
READING = {
    "store",
    "store.files",
    "store.files.folder",
    "store.files.lock",
    "store.files.owners",
    "store.files.paths",
    "store.files.reading",
    "store.files.sharing",
    "store.index",
    "store.index.contents",
    "store.index.index_file",
    "store.index.journal",
    "store.index.json_fields",
    "store.index.records",
}


@dataclass(frozen=True)
class Cost:
    """What one command took: all it loaded, what it opened in the home, what it asked the bus."""

    modules: frozenset[str]
    opened: list[str]
    asked: list[str]

    @property
    def own(self) -> set[str]:
        """Our own modules, without the name of the package."""
        ours = (name.partition(".") for name in self.modules)
        return {rest for first, _, rest in ours if first == "bs_wizard"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home with one credential, whose token is in a keyring of the test's own."""
    (tmp_path / "test_ring.py").write_text(RING, encoding="utf-8")
    vault = FaultyVault()
    credentials = Credentials(Index(tmp_path / "home"), lambda store, backend: vault)
    credentials.save(a_credential(), Secret("token-of-lab"))
    index = tmp_path / "home" / "index.json"
    data = json.loads(index.read_text(encoding="utf-8"))
    data["credentials"][0] |= {"store": "keyring", "backend": "test_ring.Ring"}
    index.write_text(json.dumps(data), encoding="utf-8")
    return {
        **os.environ,
        "BS_WIZARD_HOME": str(tmp_path / "home"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)]),
        "PYTHON_KEYRING_BACKEND": "test_ring.Ring",
    }


@pytest.fixture
def in_vault(tmp_path: Path) -> dict[str, str]:
    """The environment of a home whose token is in a vault that a key file opens."""
    env = bare_environment(tmp_path)
    assert wizard(env, "vault", "create", "--identity", "file").code == 0
    keep(env, "vault")
    return env


def keep(env: Mapping[str, str], store: str) -> None:
    with Simulator(Settings()) as simulator:
        argv = ("login", "lab", "--with-token", "--store", store)
        at = ("--api-server", simulator.api_server)
        assert wizard(env, *argv, *at, given=simulator.owner_token).code == 0


def cost(env: Mapping[str, str], *argv: str) -> Cost:
    """Run one command well; return what it took."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(argv=argv)],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert not told["code"], done.stderr
    return Cost(frozenset(told["modules"]), told["opened"], told["asked"])


def test_the_help_loads_the_grammar_and_nothing_else(env: dict[str, str]) -> None:
    took = cost(env, "--help")
    assert took.own == ALWAYS
    assert not (HEAVY | KEEPERS | {"typing", "json", "pathlib", "shutil"}) & took.modules
    assert took.opened == []


@pytest.mark.parametrize("argv", [("list",), ("list", "--names"), ("list", "--json")])
def test_a_list_reads_the_index_once_and_loads_nothing_else(
    argv: tuple[str, ...], env: dict[str, str]
) -> None:
    took = cost(env, *argv)
    assert took.own == ALWAYS | READING | {"cli.commands", "cli.commands.list_"}
    assert not (HEAVY | KEEPERS | {"shutil", "platformdirs", "hashlib"}) & took.modules
    assert took.opened == ["index.json"]


@pytest.mark.parametrize("argv", [("show", "lab"), ("which",), ("can", "lab", "download")])
def test_what_is_said_of_a_credential_is_read_once(
    argv: tuple[str, ...], env: dict[str, str]
) -> None:
    took = cost(env, *argv)
    loaded = (HEAVY | KEEPERS | FRONTS) - {"bs_wizard.basespace", "dataclasses", "inspect"}
    assert not loaded & took.modules
    assert took.opened == ["index.json"]


def test_the_help_of_login_loads_the_tables_that_it_lists_and_little_else(
    env: dict[str, str],
) -> None:
    took = cost(env, "login", "--help")
    loaded = HEAVY | FRONTS - {"bs_wizard.basespace"} | KEEPERS
    assert not (loaded - {"dataclasses", "inspect"}) & took.modules


def test_token_asks_a_keyring_of_the_persons_own_once(env: dict[str, str], tmp_path: Path) -> None:
    took = cost(env, "token", "lab")
    assert "keyring" in took.modules
    assert not (FRONTS | KEEPERS - {"keyring"} | {"textual", "httpx", "asyncio"}) & took.modules
    assert took.opened == ["index.json"]
    assert (tmp_path / "test_ring.py.asked").read_text() == "bs-wizard lab\n"


@pytest.mark.parametrize(
    "argv", [("token", "lab"), ("env", "lab", "--shell", "sh"), ("token",)], ids=" ".join
)
def test_a_vault_with_a_key_file_is_read_file_by_file(
    argv: tuple[str, ...], in_vault: dict[str, str]
) -> None:
    took = cost(in_vault, *argv)
    assert not (HEAVY | FRONTS | KEEPERS - {"pyrage"}) & took.modules
    assert took.opened == ["index.json", "vault.json", "vault/lab.age"]  # and the key elsewhere


@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason=f"needs {' and '.join(PROGRAMS)}")
def test_the_secret_service_is_asked_without_keyring(tmp_path: Path) -> None:
    with secret_service(tmp_path) as bus:
        env = {**bus, "BS_WIZARD_HOME": str(tmp_path / "bs-wizard")}
        keep(env, "keyring")
        took = cost(env, "token", "lab")
    assert "secretstorage" in took.modules
    unused = FRONTS | {"keyring", "httpx", "asyncio", "textual", "dataclasses"}
    assert not unused & took.modules
    assert took.opened == ["index.json"]
    assert took.asked == [
        "Hello",
        "AddMatch",
        "Get",  # is there a default collection
        "Get",  # is it locked
        "SearchItems",
        "Get",  # is the item there
        "Get",  # is it locked
        "Get",
        "OpenSession",
        "GetSecret",
    ]


def test_the_scenarios_are_told_without_a_server(env: dict[str, str]) -> None:
    modules = cost(env, "simulator", "--scenario", "?").modules
    unused = HEAVY - {"dataclasses", "inspect"} | {"http.server", "bs_wizard.simulator.server"}
    assert not unused & modules


def test_the_package_itself_loads_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import bs_wizard; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bs_wizard"]
