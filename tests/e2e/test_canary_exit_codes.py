"""Every exit code there is, reached with secrets in hand; none of them is left anywhere."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bs_wizard.errors import BsWizardError
from bs_wizard.simulator import Settings, Simulator
from tests.e2e.test_canary import APPROVES, login_in
from tests.support.canary import canary, mark
from tests.support.loopback import closed_port
from tests.support.programs import WIZARD, Done, Server, wizard
from tests.support.pty_program import in_pty


def exit_codes() -> set[int]:
    """Every way to fail that the program knows."""

    def below(kind: type[BsWizardError]) -> Iterator[type[BsWizardError]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    return {each.exit_code for each in below(BsWizardError)}


def fails(
    env: Mapping[str, str], simulator: Simulator, slow: Simulator, folder: Path
) -> dict[int, Done]:
    """Fail in every way with secrets in hand; return what was left, by exit code."""
    home = Path(env["BS_WIZARD_HOME"])
    app = Server(**simulator.ready).application(folder)
    assert login_in(home, env, "lab", "--json", *app).code == 0
    done = {10: login_in(home, env, "lab", "--json", *app), 3: wizard(env, "token", "nobody")}
    done[2] = login_in(home, env, "two words", "--json", *app)
    simulator.use("pending")
    assert login_in(home, env, "two", "--json", "--no-wait", *app).code == 0
    done[11] = wizard(env, "resume", "--json", "--no-wait")
    assert wizard(env, "resume", "--discard").code == 0
    simulator.use("deny")
    done[4] = login_in(home, env, "two", "--plain", *app)
    nobody = Server(f"http://127.0.0.1:{closed_port()}", "0" * 32, simulator.client_secret)
    done[6] = login_in(home, env, "two", "--plain", *nobody.application(folder))
    simulator.use("approve")
    wait = (*Server(**slow.ready).application(folder), "--timeout", "1")
    done[5] = login_in(home, env, "two", "--plain", *wait)
    token = wizard(env, "token", "lab").out.strip()
    done[9] = wizard(env, "login", "x", "--with-token", *app[:2], "--store", "vault", given=mark())
    with in_pty(
        env, *WIZARD, "login", "y", "--with-token", *app[:2], "--store", "vault"
    ) as program:
        program.sees("Access Token (not shown)")
        program.press(token)
        program.press("\x03")
        code, _ = program.ends()
        done[code] = Done(code, "", program.written.decode())
    (home / "vault" / "lab.age").write_bytes(b"damaged")
    done[7] = wizard(env, "token", "lab")
    (home / "index.json").write_text(f'{{"version": 1, "token": "{mark()}"', encoding="utf-8")
    done[8] = wizard(env, "list")
    return done


@pytest.mark.timeout(300)
def test_every_exit_code(bare: dict[str, str], tmp_path: Path) -> None:
    with (
        Simulator(APPROVES) as simulator,
        Simulator(Settings(interval=1)) as slow,
        canary(bare, simulator, slow) as watch,
    ):
        done = fails(bare, simulator, slow, tmp_path)
        for code, each in done.items():
            assert each.code == code, each.said
            watch.heard(each.out, each.err)
        assert done.keys() == exit_codes()
