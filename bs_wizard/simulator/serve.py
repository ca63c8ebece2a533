"""The simulator as a command: one line of JSON that says where it is, then it serves."""

import json
import signal
import threading
from types import FrameType
from typing import TextIO

from bs_wizard.simulator.simulator import Simulator
from bs_wizard.simulator.simulator_settings import Settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Windows does not interrupt a wait without an end.
_LOOK_UP = 0.5


def serve(settings: Settings, out: TextIO) -> None:
    """Serve until SIGINT or SIGTERM, then stop and return; call it from the main thread.

    The first line of ``out`` is a JSON object with ``api_server``, ``client_id`` and
    ``client_secret``. Raises OSError when the port is taken.
    """
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        with Simulator(settings) as simulator:
            out.write(json.dumps(simulator.ready) + "\n")
            out.flush()
            while not ended.wait(_LOOK_UP):
                pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
