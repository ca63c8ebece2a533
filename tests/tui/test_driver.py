"""A terminal that goes away."""

import io
from pathlib import Path
from typing import IO, cast

import pytest
from textual.drivers import linux_driver
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from bs_wizard.tui.driver import LastingDriver
from tests.support.screen import still_desk, wizard


class Gone(io.StringIO):
    """What a terminal is after it was closed."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


async def test_writing_to_a_terminal_that_is_gone_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.__stderr__", Gone())
    with still_desk(tmp_path) as here:
        app = wizard(here)
    assert app.driver_class is LastingDriver
    thread = WriterThread(cast(IO[str], LastingDriver(app)._file))
    thread.start()
    for _ in range(2 * MAX_QUEUED_WRITES):
        thread._queue.put("x", timeout=30)
    thread.stop()
    assert not thread.is_alive()


def test_bytes_that_are_no_text_are_seen_as_such_and_end_nothing() -> None:
    reads = linux_driver.LinuxDriver.run_input_thread.__code__
    assert "getincrementaldecoder" in reads.co_names, "Textual decodes in another way now"
    decode = linux_driver.getincrementaldecoder("utf-8")().decode  # type: ignore[attr-defined]
    assert decode(b"caf\xe9!") == "caf\ufffd!"
