"""How much memory this process may still take."""

import os
from contextlib import suppress
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
PROC = Path("/proc")


def spare_memory() -> int | None:
    """Return the bytes that the process's limit, its cgroup and the machine leave, at the least.

    None where nothing of that can be known, as on macOS and Windows.
    """
    known = (_of_limit(), *_of_groups(), _of_machine())
    return min((each for each in known if each is not None), default=None)


def _of_limit() -> int | None:
    """Return what RLIMIT_AS (``ulimit -v``) leaves."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY:
            pages = int((PROC / "self/statm").read_text().split()[0])
            return max(0, limit - pages * os.sysconf("SC_PAGE_SIZE"))
    return None


def _of_groups() -> list[int]:
    """Return what each cgroup leaves that the process is in, of version 2 or 1."""
    spare = []
    for line in _lines(PROC / "self/cgroup"):
        _, controllers, name = line.split(":", 2)
        if controllers == "":
            root, limit, used = CGROUP, "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            root, limit = CGROUP / "memory", "memory.limit_in_bytes"
            used = "memory.usage_in_bytes"
        else:
            continue
        here = root / name.lstrip("/")
        # A container sees its own group as the root, under the name that it has outside.
        for folder in (here, *here.parents):
            most, taken = _number(folder / limit), _number(folder / used)
            if most is not None and taken is not None:
                spare.append(max(0, most - taken + _reclaimable(folder)))
            if folder == root:
                break
    return spare


def _reclaimable(folder: Path) -> int:
    """Return what the group's files take that the kernel gives back when it is needed."""
    for line in _lines(folder / "memory.stat"):
        name, _, number = line.partition(" ")
        if name in {"inactive_file", "total_inactive_file"}:
            return int(number)
    return 0


def _of_machine() -> int | None:
    """Return what the kernel says is available without swapping."""
    for line in _lines(PROC / "meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _number(file: Path) -> int | None:
    with suppress(OSError, ValueError):  # "max" is no limit
        return int(file.read_text())
    return None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []
