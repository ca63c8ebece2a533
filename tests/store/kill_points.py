"""Every change killed once at each of its write points."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.store.forks import forked
from tests.store.kill_subjects import (
    Change,
    Killed,
    OpenVaults,
    commit,
    credentials_in,
    look,
    next_change_leaves_no_temporary_file,
)
from tests.store.write_points import arm


def at_every_point(
    vaults: OpenVaults,
    wanted: dict[str, Change],
    prepared: Callable[[], Path],
    *,
    files: bool = True,
) -> Iterator[Killed]:
    """Yield each kill; ``prepared`` gives a home in the same state each time.

    Without ``files`` only what ``vaults`` itself calls a point is one.
    """
    for name, change in wanted.items():
        home = prepared()
        before, _, _ = look(home, vaults)
        commit(change, home, vaults)
        after, said, _ = look(home, vaults)
        assert (said, after == before) == ((), False), name
        number = 1
        while where := _killed(change, prepared(), vaults, number, files):
            found, said, stage = look(home, vaults)
            assert found.is_one_of(before, after), (name, where, stage, found, before, after)
            next_change_leaves_no_temporary_file(home)
            yield Killed(name, where, stage, said)
            number += 1
        assert number > (5 if files else 2), f"{name} was killed at {number - 1} points only"


def _killed(change: Change, home: Path, vaults: OpenVaults, number: int, files: bool) -> str:
    """Kill the change at that point; return the point's name, empty when there are not so many."""

    def die(writing: int) -> None:
        credentials = credentials_in(home, vaults(home))
        arm(home, number, writing, files=files)
        change(credentials)

    died, where = forked(die)
    assert died == (signal.SIGKILL if where else 0)
    return where.decode()
