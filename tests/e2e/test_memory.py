"""A vault opened by a passphrase, where memory is short."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.set_up import set_up
from tests.support.figures import figure
from tests.support.peak import peak_of
from tests.support.programs import WIZARD, wizard

WORD = "canary battery staple"
TOKEN = (*WIZARD, "token", "lab")
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

    def limited_to(kib: int) -> subprocess.CompletedProcess[str]:
        limited = ["sh", "-c", f'ulimit -v {kib}; exec "$@"', "sh", *WIZARD, "token", "lab"]
        return subprocess.run(limited, env=env, capture_output=True, text=True, check=False)

    peak, told = peak_of(env, TOKEN)
    assert told.strip() == token
    figure(f"peak memory, token from a vault with a passphrase: {peak} MiB")
    assert peak < 200
    change = ("vault", "change-identity", "--identity", "file", "--path", str(tmp_path / "key"))
    kept = Path(bare["BS_WIZARD_HOME"])
    copy = shutil.copytree(kept, tmp_path / "by-key")
    by_key = {**env, "BS_WIZARD_HOME": str(copy)}
    assert wizard(by_key, *change).code == 0
    peak, told = peak_of(by_key, TOKEN)
    assert told.strip() == token
    figure(f"peak memory, token from a vault with a key file: {peak} MiB")
    assert peak < 60

    assert limited_to(ENOUGH).stdout.strip() == token
    short = limited_to(TOO_LITTLE)
    assert (short.returncode, short.stdout) == (7, "")
    assert "takes 128 MiB of memory" in short.stderr
