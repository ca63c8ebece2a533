"""Servers on 127.0.0.1 that do just what a test says, byte for byte."""

import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio.abc import ByteStream
from anyio.from_thread import start_blocking_portal
from anyio.streams.tls import TLSListener

NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients: loads no certificates, which takes long, where a server speaks plain HTTP."""
TLS_HANDSHAKE = b"\x16"
T = TypeVar("T")
Behaviour = Callable[[ByteStream, str], Awaitable[None]]
"""What a server does on a connection after the head of a request, which it is given."""


def reply(head: str, body: bytes = b"", headers: str = "") -> bytes:
    """One whole HTTP answer: ``reply("200 OK", b"...")``."""
    lines = f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return lines.encode() + body


@dataclass
class Loopback:
    """Where a server listens, and the heads of the requests that came."""

    port: int
    heads: list[str]


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serve(
    behave: Behaviour | bytes, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Loopback]:
    """Listen; read the head of a request, then send the bytes or do as ``behave`` does."""
    plain = await anyio.create_tcp_listener(local_host="127.0.0.1")
    listener = plain if tls is None else TLSListener(plain, tls, standard_compatible=False)
    here = Loopback(plain.extra_attributes[anyio.abc.SocketAttribute.local_port](), [])

    async def handle(stream: ByteStream) -> None:
        async with stream:
            head = await _head(stream)
            here.heads.append(head)
            try:
                if isinstance(behave, bytes):
                    await stream.send(behave)
                else:
                    await behave(stream, head)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                return  # the client has gone, as some tests want it to

    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, handle)
        yield here
        group.cancel_scope.cancel()


async def _head(stream: ByteStream) -> str:
    data = b""
    try:
        while b"\r\n\r\n" not in data and not data.startswith(TLS_HANDSHAKE):
            data += await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError):
        pass  # the client has said all it had to say
    return data.decode("latin-1")


@contextmanager
def beside(server: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Run it in a thread of its own, beside a program that has a loop of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(server) as here:
        yield here
