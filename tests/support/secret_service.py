"""A real Secret Service for tests: private D-Bus bus, private gnome-keyring, private home.

The environments yielded are for subprocesses: a bus address in the test process itself would be
seen by other tests. Nothing on the machine's own bus or keyring is touched, and the private bus
starts no service by itself, so that no window is ever opened.
"""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.programs import until

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
"""What has to be installed; tests skip where ``shutil.which`` does not find it."""

aborted: list[str] = []
"""The folders of those gnome-keyrings that aborted under a test.

It does so once in some thousands of clients that come and go (its assertion “client”, in versions
42 to 50): no fault of what is tested. ``conftest`` runs such a test again.
"""

PASSWORD = "correct horse"
"""Password of the private keyring."""

_NAME = "org.freedesktop.secrets"
_PROMPTER = "org.gnome.keyring.SystemPrompter"
_START_SECONDS = 30.0
_OURS = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "PYTHON_KEYRING_BACKEND",
    "GNOME_KEYRING_CONTROL",
    "BS_WIZARD_",
    "BASESPACE_",
    "DBUS_",
    "KEYRING_",
    "XDG_",
)
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def session_bus(folder: Path) -> Iterator[dict[str, str]]:
    """Yield an environment with a bus on which nothing runs; its home is in ``folder``."""
    # A socket's path is at most 107 bytes, and pytest's folders are long.
    with TemporaryDirectory(prefix="bus-") as runtime:
        env = _environment(folder, Path(runtime))
        config = Path(runtime, "bus.conf")
        config.write_text(_CONFIG.format(socket=Path(runtime, "bus")))
        argv = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
        with _running(argv, env, stdout=subprocess.PIPE) as daemon:
            assert daemon.stdout is not None
            assert daemon.stdout.readline(), "dbus-daemon did not start"
            yield env


@contextmanager
def secret_service(folder: Path, *, locked: bool = False) -> Iterator[dict[str, str]]:
    """Yield an environment with gnome-keyring on its bus, its default keyring unlocked.

    With ``locked`` that keyring is there and locked, and nobody can be asked for its password.
    """
    with session_bus(folder) as env:
        argv = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        with _running(argv, env, stdin=subprocess.PIPE) as daemon:
            assert daemon.stdin is not None
            daemon.stdin.write(PASSWORD.encode())
            daemon.stdin.close()
            wait_for_service(env)
            if locked:
                lock(env)
            try:
                yield env
            finally:
                if daemon.poll() == -signal.SIGABRT:
                    aborted.append(str(folder))


@contextmanager
def silent_secret_service(folder: Path) -> Iterator[dict[str, str]]:
    """Yield an environment whose Secret Service has the name on the bus and answers nothing."""
    with session_bus(folder) as env, _silent_owner(env, _NAME):
        yield env


@contextmanager
def waiting_secret_service(folder: Path) -> Iterator[dict[str, str]]:
    """Yield an environment with a locked keyring that asks a window nobody answers."""
    with secret_service(folder, locked=True) as env, _silent_owner(env, _PROMPTER):
        yield env


def lock(env: Mapping[str, str]) -> None:
    """Lock the default keyring of that environment."""
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]
    from secretstorage import Collection

    with closing(open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"])) as bus:
        collection = Collection(bus)
        collection.lock()
        assert collection.is_locked()


def kill_service(env: Mapping[str, str]) -> None:
    """Kill whatever is the Secret Service of that environment, and wait until its name is free."""
    from jeepney import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with closing(open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"])) as bus:
        daemon = Proxy(message_bus, bus)
        os.kill(daemon.GetConnectionUnixProcessID(_NAME)[0], signal.SIGKILL)
        until(lambda: not daemon.NameHasOwner(_NAME)[0], "the name to be free")


def wait_for_service(env: Mapping[str, str]) -> None:
    """Return when a Secret Service has its name on the bus of that environment."""
    from jeepney import MatchRule, message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
    rule.add_arg_condition(0, _NAME)
    with closing(open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"])) as bus:
        daemon = Proxy(message_bus, bus)
        # Listening before asking, so that the name cannot come in between.
        with bus.filter(rule) as signals:
            daemon.AddMatch(rule)
            if not daemon.NameHasOwner(_NAME)[0]:
                bus.recv_until_filtered(signals, timeout=_START_SECONDS)


def _environment(folder: Path, runtime: Path) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    home = folder / "home"
    for each in (home, home / ".config", home / ".local" / "share", home / ".cache"):
        each.mkdir(parents=True, exist_ok=True)
    return env | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime / 'bus'}",
    }


@contextmanager
def _running(
    argv: list[str], env: Mapping[str, str], *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        argv,
        env=env,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=subprocess.DEVNULL if stdout is None else stdout,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _silent_owner(env: Mapping[str, str], name: str) -> Iterator[None]:
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with closing(open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"])) as bus:
        granted = Proxy(message_bus, bus).RequestName(name)[0]
        assert granted == 1
        yield
