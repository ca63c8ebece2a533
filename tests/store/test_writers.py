"""Many processes at one store: nothing is lost, and no reader ever fails or waits."""

import os
import random
import select
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from bs_wizard.errors import NoSuchCredential
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.examples import a_credential
from tests.store.ring_vault import RingVault
from tests.support.figures import figure

ROOT = Path(__file__).parents[2]
WRITERS, EACH, READERS = 8, 25, 4
SPARE = 30
"""Credentials that were there before, for others to rename and remove."""


def opened(home: Path) -> Credentials:
    # Ten processes take turns, so one may wait longer than a person would want to.
    return Credentials(Index(home, lock_seconds=250), lambda store, backend: RingVault(home))


def save(credentials: Credentials, name: str) -> None:
    record = a_credential(name=name, store="ring", backend="ring")
    credentials.save(record, Secret(f"token-{name}"))


def write(home: Path, number: int) -> None:
    credentials = opened(home)
    for turn in range(EACH):
        save(credentials, f"w{number}-{turn}")


def rename(home: Path, number: int) -> None:
    credentials = opened(home)
    for turn in range(SPARE):
        # Meanwhile others rename or remove the same.
        with suppress(NoSuchCredential):
            credentials.rename(f"spare-{turn}", f"renamed-{number}-{turn}")


def remove(home: Path, number: int) -> None:
    credentials, chance = opened(home), random.Random(number)
    for turn in chance.sample(range(SPARE), SPARE // 2):
        with suppress(NoSuchCredential):
            credentials.remove(f"spare-{turn}")


def read(home: Path, number: int) -> None:
    """Read until standard input ends; what is there once stays there."""
    os.nice(19)  # writers go first
    credentials, reads, seen = opened(home), 0, set[str]()
    while not select.select([0], [], [], 0.01)[0]:
        now = {one.name for one in credentials.all() if one.name.startswith("w")}
        assert seen <= now, seen - now
        seen = now
        for name in list(now)[:3]:
            record = credentials.find(name)
            assert credentials.token(record).fingerprint == record.fingerprint
        reads += 1
    print(reads)  # noqa: T201


def started(task: str, home: Path, number: int) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "tests.store.test_writers", task, str(home), str(number)]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def test_eight_writers_among_others_lose_nothing_and_no_reader_fails(in_memory: Path) -> None:
    home = in_memory / "home"
    credentials = opened(home)
    for number in range(SPARE):
        save(credentials, f"spare-{number}")
    with ExitStack() as processes:

        def start(task: str, count: int) -> list[subprocess.Popen[str]]:
            return [processes.enter_context(started(task, home, one)) for one in range(count)]

        readers = start("read", READERS)
        changers = [*start("rename", 2), *start("remove", 2), *start("write", WRITERS)]
        for each in changers:
            each.communicate()
        reads = [int(each.communicate()[0]) for each in readers]
    assert [each.returncode for each in (*changers, *readers)] == [0] * (4 + WRITERS + READERS)
    assert min(reads) > 0
    figure(f"{WRITERS} writers: {WRITERS * EACH} saved, {READERS} readers: {sum(reads)} reads")
    found = credentials.all()
    expected = {f"w{writer}-{turn}" for writer in range(WRITERS) for turn in range(EACH)}
    assert {one.name for one in found if one.name.startswith("w")} == expected
    gone_or_renamed = [one for one in found if one.name.startswith("spare")]
    assert gone_or_renamed == []
    for one in found:
        assert credentials.token(one).fingerprint == one.fingerprint
    assert set(RingVault(home).names()) == {one.name for one in found}
    assert credentials.recover() == ()
    files = {"index.json", "index.json.previous", "index.lock", "ring"}
    assert {each.name for each in home.iterdir()} == files


if __name__ == "__main__":
    task, folder, which = sys.argv[1:]
    {"write": write, "rename": rename, "remove": remove, "read": read}[task](
        Path(folder), int(which)
    )
