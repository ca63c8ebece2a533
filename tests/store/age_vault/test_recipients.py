"""Who can read the vault: added, removed, and cut off at every step of either."""

import base64
import errno
import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import format as age_format
from bs_wizard.store.age_vault.files import locked
from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.settings import Recipient, read_settings, write_settings
from bs_wizard.store.age_vault.vault import AgeVault
from tests.store.age_homes import NOBODY, PASSPHRASE, file_vault, passphrase_vault, ssh_key
from tests.store.forks import forked
from tests.store.write_points import arm
from tests.support.figures import figure

SECRETS = {"lab": "canary-1", "Core": "canary-2", "app:0@api.example": "canary-3"}

Change = Callable[[AgeVault, str], None]
CHANGES: dict[str, Change] = {
    "add": lambda vault, text: vault.add_recipient(text, "Ada"),
    "remove": lambda vault, text: vault.remove_recipient(text),
}


@pytest.fixture
def vault(home: Path) -> AgeVault:
    return filled(file_vault(home))


@pytest.fixture
def other() -> AgeIdentity:
    return age_format.read_identity(age_format.new_identity().reveal().encode())


def filled(vault: AgeVault) -> AgeVault:
    for key, text in SECRETS.items():
        vault.put(key, Secret(text))
    return vault


def readable_by(identity: AgeIdentity, home: Path) -> set[str]:
    found = set()
    for file in (home / "vault").glob("*.age"):
        try:
            found.add(age_format.decrypt(file.read_bytes(), identity).reveal())
        except ValueError:
            continue
    return found


def all_are_readable(home: Path) -> bool:
    vault = AgeVault(home, NOBODY)
    return all(vault.get(key) == Secret(text) for key, text in SECRETS.items())


def listed(vault: AgeVault) -> list[str]:
    return [one.text for one in vault.recipients()]


def test_the_vaults_own_identity_is_listed(vault: AgeVault) -> None:
    (own,) = vault.recipients()
    assert own.text.startswith("age1")
    assert own.label == "this vault's own identity"


def test_a_recipient_added_reads_what_was_there_and_what_comes(
    vault: AgeVault, other: AgeIdentity
) -> None:
    (text,) = other.recipients
    vault.add_recipient(f" {text.upper()}\n", "Ada's\x1b[2J laptop")
    assert vault.recipients()[1].text == text
    assert vault.recipients()[1].label == "Ada's laptop"
    vault.put("new", Secret("canary-4"))
    assert readable_by(other, vault.home) == {*SECRETS.values(), "canary-4"}
    assert all_are_readable(vault.home)


def test_a_recipient_removed_reads_nothing_more(vault: AgeVault, other: AgeIdentity) -> None:
    (text,) = other.recipients
    vault.add_recipient(text)
    vault.remove_recipient(text)
    vault.put("new", Secret("canary-4"))
    assert readable_by(other, vault.home) == set()
    assert len(vault.recipients()) == 1
    assert all_are_readable(vault.home)


def test_an_ssh_key_may_be_added_with_its_comment_for_a_label(
    vault: AgeVault, tmp_path: Path
) -> None:
    key = ssh_key(tmp_path / "id")
    vault.add_recipient(Path(f"{key}.pub").read_text())
    assert vault.recipients()[1].label == "ada@lab"
    identity = age_format.read_ssh_identity(key.read_bytes())
    assert readable_by(identity, vault.home) == set(SECRETS.values())


def test_adding_twice_lists_once_under_the_later_label(vault: AgeVault, other: AgeIdentity) -> None:
    (text,) = other.recipients
    vault.add_recipient(text, "old")
    vault.add_recipient(text, "new")
    assert [one.label for one in vault.recipients()[1:]] == ["new"]
    vault.add_recipient(listed(vault)[0], "myself")
    assert len(vault.recipients()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "age1canary",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAA",
        "AGE-SECRET-KEY-1CANARY",
    ],
)
def test_what_is_no_recipient_is_refused_and_not_shown(vault: AgeVault, text: str) -> None:
    for change in CHANGES.values():
        with pytest.raises(UsageError, match="not a recipient") as caught:
            change(vault, text)
        assert "canary" not in str(caught.value).lower()
    assert len(vault.recipients()) == 1


def spoiled(key: str) -> list[str]:
    """The text of a public SSH key with something glued to it, or gone from it."""
    glued = ("xyz1", "x", "=", "====", ",foo", "!", "é", "A" * 16, "\x00")
    return [*(key + each for each in glued), key[:-1], key[4:], f"{key[:30]} {key[30:]}"]


def test_a_mangled_ssh_key_is_refused(vault: AgeVault, tmp_path: Path) -> None:
    _, key, *_ = Path(f"{ssh_key(tmp_path / 'id')}.pub").read_text().split()
    as_ecdsa = base64.b64encode(base64.b64decode(key).replace(b"ed25519", b"ed25510")).decode()
    for text in (*spoiled(key), as_ecdsa):
        with pytest.raises(UsageError, match="not a recipient"):
            vault.add_recipient(f"ssh-ed25519 {text} ada@lab")
    assert len(vault.recipients()) == 1


def test_what_stands_behind_a_key_is_its_comment(vault: AgeVault, tmp_path: Path) -> None:
    _, key, *_ = Path(f"{ssh_key(tmp_path / 'id')}.pub").read_text().split()
    vault.add_recipient(f"ssh-ed25519 {key}  AAAA me\n")
    assert vault.recipients()[1:] == (Recipient(f"ssh-ed25519 {key}", "AAAA me"),)


@pytest.mark.parametrize("listed_as", ["recipients", "unfinished"])
def test_a_mangled_key_that_is_listed_is_the_clean_one(
    vault: AgeVault, tmp_path: Path, listed_as: str
) -> None:
    """One was accepted once; whoever removes the key must not leave it readable."""
    private = ssh_key(tmp_path / "id")
    public = " ".join(Path(f"{private}.pub").read_text().split()[:2])
    vault.add_recipient(public, "Ada")
    file = vault.home / "vault.json"
    data = json.loads(file.read_text())
    twice = [{"recipient": f"{public}{end}", "label": "Ada"} for end in ("", "xyz1", ",foo")]
    file.write_text(json.dumps({**data, listed_as: twice}))
    settings = read_settings(vault.home)
    assert settings.further == (Recipient(public, "Ada"),)
    assert settings.unfinished == (settings.further if listed_as == "unfinished" else ())
    vault.remove_recipient(public)
    assert readable_by(age_format.read_ssh_identity(private.read_bytes()), vault.home) == set()
    assert len(vault.recipients()) == 1


def test_the_vaults_own_identity_and_strangers_cannot_be_removed(
    vault: AgeVault, other: AgeIdentity
) -> None:
    with pytest.raises(UsageError, match="own identity"):
        vault.remove_recipient(listed(vault)[0])
    with pytest.raises(UsageError, match="cannot read the vault"):
        vault.remove_recipient(other.recipients[0])


def test_a_passphrase_is_asked_for_before_anybody_waits(home: Path, other: AgeIdentity) -> None:
    vault = filled(passphrase_vault(home))

    def ask(prompt: str) -> Secret:
        # Another process can still write while a person types.
        AgeVault(home, NOBODY).put("meanwhile", Secret("canary-5"))
        return PASSPHRASE

    vault.passphrases.ask = ask
    vault.add_recipient(other.recipients[0])
    assert readable_by(other, home) == {*SECRETS.values(), "canary-5"}


@pytest.mark.parametrize("name", CHANGES)
def test_a_damaged_secret_leaves_all_as_they_were(
    vault: AgeVault, other: AgeIdentity, name: str
) -> None:
    if name == "remove":
        vault.add_recipient(other.recipients[0])
    (vault.home / "vault" / "lab.age").write_bytes(b"rubbish")
    before = {file: file.read_bytes() for file in (vault.home / "vault").iterdir()}
    with pytest.raises(StoreUnavailable, match=r"vault/lab\.age is damaged"):
        CHANGES[name](vault, other.recipients[0])
    assert {file: file.read_bytes() for file in (vault.home / "vault").iterdir()} == before


def test_what_other_programs_leave_there_is_left_alone(vault: AgeVault, other: AgeIdentity) -> None:
    for name in ("._lab.age", "notes.txt"):
        (vault.home / "vault" / name).write_text("theirs")
    vault.add_recipient(other.recipients[0])
    assert (vault.home / "vault" / "._lab.age").read_text() == "theirs"


class Killed(BaseException):
    """The process ends here: nothing after it is carried out, no tidying up either."""


class Interrupted:
    """Lets the first ``steps`` file operations through, then fails with ``failure``."""

    def __init__(self, patched: pytest.MonkeyPatch, steps: int, failure: BaseException) -> None:
        self.done = 0
        self._steps, self._failure = steps, failure
        for name in ("open", "fsync", "replace", "unlink"):
            patched.setattr(os, name, self._counting(getattr(os, name)))

    def _counting(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            if "vault.lock" in str(args[0]):  # its end with the process is the system's doing
                return real(*args, **named)
            self.done += 1
            is_over = isinstance(self._failure, Killed) and self.done > self._steps
            if is_over or self.done == self._steps + 1:
                raise self._failure
            return real(*args, **named)

        return step


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("failure", [Killed(), OSError(errno.ENOSPC, "No space left on device")])
@pytest.mark.parametrize("again", [False, True])
def test_cut_off_at_any_step_every_secret_is_readable_and_the_next_use_finishes(
    vault: AgeVault, other: AgeIdentity, name: str, failure: BaseException, again: bool
) -> None:
    (text,), home, change = other.recipients, vault.home, CHANGES[name]
    steps, is_finished = 0, False
    while not is_finished:
        begin(name, vault, text)
        with pytest.MonkeyPatch.context() as patched:
            interrupted = Interrupted(patched, steps, failure)
            with suppress(Killed, StoreUnavailable):
                change(AgeVault(home, NOBODY), text)
            is_finished = interrupted.done <= steps
        if readable_by(other, home):
            assert text in listed(vault), f"after step {steps}"
        is_noted = (text in {one.text for one in read_settings(home).further}) is (name == "add")
        if again:
            with suppress(UsageError):  # the interrupted removal was finished after all
                change(AgeVault(home, NOBODY), text)
        assert_settled(home, other, name if is_noted or again else UNDOES[name])
        assert not [file for file in home.rglob("*.tmp") if isinstance(failure, OSError)]
        steps += 1
    figure(f"failed, re-encrypting the vault ({name} a recipient): {steps} failures")
    assert steps > 4 * 4, "four files, each opened, synced, replaced"


UNDOES = {"add": "remove", "remove": "add"}


def begin(name: str, vault: AgeVault, text: str) -> None:
    """Be where the change has something to do."""
    before = UNDOES[name]
    if (text in listed(vault)) is (before == "remove"):
        CHANGES[before](vault, text)


def assert_settled(home: Path, other: AgeIdentity, change: str) -> None:
    """Read once as the next run does; then the change is done altogether."""
    assert all_are_readable(home)
    settings = read_settings(home)
    assert settings.unfinished == ()
    assert readable_by(other, home) == (set(SECRETS.values()) if change == "add" else set())
    assert (other.recipients[0] in settings.everyone()) is (change == "add")


@pytest.mark.skipif(os.name == "nt", reason="a process is forked and killed")
@pytest.mark.parametrize("name", CHANGES)
def test_killed_at_any_write_the_next_use_finishes(
    vault: AgeVault, other: AgeIdentity, name: str
) -> None:
    (text,), home = other.recipients, vault.home
    points: list[str] = []
    while not points or points[-1]:
        begin(name, vault, text)

        def die(writing: int) -> None:
            arm(home, len(points) + 1, writing)
            CHANGES[name](AgeVault(home, NOBODY), text)

        died, where = forked(die)
        assert died == (signal.SIGKILL if where else 0)
        points.append(where.decode())
        is_noted = (text in {one.text for one in read_settings(home).further}) is (name == "add")
        assert_settled(home, other, name if is_noted else UNDOES[name])
    assert len(points) > 20, points
    figure(f"killed, re-encrypting the vault ({name} a recipient): {len(points) - 1} kills")


def test_what_cannot_be_finished_now_keeps_nobody_from_reading(
    vault: AgeVault, other: AgeIdentity, tmp_path: Path
) -> None:
    settings = read_settings(vault.home)
    ada = Recipient(other.recipients[0], "Ada")
    write_settings(vault.home, settings.with_further(ada), vault.open())
    lab = vault.home / "vault" / "lab.age"
    whole = lab.read_bytes()
    lab.write_bytes(b"rubbish")
    assert vault.get("Core") == Secret(SECRETS["Core"])
    assert read_settings(vault.home).unfinished == (ada,)
    lab.write_bytes(whole)
    with locked(vault.home):
        assert vault.get("Core") == Secret(SECRETS["Core"])
        assert read_settings(vault.home).unfinished == (ada,)
    assert_settled(vault.home, other, "add")


def test_a_removal_undone_before_it_is_finished(vault: AgeVault, other: AgeIdentity) -> None:
    vault.add_recipient(other.recipients[0], "Ada")
    (ada,) = read_settings(vault.home).further
    write_settings(vault.home, read_settings(vault.home).without_further(ada), vault.open())
    assert listed(vault)[1:] == [ada.text], "some can be read with it still"
    vault.add_recipient(ada.text, "Ada")
    assert_settled(vault.home, other, "add")
