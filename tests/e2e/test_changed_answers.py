"""Whole programs in a terminal, over a line that changes every other answer."""

import random
import time
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.support.faults import Fault, Line
from tests.support.hostile import PIECES
from tests.support.loopback import beside, reply, serve
from tests.support.mutation import mutated
from tests.support.programs import WIZARD, Server, wizard
from tests.support.pty_program import in_pty

ENDS = {0, 2, 5, 6, 9, 130}
"""Saved; refused, expired, no network, no good token; left by somebody who had enough."""

PATIENCE = 8.0
"""Seconds until somebody has had enough, and leaves.

Not by Ctrl+C: a program that is just ending would be killed by it.
"""

SEQUENCES = [piece for piece in PIECES if piece[0] in "\x1b\x9b\x9d" and len(piece) > 1]


def changed(seed: int) -> Fault:
    by = random.Random(seed)

    def change(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        if by.random() < 0.5:
            return answer
        status, body = mutated(by, int(head.split()[1]), body)
        return reply(f"{status} Changed", body)

    return change


@pytest.mark.parametrize(
    ("mode", "leave"), [((), "\x11"), (("--plain",), "quit\r")], ids=["screen", "plain"]
)
@pytest.mark.parametrize("seed", range(10))
def test_it_ends_well_or_in_a_sentence(
    bare: dict[str, str], tmp_path: Path, seed: int, mode: tuple[str, ...], leave: str
) -> None:
    assert wizard(bare, "vault", "create", "--identity", "file").code == 0
    with Simulator(Settings(interval=1, approve_after=0), seed=seed) as sim:
        line = Line(sim.api_server, fault=changed(seed))
        with beside(serve(line)) as there:
            server = Server(f"http://127.0.0.1:{there.port}", sim.client_id, sim.client_secret)
            login = (*WIZARD, "login", "lab", *mode, *server.application(tmp_path), "--scopes")
            with in_pty(bare, *login, "READ GLOBAL") as program:
                leaves = time.monotonic() + PATIENCE
                while program.spawned.isalive() and time.monotonic() < leaves:
                    program.press("\r")
                    _ = program.screen
                    time.sleep(0.3)
                while program.spawned.isalive():
                    program.press(leave)
                    _ = program.screen
                    time.sleep(0.3)
                code, _ = program.ends()
                assert code in ENDS, program.screen
                assert "Traceback" not in program.screen
                assert program.left_behind == []
                written = program.written.decode("utf-8", "replace")
                assert not [each for each in SEQUENCES if each in written and each != "\x1b[31m"]
                assert not [
                    secret for secret in (*sim.tokens, sim.client_secret) if secret in written
                ]
        assert line.asked
