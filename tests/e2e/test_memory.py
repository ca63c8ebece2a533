"""A vault opened by a passphrase, where memory is short."""

import subprocess
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.age_vault.identities import Kind
from bs_wizard.store.age_vault.set_up import set_up
from tests.support.programs import WIZARD, wizard

WORD = "canary battery staple"
ENOUGH, TOO_LITTLE = 1_000_000, 150_000
"""KiB of address space: a gigabyte is what a second of scrypt would take."""


@pytest.mark.timeout(300)
def test_it_opens_within_little_memory_and_says_when_there_is_less(
    bare: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "passphrase").write_text(WORD, "utf-8")
    env = {**bare, "BS_WIZARD_PASSPHRASE_FILE": str(tmp_path / "passphrase")}
    set_up(Path(bare["BS_WIZARD_HOME"]), Kind.PASSPHRASE, passphrase=Secret(WORD))
    with Simulator(Settings()) as simulator:
        at, token = ("--api-server", simulator.api_server), simulator.owner_token
        argv = ("login", "lab", "--with-token", "--store", "vault", *at)
        assert wizard(env, *argv, given=token).code == 0

    def told(kib: int) -> subprocess.CompletedProcess[str]:
        limited = ["sh", "-c", f'ulimit -v {kib}; exec "$@"', "sh", *WIZARD, "token", "lab"]
        return subprocess.run(limited, env=env, capture_output=True, text=True, check=False)

    assert told(ENOUGH).stdout.strip() == token
    short = told(TOO_LITTLE)
    assert (short.returncode, short.stdout) == (7, "")
    assert "takes 128 MiB of memory" in short.stderr
