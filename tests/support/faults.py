"""A network between the program and a simulator that fails just where a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import anyio
import httpx
import pytest
from anyio.abc import ByteStream

from bs_wizard.basespace import http
from tests.support.loopback import NO_TRUST, reply

ALWAYS = 1_000_000
Fault = Callable[[bytes], bytes | None]
"""What comes of an answer: other bytes, after which the connection ends; None: nothing, ever."""


def cut(answer: bytes) -> bytes:
    """Break off before it."""
    return b""


def cut_in_its_head(answer: bytes) -> bytes:
    return answer[: answer.index(b"\r\n\r\n") // 2]


def halved(answer: bytes) -> bytes:
    """Break off in the middle of its body."""
    begin = answer.index(b"\r\n\r\n") + 4
    return answer[: (begin + len(answer)) // 2]


def head_corrupted(answer: bytes) -> bytes:
    """Flip the lowest bit of each byte of its head."""
    end = answer.index(b"\r\n\r\n")
    return bytes(byte ^ 1 for byte in answer[:end]) + answer[end:]


def corrupted(answer: bytes) -> bytes:
    """Flip the highest bit of each byte of its body."""
    begin = answer.index(b"\r\n\r\n") + 4
    return answer[:begin] + bytes(byte ^ 0x80 for byte in answer[begin:])


def late(answer: bytes) -> None:
    """Hold it back for good."""


def instead(head: str, body: bytes = b"") -> Fault:
    """Answer this in its place."""
    return lambda answer: reply(head, body)


@dataclass
class Line:
    """A way to a server; the answers to requests whose path ends with ``at`` meet with ``fault``.

    ``asked`` has method and path of each request, in order; ``times`` is how often it fails.
    """

    api_server: str
    deadlines: "Deadlines | None" = None
    fault: Fault | None = None
    at: str = ""
    times: int = ALWAYS
    asked: list[str] = field(default_factory=list)

    async def __call__(self, client: ByteStream, head: str) -> None:
        """Carry one request, of which ``head`` has come, and its answer."""
        if "\r\n\r\n" not in head:
            return  # whoever connected has gone, as a program that is ended does
        head, _, body = head.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        method, path, _ = first.split(" ")
        headers = httpx.Headers(dict(line.split(": ", 1) for line in lines))
        while len(body) < int(headers.get("Content-Length", "0")):
            body += (await client.receive()).decode("latin-1")
        self.asked.append(f"{method} {path.partition('?')[0]}")
        headers["Host"] = self.api_server.removeprefix("http://")
        async with httpx.AsyncClient(verify=NO_TRUST, trust_env=False, timeout=None) as upstream:
            got = await upstream.request(
                method, f"{self.api_server}{path}", content=body.encode("latin-1"), headers=headers
            )
        whole = reply(f"{got.status_code} {got.reason_phrase}", got.content)
        answer: bytes | None = whole
        if self.fault and self.times and self.asked[-1].endswith(self.at):
            self.times -= 1
            answer = self.fault(whole)
        if answer is None:
            assert self.deadlines
            self.deadlines.run_out()
            await anyio.sleep_forever()
        elif answer:
            await client.send(answer)


class Deadlines:
    """Stands for the time-outs of requests: they run out when told, and not before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._running: list[tuple[asyncio.AbstractEventLoop, asyncio.Timeout]] = []
        monkeypatch.setattr(http, "asyncio", SimpleNamespace(timeout=self._timeout))

    @asynccontextmanager
    async def _timeout(self, delay: float) -> AsyncIterator[None]:
        async with asyncio.timeout(None) as timeout:
            here = (asyncio.get_running_loop(), timeout)
            self._running.append(here)
            try:
                yield
            finally:
                self._running.remove(here)

    def run_out(self) -> None:
        """Have every request fail that waits now."""
        for loop, timeout in list(self._running):
            loop.call_soon_threadsafe(timeout.reschedule, 0)


def tunnel(port: int) -> Callable[[ByteStream, str], Awaitable[None]]:
    """Do as a forward proxy that lets everything through, to a port of this machine."""

    async def carry(client: ByteStream, head: str) -> None:
        await client.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        async with (
            await anyio.connect_tcp("127.0.0.1", port) as server,
            anyio.create_task_group() as both,
        ):
            both.start_soon(_pour, client, server, both.cancel_scope)
            both.start_soon(_pour, server, client, both.cancel_scope)

    return carry


async def _pour(source: ByteStream, sink: ByteStream, until: anyio.CancelScope) -> None:
    try:
        while True:
            await sink.send(await source.receive())
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        until.cancel()
