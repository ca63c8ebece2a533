"""How much memory is left, as limits, groups and the machine say."""

import resource
from pathlib import Path

import pytest

from bs_wizard.store.age_vault import memory

MIB = 1 << 20


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with 900 MiB left, without groups and limits."""
    monkeypatch.setattr(memory, "PROC", tmp_path / "proc")
    monkeypatch.setattr(memory, "CGROUP", tmp_path / "cgroup")
    free = resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda which: (free, free))
    write(tmp_path / "proc/meminfo", f"MemTotal: 99999999 kB\nMemAvailable: {900 * 1024} kB\n")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_the_machine_says_what_is_available() -> None:
    assert memory.spare_memory() == 900 * MIB


def test_where_nothing_is_known_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "proc/meminfo").unlink()
    assert memory.spare_memory() is None


def test_a_limit_on_the_address_space_counts_what_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (300 * MIB, 300 * MIB))
    write(tmp_path / "proc/self/statm", f"{100 * MIB // resource.getpagesize()} 1 1 1 0 1 0\n")
    assert memory.spare_memory() == 200 * MIB


GROUPS: dict[str, tuple[str, dict[str, str], int]] = {
    "version 2": (
        "0::/user.slice/job\n",
        {
            "user.slice/job/memory.max": f"{512 * MIB}",
            "user.slice/job/memory.current": f"{100 * MIB}",
        },
        412,
    ),
    "the files it has read do not count": (
        "0::/job\n",
        {
            "job/memory.max": f"{512 * MIB}",
            "job/memory.current": f"{500 * MIB}",
            "job/memory.stat": f"anon 1\ninactive_file {300 * MIB}\n",
        },
        312,
    ),
    "a group above is narrower": (
        "0::/slice/job\n",
        {
            "slice/job/memory.max": "max",
            "slice/job/memory.current": "1",
            "slice/memory.max": f"{64 * MIB}",
            "slice/memory.current": "0",
        },
        64,
    ),
    "a container sees its own as the root": (
        "0::/outside/name\n",
        {"memory.max": f"{256 * MIB}", "memory.current": "0"},
        256,
    ),
    "version 1": (
        "4:memory:/job\n1:cpu:/\n",
        {
            "memory/job/memory.limit_in_bytes": f"{128 * MIB}",
            "memory/job/memory.usage_in_bytes": f"{28 * MIB}",
        },
        100,
    ),
    "more is taken than there is": (
        "0::/job\n",
        {"job/memory.max": "1", "job/memory.current": "2"},
        0,
    ),
}


@pytest.mark.parametrize(("line", "files", "mib"), GROUPS.values(), ids=GROUPS)
def test_a_group_limits_its_processes(
    tmp_path: Path, line: str, files: dict[str, str], mib: int
) -> None:
    write(tmp_path / "proc/self/cgroup", line)
    for name, text in files.items():
        write(tmp_path / "cgroup" / name, f"{text}\n")
    assert memory.spare_memory() == mib * MIB
