"""The stock age program and this one read each other's files."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrase_file import unprotect
from bs_wizard.store.age_vault.set_up import set_up
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import NOBODY, PASSPHRASE, file_vault, ssh_vault

pytestmark = pytest.mark.skipif(not shutil.which("age-keygen"), reason="needs age")

TOKEN = Secret("canary-0123456789abcdef")
FURTHER = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"


def age(*argv: str | Path, given: str = "") -> str:
    command = ("age", *map(str, argv))
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return done.stdout


def test_age_opens_a_vault_by_its_key_file(home: Path) -> None:
    file_vault(home).put("lab", TOKEN)
    assert age("-d", "-i", home.parent / "key.txt", home / "vault" / "lab.age") == TOKEN.reveal()


def test_age_opens_a_vault_by_its_ssh_key(home: Path) -> None:
    ssh_vault(home).put("lab", TOKEN)
    assert age("-d", "-i", home.parent / "id_ed25519", home / "vault/lab.age") == TOKEN.reveal()


def test_age_opens_a_vault_by_its_passphrase(home: Path) -> None:
    set_up(home, Kind.PASSPHRASE, passphrase=PASSPHRASE)
    AgeVault(home, NOBODY).put("lab", TOKEN)
    argv = ["-d", "-i", "identity.age", "vault/lab.age"]
    with pexpect.spawn("age", argv, cwd=str(home), encoding="utf-8", timeout=60) as program:
        program.expect("Enter passphrase for identity file")
        program.sendline(PASSPHRASE.reveal())
        program.expect(pexpect.EOF)
        assert TOKEN.reveal() in (program.before or "")


def test_what_age_protects_by_a_passphrase_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "identity.age"
    with pexpect.spawn("age", ["-p", "-o", str(file)], encoding="utf-8", timeout=60) as program:
        program.expect("Enter passphrase")
        program.sendline(PASSPHRASE.reveal())
        program.expect("Confirm passphrase")
        program.sendline(PASSPHRASE.reveal())
        program.expect("\n")
        program.sendline(TOKEN.reveal())
        program.sendeof()
        program.expect(pexpect.EOF)
    assert unprotect(file.read_bytes(), PASSPHRASE).decode().strip() == TOKEN.reveal()


@pytest.mark.parametrize("make", [file_vault, ssh_vault])
@pytest.mark.parametrize("form", [(), ("-a",)])
def test_what_age_encrypts_is_read(
    home: Path, make: Callable[[Path], AgeVault], form: tuple[str, ...]
) -> None:
    vault = make(home)
    everyone = home.parent / "recipients.txt"
    everyone.write_text(f"{vault.recipients()[0].text}\n")
    file = home / "vault" / "lab.age"
    age(*form, "-R", everyone, "-o", file, given=f"{TOKEN.reveal()}\n")
    assert vault.get("lab") == TOKEN
    vault.add_recipient(FURTHER)
    assert vault.get("lab") == TOKEN


def test_a_key_file_of_age_keygen_is_used(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "made.txt"
    subprocess.run(("age-keygen", "-o", str(key)), check=True, capture_output=True)
    set_up(home, Kind.FILE, path=key)
    AgeVault(home, NOBODY).probe()


def test_a_recipient_of_age_keygen_opens_everything(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "ada.txt"
    subprocess.run(("age-keygen", "-o", str(key)), check=True, capture_output=True)
    vault = file_vault(home)
    vault.put("lab", TOKEN)
    public = subprocess.run(
        ("age-keygen", "-y", str(key)), check=True, capture_output=True, text=True
    )
    vault.add_recipient(public.stdout, "Ada")
    vault.put("core", Secret("canary-2"))
    assert age("-d", "-i", key, home / "vault" / "lab.age") == TOKEN.reveal()
    assert age("-d", "-i", key, home / "vault" / "core.age") == "canary-2"
