"""Signals that come at an awkward moment still end the program."""

import signal
import subprocess
import sys

import pytest

from tests.support.programs import PATIENCE

_WHILE_FINALIZING = """
import os, signal, sys, time
from bs_wizard.cli.signals import cleanup_on_signal

class Finalized:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(0)

with cleanup_on_signal():
    try:
        Finalized()
        time.sleep(3600)
    finally:
        os.write(1, b"cleaned up")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_an_object_is_finalized_is_not_lost(number: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WHILE_FINALIZING, str(int(number))],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-number, b"cleaned up")
    assert b"ignored" not in done.stderr
