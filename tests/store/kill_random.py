"""Processes that make changes one after another, killed at any moment."""

import json
import os
import random
import select
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.store.forks import run_and_leave, signal_of
from tests.store.kept import kept_in, vaults_of
from tests.store.kill_subjects import (
    Killed,
    credentials_in,
    look,
    next_change_leaves_no_temporary_file,
    save,
)

LONGEST = 0.03
"""Seconds a process has at most after it has opened the store: some five changes."""


def at_random(seed: int, kills: int, home: Path) -> Iterator[Killed]:
    """Yield each kill; the next process goes on with what the last one left."""
    chance = random.Random(seed)
    known, _, _ = look(home, vaults_of)
    for number in range(kills):
        done, begun = _interrupted(chance, home, seed * kills + number)
        for change in done:
            known = known.changed(*change)
        after = known.changed(*begun) if begun else known
        # One of the index, and one of what it was before: each goes when its file is written next.
        unfinished = [each.stem[:-16] for each in home.iterdir() if each.suffix == ".tmp"]
        assert len(set(unfinished)) == len(unfinished), unfinished
        found, said, stage = look(home, vaults_of)
        assert found.is_one_of(known, after), (seed, number, stage, begun, found, known, after)
        known = found
        yield Killed(begun[0] if begun else "between two", "any", stage, said)
    next_change_leaves_no_temporary_file(home)


def _interrupted(chance: random.Random, home: Path, seed: int) -> tuple[list[list[str]], list[str]]:
    """Let a process make changes, kill it; return those that were done, and the one begun."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        run_and_leave(lambda writing: _change_for_ever(home, random.Random(seed), writing), writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        # It begins when it has opened the store; then it has a random time to live.
        stream.peek(1)
        select.select([], [], [], chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        lines = [json.loads(each) for each in stream.read().splitlines()]
    _, status = os.waitpid(child, 0)
    assert signal_of(status) == signal.SIGKILL
    done = [change for change, end in pairwise(lines) if end == "done"]
    return done, lines[-1] if lines[-1] != "done" else []


def _change_for_ever(home: Path, chance: random.Random, writing: int) -> None:
    vaults = vaults_of(home)
    credentials = credentials_in(home, vaults)
    known = kept_in(home, credentials, vaults)
    while True:
        change = known.some_change(chance)
        os.write(writing, json.dumps(change).encode() + b"\n")
        verb, *rest = change
        if verb == "save":
            save(credentials, *rest)
        else:
            getattr(credentials, verb)(*rest)
        known = known.changed(*change)
        os.write(writing, b'"done"\n')
