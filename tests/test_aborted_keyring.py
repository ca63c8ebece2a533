"""A gnome-keyring that aborts under a test is not the test's failure; any other end is."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.secret_service import PROGRAMS

ROOT = Path(__file__).parents[1]
TEST = """
import os
from pathlib import Path
from jeepney import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
from tests.support.secret_service import secret_service
from tests.support.programs import until

def test_it(tmp_path):
    with secret_service(tmp_path) as env:
        with open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            daemon = Proxy(message_bus, bus)
            pid = daemon.GetConnectionUnixProcessID("org.freedesktop.secrets")[0]
            runs = Path({runs!r})
            runs.write_text(runs.read_text() + "run ")
            if runs.read_text() == "run ":
                os.kill(pid, {number})
                until(lambda: not daemon.NameHasOwner("org.freedesktop.secrets")[0], "its end")
                raise AssertionError("it failed")
"""


@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason=f"needs {' and '.join(PROGRAMS)}")
@pytest.mark.parametrize(("number", "runs"), [(signal.SIGABRT, 2), (signal.SIGKILL, 1)])
def test_only_where_it_aborted_a_failed_test_is_run_again(
    number: int, runs: int, tmp_path: Path
) -> None:
    counted = tmp_path / "runs"
    counted.touch()
    (tmp_path / "test_it.py").write_text(TEST.format(runs=str(counted), number=int(number)))
    argv = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")
    done = subprocess.run(
        [*argv, "-p", "tests.conftest", f"--rootdir={tmp_path}", str(tmp_path / "test_it.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert counted.read_text().split() == ["run"] * runs, done.stdout
    assert done.returncode == (0 if runs == 2 else 1), done.stdout
