"""Files of the home that somebody else has written to: no secret goes where they say.

Whoever does it can write every file, and knows none of the secrets. A second server listens, to
which nothing may come.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.cli.conftest import Ended, Program
from tests.store.examples import a_credential, an_application

CLIENT_SECRET = "client-secret-0123456789"
COMMANDS = (("env", "lab"), ("verify", "lab"))


@dataclass
class Scene:
    """A home as it was stored, the server it is for, and the one that must stay silent."""

    stored: Path
    home: Path
    sim: Simulator
    listener: Simulator
    tokens: dict[str, str]

    def fresh(self) -> Path:
        """The home as it was stored."""
        shutil.rmtree(self.home, ignore_errors=True)
        return Path(shutil.copytree(self.stored, self.home))

    def run(self, *argv: str) -> Ended:
        streams = Streams(StringIO(), StringIO(), StringIO())
        code = main(argv, streams)
        assert isinstance(streams.out, StringIO)
        assert isinstance(streams.err, StringIO)
        return Ended(code, streams.out.getvalue(), streams.err.getvalue())

    def edit(self, file: str, change: Callable[[Any], object]) -> None:
        """Change one JSON file of a fresh home."""
        path = self.fresh() / file
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    stored, home = tmp_path / "stored", tmp_path / "home"
    with Simulator(Settings()) as sim, Simulator(Settings()) as listener:
        made = Scene(stored, home, sim, listener, {})
        set_up(stored, Kind.FILE, path=tmp_path / "vault.key")
        kept = Credentials(Index(stored), lambda store, backend: AgeVault(stored, Passphrases()))
        for name, token in (("lab", sim.owner_token), ("core", "token-core-0123456789")):
            record = a_credential(
                name=name, api_server=sim.api_server, store="vault", backend="age", client_id="c1"
            )
            app = an_application(client_id="c1", api_server=sim.api_server)
            secret = Secret(CLIENT_SECRET)
            kept.save(record, Secret(token), application=app, client_secret=secret)
            made.tokens[name] = token
        reader = age_format.read_identity(age_format.new_identity().reveal().encode())
        AgeVault(stored, Passphrases()).add_recipient(reader.recipients[0])
        monkeypatch.setenv("BS_WIZARD_HOME", str(home))
        yield made


def is_harmless(scene: Scene, argv: tuple[str, ...], done: Ended, what: object) -> None:
    """Nothing came to the listener; what was said is lab's own, and where it goes its server."""
    assert scene.listener.requests == [], (what, argv)
    said = done.out + done.err
    assert scene.tokens["core"] not in said, (what, argv)
    assert CLIENT_SECRET not in said, (what, argv)
    if scene.tokens["lab"] in said:
        assert argv[0] == "env", (what, argv)
        assert scene.listener.api_server not in said, (what, argv)
    if done.code:
        assert "bs-wizard: " in done.err, (what, argv, done.err)
        assert "mistake of its own" not in done.err, (what, argv)


def places(at: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each field of a JSON value; of a list to its first only, the rest are alike."""
    for key in list(at) if isinstance(at, dict) else range(min(1, len(at))):
        yield (*path, key)
        if isinstance(at[key], (dict, list)):
            yield from places(at[key], (*path, key))


def put(data: Any, path: tuple[Any, ...], value: object) -> None:
    """Put a value there, or with ... take away what is there."""
    for key in path[:-1]:
        data = data[key]
    if value is ...:
        del data[path[-1]]
    else:
        data[path[-1]] = value


@pytest.mark.parametrize("file", ["index.json", "vault.json"])
def test_each_field_edited(scene: Scene, file: str) -> None:
    codes = set()
    for path in places(json.loads((scene.stored / file).read_text())):
        for value in (..., "core", scene.listener.api_server):
            scene.edit(file, partial(put, path=path, value=value))
            for argv in COMMANDS:
                done = scene.run(*argv)
                is_harmless(scene, argv, done, (path, value))
                codes.add(done.code)
    assert 7 in codes
    assert codes <= {0, 3, 7, 8}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("api_server", "listener", "its server was http://127.0.0.1:"),
        ("name", "seq", "its name, server or Client Key, or the token, is another"),
        ("client_id", "c2", "its Client Key was c1 when its token was stored"),
        ("seal", "0" * 64, "its name, server or Client Key, or the token, is another"),
        ("seal", None, "Nobody has said which server the token of lab is for"),
    ],
)
def test_what_was_changed_is_said(scene: Scene, field: str, value: Any, said: str) -> None:
    def change(data: Any) -> None:
        record = data["credentials"][0]
        record[field] = scene.listener.api_server if value == "listener" else value

    name = "seq" if field == "name" else "lab"
    for argv in (("token", name), ("verify", name), ("remove", name, "--revoke", "--yes")):
        scene.edit("index.json", change)
        if field == "name":
            vault = scene.home / "vault"
            (vault / "lab.age").rename(vault / "seq.age")
        done = scene.run(*argv)
        assert (done.code, done.out) == (7, "")
        assert said.replace("of lab", f"of {name}") in done.err
        assert f"bs-wizard verify {name} --api-server SERVER" in done.err
        assert scene.listener.api_server not in done.err
    assert "Nothing was revoked or removed" in done.err
    assert scene.listener.requests == []


def test_the_server_that_a_person_names_seals_the_record(scene: Scene) -> None:
    def change(data: Any) -> None:
        data["credentials"][0] |= {"api_server": scene.listener.api_server, "seal": None}

    scene.edit("index.json", change)
    assert scene.run("token", "lab").code == 7
    done = scene.run("verify", "lab", "--api-server", scene.sim.api_server)
    assert (done.code, scene.listener.requests) == (0, [])
    assert scene.run("token", "lab").out == f"{scene.tokens['lab']}\n"
    assert json.loads(scene.run("show", "lab", "--json").out)["api_server"] == scene.sim.api_server
    assert scene.run("rename", "lab", "seq").code == 0
    assert scene.run("token", "seq").out == f"{scene.tokens['lab']}\n"


def test_a_changed_record_can_be_removed_but_not_renamed_or_moved(scene: Scene) -> None:
    def change(data: Any) -> None:
        data["credentials"][0]["api_server"] = scene.listener.api_server

    scene.edit("index.json", change)
    assert scene.run("rename", "lab", "seq").code == 7
    assert scene.run("remove", "lab", "--yes").code == 0
    assert scene.run("show", "lab").code == 3


def test_each_pair_of_files_swapped(scene: Scene) -> None:
    files = sorted(each.name for each in (scene.stored / "vault").glob("*.age"))
    assert len(files) == 3
    fingerprints = {Secret(token).fingerprint for token in scene.tokens.values()}
    for one, other in permutations(files, 2):
        for argv in COMMANDS:
            for also_the_fingerprints in (False, True):
                vault = scene.fresh() / "vault"
                shutil.copy(scene.stored / "vault" / one, vault / other)
                index = scene.home / "index.json"
                if also_the_fingerprints:
                    first, second = fingerprints
                    text = index.read_text().replace(first, "x").replace(second, first)
                    index.write_text(text.replace('"x"', f'"{second}"'))
                is_harmless(scene, argv, scene.run(*argv), (one, other))
    assert len(scene.sim.requests) > 0


def test_the_client_secret_of_a_changed_application_is_not_sent(scene: Scene) -> None:
    def change(data: Any) -> None:
        data["applications"][0]["api_server"] = scene.listener.api_server

    host = scene.sim.api_server.partition("://")[2]
    there = scene.listener.api_server.partition("://")[2]
    scene.edit("index.json", change)
    for each in (scene.home / "vault").iterdir():
        if "app" in each.name:
            each.rename(each.with_name(each.name.replace(host.split(":")[1], there.split(":")[1])))
    app = ("--api-server", scene.listener.api_server, "--client-id", "c1")
    done = scene.run("login", "new", "--json", "--store", "vault", *app)
    assert done.code in {2, 7}, done
    assert CLIENT_SECRET not in done.out + done.err
    assert scene.listener.requests == []


def test_each_pair_of_keyring_entries_swapped(program: Program) -> None:
    assert program.login("lab").code == program.login("core").code == 0
    stored = program.vault.held
    assert len(stored) == 3, "two tokens and a client secret"
    for one, other in permutations(stored, 2):
        for key, secret in stored.items():
            program.vault.put(key, Secret(secret))
        program.vault.put(other, Secret(stored[one]))
        asked = len(program.sim.requests)
        for argv in (("token", other), ("verify", other), ("remove", other, "--revoke", "--yes")):
            done = program(*argv)
            assert (done.code, done.out) == (3 if other.startswith("app:") else 7, ""), argv
        assert len(program.sim.requests) == asked, "it was not sent"


def test_a_token_that_somebody_else_encrypted_is_not_used(scene: Scene) -> None:
    recipient = json.loads((scene.stored / "vault.json").read_text())["identity"]["recipient"]
    theirs = age_format.encrypt(Secret("token-of-somebody-else"), [recipient])
    for argv in COMMANDS:
        (scene.fresh() / "vault" / "lab.age").write_bytes(theirs)
        done = scene.run(*argv)
        assert (done.code, done.out) == (7, "")
        assert "token-of-somebody-else" not in done.err
    assert scene.sim.requests == scene.listener.requests == []
