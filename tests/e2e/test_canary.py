"""Secrets go through every command and way to fail, and are found in the store and nowhere else."""

import json
import re
import subprocess
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bs_wizard.cli import session
from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.simulator import SCENARIOS, Settings, Simulator
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import is_set_up, set_up
from tests.store.age_homes import passphrase_home
from tests.support.canary import Canary, canary, disguises, mark
from tests.support.clocks import FakeClock
from tests.support.kept import secret_tool
from tests.support.programs import PATIENCE, WIZARD, Done, Server, needs, until, wizard
from tests.support.secret_service import lock

APPROVES = Settings(interval=1, approve_after=0)
SOMEBODY = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"
SHOWS_ITS_OWN = {"simulator"}
"""What it prints is the secret of an application that only it knows."""


@pytest.fixture(params=["keyring", "vault"])
def env(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An environment for each place that secrets are kept in."""
    kept_in = "keyring" if request.param == "keyring" else "bare"
    found: dict[str, str] = request.getfixturevalue(kept_in)
    return with_passphrase(found, tmp_path)


def with_passphrase(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Add a passphrase in a file."""
    (folder / "passphrase").write_text(f"{mark()}\n", encoding="utf-8")
    file = str(folder / "passphrase")
    return {**env, "BS_WIZARD_PASSPHRASE_FILE": file}


def passphrase(env: Mapping[str, str]) -> str:
    return Path(env["BS_WIZARD_PASSPHRASE_FILE"]).read_text(encoding="utf-8").strip()


def store_of(env: Mapping[str, str]) -> tuple[str, str]:
    return ("--store", "keyring" if "DBUS_SESSION_BUS_ADDRESS" in env else "vault")


def verbs() -> set[str]:
    """Every command there is."""
    return set(make_parser().verbs)


def test_every_form_of_a_secret_is_found(bare: dict[str, str], tmp_path: Path) -> None:
    """The canary itself sings."""
    with Simulator(APPROVES) as simulator:
        secret = simulator.client_secret
        for form in disguises(secret).values():
            watched = Canary((simulator,), (tmp_path,), {})
            assert watched.found() == []
            (tmp_path / "leak").write_bytes(b"\x00before" + form + b"after")
            assert watched.found() != []
            (tmp_path / "leak").unlink()
        watched.heard(f"\x1b[1m{secret[:9]}\x1b[0m\r\n  {secret[9:]}")
        assert watched.found() != []
        for argv, more in ((("env", secret, "sleep"), {}), (("sleep",), {"X": secret})):
            sleeper = Canary((simulator,), (), {})
            # As the shell's argument it stays in view; `sleep` itself would refuse it.
            script = ["sh", "-c", "read _", *argv]
            with subprocess.Popen(script, env={**bare, **more}, stdin=subprocess.PIPE) as process:
                # The system fills in both a moment after the program was started.
                until(lambda s=sleeper: s.look_at_processes() or s.found(), "the secret in view")  # type: ignore[misc]
                process.kill()
            assert len(sleeper.found()) == 1
        with (
            pytest.raises(AssertionError, match="happens to run"),
            canary(bare, simulator),
        ):
            Path("left-behind").touch()


def here(*argv: str, given: str | None = None) -> Done:
    """Run a command in this process."""
    out, err = StringIO(), StringIO()
    code = main(argv, Streams(StringIO(given or ""), out, err))
    return Done(code, out.getvalue(), err.getvalue())


@pytest.mark.timeout(300)
def test_every_command(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a keyring as programs of their own; with a vault here, where what they start is seen."""
    with_vault = "vault" in store_of(env)
    if with_vault:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
    with Simulator(APPROVES) as simulator, canary(env, simulator, phrase=passphrase(env)) as watch:
        tried = set()

        def does(
            *argv: str, given: str | None = None, code: int | None = 0, shown: bool = False
        ) -> Done:
            done = here(*argv, given=given) if with_vault else wizard(env, *argv, given=given)
            tried.add(argv[0])
            watch.heard(done.err, *([] if shown else [done.out]))
            assert code in {None, done.code}, done.said
            return done

        app = Server(**simulator.ready).application(tmp_path)
        login, kept_in = ("login", "--preset", "download"), store_of(env)
        if with_vault:
            passphrase_home(Path(env["BS_WIZARD_HOME"]), passphrase(env))
        does(*login, "one", "--json", *app, *kept_in)
        does(*login, "two", "--plain", *app[:4], *kept_in)
        does(*login, "--json", "--api-server", simulator.api_server, *kept_in, code=2)
        token, at = simulator.owner_token, ("--api-server", simulator.api_server)
        does("login", "three", "--with-token", *at, *kept_in, given=token)
        does("login", "three", "--with-token", *at, *kept_in, given=token)
        does("login", "one", "--with-token", *at, *kept_in, given=token, code=10)
        does("login", "four", "--with-token", *at, *kept_in, given=mark(), code=9)
        told = [does("token", name, shown=True).out.strip() for name in ("one", "two", "three")]
        assert set(told) == simulator.tokens
        assert simulator.owner_token in does("env", "three", shown=True).out
        does("run", "three", code=2)
        if not with_vault:  # it would take the place of this process
            with watch.handing_over():
                does("run", "three", "--", "true")
        does("completion", "bash")
        does("list", "--names")
        with TemporaryDirectory() as folder:  # where the token is meant to be, in plain text
            for to in ("bs", "basespacepy", "nextflow", "dotenv", "json", "kubernetes"):
                output = ("--to", to, "--output", f"{folder}/{to}.cfg")
                for more in ((), ("--undo",)):
                    does("export", "three", *output, *more)
        assert simulator.owner_token in does("export", "three", "--to", "json", shown=True).out
        does("export", "three", "--to", "bs")
        does("import", "--take-out")
        for argv in (
            ("list",),
            ("list", "--json", "--stale", "1"),
            ("show", "one"),
            ("show", "two", "--json"),
        ):
            does(*argv)
        does("kit", "export", "one")
        does("send", "no host", "one", code=2)
        simulator.use("pending")
        does(*login, "four", "--json", "--no-wait", *app, *kept_in)
        does("resume", "--json", "--no-wait", code=11)
        does("resume", "--discard")
        does(*login, "five", "--json", *app, *kept_in, "--timeout", "1", code=5)
        simulator.use("approve")
        does("resume", "--discard")
        does("default", "two")
        does("which", "--json")
        does("can", "two", "launch", code=1)
        does("describe", "two", "for the lab")
        does("rename", "three", "drei")
        does("vault", "create", code=10 if with_vault else 0)
        does("vault", "unlock", code=None)
        does("vault", "add-recipient", SOMEBODY)
        for argv in (("show",), ("show", "--json"), ("remove-recipient", SOMEBODY), ("lock",)):
            does("vault", *argv)
        other = {"keyring": "vault", "vault": "keyring"}[kept_in[1]]
        does("move", "drei", "--to", other, code=7 if with_vault else 0)
        does("token", "drei", "--as-stored", shown=True)
        does("verify")
        does("verify", "--all", "--json")
        does("rotate", "two", "--json", "--revoke")
        does("remove", "one", "--revoke")
        does("verify", "one", code=3)
        simulator.use("bad-identity")
        does("verify", "two", code=6)
        for options in ((), ("--json",), ("--repair", "--yes")):
            does("doctor", *options, code=None)
        does("remove", "two")
        demo = does("demo", "--auto")
        assert not re.findall(r"[0-9a-f]{32}", demo.said), "secrets of its own simulator"
        untried = verbs() - SHOWS_ITS_OWN - tried
        assert not untried, (
            f"Nobody looked for secrets after {sorted(untried)}: call does() with each new command "
            "in this test, where a credential is stored and none of its secrets may show."
        )


def login_in(home: Path, env: Mapping[str, str], *argv: str) -> Done:
    """Log in with a home of its own, in a vault that a key file opens."""
    if not is_set_up(home):
        set_up(home, Kind.FILE, path=home.with_suffix(".key"))
    return wizard({**env, "BS_WIZARD_HOME": str(home)}, "login", *argv, "--store", "vault")


@pytest.mark.parametrize("front", ["--json", "--plain"])
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_every_scenario(
    bare: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    front: str,
    scenario: str,
) -> None:
    """In this process, on a clock that goes with the program's waits."""
    for name, value in bare.items():
        monkeypatch.setenv(name, value)
    clock = FakeClock()
    monkeypatch.setattr(session, "SystemClock", lambda: clock)
    set_up(Path(bare["BS_WIZARD_HOME"]), Kind.FILE, path=tmp_path / "key")
    settings = Settings(interval=1, approve_after=0, scenario=scenario)
    with (
        Simulator(settings, clock=clock.seconds) as simulator,
        canary(bare, simulator) as watch,
    ):
        app = Server(**simulator.ready).application(tmp_path)
        options = ("lab", front, "--preset", "write-back", "--timeout", "3", "--store", "vault")
        done = here("login", *options, *app)
        watch.heard(done.out, done.err)
        assert done.said
        assert "mistake of its own" not in done.said
        assert len(watch.secrets) > 1


def test_a_wrong_client_secret_and_a_file_that_is_not_text(
    bare: dict[str, str], tmp_path: Path
) -> None:
    wrong, home = mark(), Path(bare["BS_WIZARD_HOME"])
    with Simulator(APPROVES) as simulator, canary(bare, simulator, wrong=wrong) as watch:
        app = Server(**simulator.ready).application(tmp_path, wrong)
        for front in ("--json", "--plain"):
            refused = login_in(home, bare, "lab", front, *app)
            assert refused.code == 2
            watch.heard(refused.out, refused.err)
        Path(app[-1]).write_bytes(b"\xff\xfe" + wrong.encode())
        unread = login_in(home, bare, "lab", "--json", *app)
        assert unread.code == 2
        watch.heard(unread.out, unread.err)


def test_a_vault_whose_passphrase_is_wrong(bare: dict[str, str], tmp_path: Path) -> None:
    env = with_passphrase(bare, tmp_path)
    wrong, right = mark(), passphrase(env)
    passphrase_home(Path(env["BS_WIZARD_HOME"]), right)
    with (
        Simulator(APPROVES) as simulator,
        canary(env, simulator, right=right, wrong=wrong) as watch,
    ):
        app = Server(**simulator.ready).application(tmp_path)
        kept = wizard(env, "login", "lab", "--json", "--store", "vault", *app)
        Path(env["BS_WIZARD_PASSPHRASE_FILE"]).write_text(wrong, encoding="utf-8")
        by_command = {**env, "BS_WIZARD_PASSPHRASE_FILE": "", "BS_WIZARD_PASSPHRASE_COMMAND": wrong}
        watch.heard(kept.out, kept.err)
        done = wizard(env, "token", "lab")
        assert (kept.code, done.code, done.out) == (0, 7, "")
        watch.heard(done.err)
    # Here the passphrase itself stands where a command belongs, so it is in the environment.
    mistaken = wizard(by_command, "token", "lab")
    assert mistaken.code == 7
    assert wrong not in mistaken.said


@needs("secret-tool")
@pytest.mark.parametrize("front", ["--json", "--plain"])
def test_a_store_that_fails_when_the_token_is_there(
    keyring: dict[str, str], tmp_path: Path, front: str
) -> None:
    with Simulator(Settings(interval=1)) as simulator, canary(keyring, simulator) as watch:
        app = Server(**simulator.ready).application(tmp_path)
        argv = [*WIZARD, "login", "lab", front, "--preset", "download", *app]
        with subprocess.Popen(
            argv,
            env=keyring,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as program:
            assert simulator.wait_for(lambda: bool(simulator._world.codes), PATIENCE)
            lock(keyring)
            simulator.approve()
            watch.heard(*program.communicate(timeout=PATIENCE))
        assert program.returncode == 7
        assert simulator.tokens == {simulator.owner_token}, "what nothing keeps is revoked"
        assert secret_tool(keyring, "lab") == ""


@pytest.mark.timeout(300)
def test_a_damaged_index(
    bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(bare["BS_WIZARD_HOME"])
    for name, value in bare.items():
        monkeypatch.setenv(name, value)
    with Simulator(APPROVES) as simulator, canary(bare, simulator) as watch:
        app = Server(**simulator.ready).application(tmp_path)
        assert login_in(home, bare, "lab", "--json", *app).code == 0
        index = home / "index.json"
        whole = index.read_text(encoding="utf-8")
        assert json.loads(whole)["credentials"]
        for damaged in (whole[:-20], whole.replace('"lab"', "7"), "[]", "\x00"):
            index.write_text(damaged, encoding="utf-8")
            for argv in (("list",), ("token", "lab"), ("verify",), ("doctor",)):
                done = here(*argv)
                watch.heard(done.out, done.err)
                assert done.code, "a damaged index is never taken for an empty one"
