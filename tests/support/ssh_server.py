"""A real sshd on loopback, for this user alone, with keys of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.support.loopback import closed_port
from tests.support.programs import PATIENCE, until

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_SSHD = shutil.which("sshd", path=_PATH)
_PRIVILEGES = Path("/run/sshd")
_CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PermitUserEnvironment yes
Subsystem sftp internal-sftp
PidFile none
UsePAM no
StrictModes no
PermitUserRC no
PrintLastLog no
PrintMotd no
PermitRootLogin prohibit-password
SetEnv {environment}
"""
_CLIENT = """
Host *
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/user
IdentitiesOnly yes
UserKnownHostsFile {folder}/known_hosts
StrictHostKeyChecking yes
LogLevel ERROR
"""

needs_sshd = pytest.mark.skipif(
    not (_SSHD and shutil.which("ssh") and shutil.which("ssh-keygen")),
    reason="needs sshd, ssh and ssh-keygen",
)


@dataclass(frozen=True)
class SshServer:
    """Where to log in, and who serves it."""

    folder: Path
    pid: int

    def command(self, *argv: str) -> tuple[str, ...]:
        """Return what runs ``argv`` there on a terminal of its own; no word of it has spaces."""
        return ("ssh", "-tt", "-F", str(self.folder / "client"), "there", *argv)

    def running(self, what: str) -> list[int]:
        """Return the processes of all sessions with ``what`` in their command lines."""
        parents = {pid: parent for pid in _pids() if (parent := _parent(pid))}
        below = [pid for pid in parents if self.pid in _ancestors(pid, parents)]
        return [pid for pid in below if what in _command(pid)]


@contextmanager
def ssh_server(
    folder: Path, env: Mapping[str, str], homes: Mapping[str, Path] = MappingProxyType({})
) -> Iterator[SshServer]:
    """Serve from ``folder``, a short path; sessions have ``env`` besides what sshd gives them.

    Each host that is named in ``homes`` is reached by a key of its own, which leads to its home.
    """
    assert _SSHD is not None
    if os.geteuid() == 0:
        _PRIVILEGES.mkdir(mode=0o755, exist_ok=True)  # as the system does before it starts sshd
    port = closed_port()
    for name in ("host", "user", *homes):
        argv = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name)
        subprocess.run(argv, check=True)
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {_public(folder, 'host')}")
    given = " ".join(f"{name}={value}" for name, value in env.items())
    words = {"port": port, "folder": folder, "user": getuser(), "environment": given}
    (folder / "server").write_text(_CONFIG.format_map(words))
    keys = [f'environment="HOME={home}" {_public(folder, name)}' for name, home in homes.items()]
    (folder / "authorized").write_text("".join([*keys, _public(folder, "user")]))
    hosts = [f"Host {name}\nIdentityFile {folder}/{name}\n" for name in homes]
    (folder / "client").write_text("".join([*hosts, _CLIENT.format_map(words)]))
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([_SSHD, "-D", "-e", "-f", folder / "server"], stderr=log) as process,
    ):
        try:
            until(lambda: process.poll() is not None or _answers(port), "sshd")
            assert process.poll() is None, (folder / "log").read_text()
            yield SshServer(folder, process.pid)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def is_alive(pid: int) -> bool:
    """Tell whether the process runs; one that has ended and is not yet buried does not."""
    return _parent(pid) is not None


def _public(folder: Path, name: str) -> str:
    return (folder / f"{name}.pub").read_text()


def _pids() -> list[int]:
    return [int(each.name) for each in Path("/proc").glob("[0-9]*")]


def _parent(pid: int) -> int | None:
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(parent)


def _ancestors(pid: int, parents: Mapping[int, int]) -> Iterator[int]:
    while pid in parents:
        pid = parents[pid]
        yield pid


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
