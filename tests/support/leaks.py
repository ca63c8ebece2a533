"""Looking for secrets where none may be: in files, in what was printed, in running processes."""

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

Secrets = Mapping[str, str]
"""What a secret is called -> the secret."""


def in_files(secrets: Secrets, *folders: Path) -> list[str]:
    """Return what was found below ``folders``; names of files count as well."""
    return [
        f"{what} in {path}"
        for folder in folders
        for path in folder.rglob("*")
        for what in _held(secrets, str(path).encode() + _content(path))
    ]


def in_text(secrets: Secrets, text: str) -> list[str]:
    """Return what was found in ``text``."""
    return list(_held(secrets, text.encode()))


def processes() -> set[Path]:
    """Return the folders in /proc of all that runs now."""
    return set(Path("/proc").glob("[0-9]*"))


def in_processes(
    secrets: Secrets, besides: Set[Path] = frozenset(), handed: bytes = b"\n"
) -> list[str]:
    """Return what was found in the arguments and the environment of all that runs now.

    ``besides`` are processes to pass over: what ran before there were secrets has none of them.
    Nor is an entry of an environment looked into that begins with ``handed``.
    """
    found = []
    for process in processes() - besides:
        for place in (process / "cmdline", process / "environ"):
            entries = _content(place).split(b"\0")
            seen = b"\0".join(each for each in entries if not each.startswith(handed))
            found += [f"{what} in {place}" for what in _held(secrets, seen)]
    return found


def _held(secrets: Secrets, data: bytes) -> Iterator[str]:
    return (what for what, secret in secrets.items() if secret.encode() in data)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a folder, a socket, a process that has ended or is another user's
        return b""


def modes(paths: Iterable[Path]) -> list[str]:
    """Return the permissions of each path in octal: ``600``."""
    return [f"{path.stat().st_mode & 0o777:o}" for path in paths]
