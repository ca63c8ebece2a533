"""HTTP on loopback: bytes in, a Call; a Reply, bytes out. Knows nothing of BaseSpace.

What a web page in a browser of this machine could abuse is refused: a host name that is not this
machine's (DNS rebinding), and a form from another site (W3C Fetch Metadata, Sec-Fetch-Site).

The server stops at once: the accepting loop is woken through a pair of sockets and connections
that clients keep open are shut, so that no thread and no socket outlives it.
"""

import selectors
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from traceback import extract_tb
from typing import Any

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply
from bs_wizard.simulator.reading import read_call

HOST = "127.0.0.1"
_NAMES = {HOST, "localhost"}
_LARGEST_BODY = 65536
_LONGEST_SILENCE = 60.0  # seconds in which a client says nothing
_MOST_CONNECTIONS = 256
_STALL_AFTER = 5
_PATIENCE = 5.0
# The body stays unread, so that the connection cannot be used again.
_UNREADABLE = Reply(
    413,
    b"The body is too large, or its size is not told.",
    "text/plain",
    (("Connection", "close"),),
)
_NO_ADDRESS = Reply(400, b"The request is for no address.", "text/plain")
_MISDIRECTED = Reply(421, b"The simulator answers to 127.0.0.1 and localhost.", "text/plain")
_FOREIGN_FORM = Reply(403, b"This form was sent from another site.", "text/plain")


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open from request to request."""

    server: "LoopbackServer"
    protocol_version = "HTTP/1.1"
    timeout = _LONGEST_SILENCE
    server_version = "simulator"
    sys_version = ""
    # Small answers must not wait for the acknowledgement of the ones before.
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            self._send(_UNREADABLE, "")
            return
        if refusal := self._refusal():
            self._send(refusal, "")
            return
        try:
            call, names = read_call(self.command, self.path, self.headers, body)
        except ValueError:
            self._send(_NO_ADDRESS, "")
            return
        self._send(self.server.answer(call, names), call.request_id)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve  # noqa: N815 - the library's names

    def _body(self) -> bytes | None:
        text = self.headers.get("Content-Length", "0")
        is_size = text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_BODY))
        if "Transfer-Encoding" in self.headers or not is_size or int(text) > _LARGEST_BODY:
            return None
        return self.rfile.read(int(text))

    def _refusal(self) -> Reply | None:
        host = self.headers.get("Host", HOST)  # every browser says one
        if host.partition(":")[0].lower() not in _NAMES:
            return _MISDIRECTED
        site = self.headers.get("Sec-Fetch-Site", "none")
        origin = self.headers.get("Origin", "")
        is_foreign = site not in {"same-origin", "none"} or (
            origin not in {"", "null", f"http://{host}"}
        )
        return _FOREIGN_FORM if self.command == "POST" and is_foreign else None

    def _send(self, reply: Reply, request_id: str) -> None:
        if reply.manner == "drop":
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        chunked = reply.is_chunked and self.request_version != "HTTP/1.0"
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", reply.cache_control)
        self.send_header("X-Request-ID", request_id)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        if reply.manner == "stall":
            self.wfile.write(reply.body[:_STALL_AFTER])
            self.close_connection = True
            self.server.stopping.wait()
        else:
            self.wfile.write(_in_chunks(reply.body) if chunked else reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: standard error belongs to the program around the server."""


class LoopbackServer(ThreadingHTTPServer):
    """A server on 127.0.0.1 whose answers come from ``answer(call, names of the fields sent)``."""

    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128
    timeout = 0

    def __init__(self, port: int, answer: Callable[[Call, tuple[str, ...]], Reply]) -> None:
        self.answer = answer
        self.stopping = threading.Event()
        self._served: dict[socket.socket, threading.Thread] = {}
        self._waker, self._wakened = socket.socketpair()
        try:
            super().__init__((HOST, port), Handler)
        except BaseException:
            self._close_pair()
            raise
        self._loop = threading.Thread(target=self._accept, name="simulator", daemon=True)

    @property
    def address(self) -> str:
        """Root of the server, without a slash at the end."""
        return f"http://{HOST}:{self.server_port}"

    def start(self) -> None:
        """Begin to accept."""
        self._loop.start()

    def stop(self) -> None:
        """Close everything; every thread has ended when this returns."""
        self.stopping.set()
        self._waker.send(b"\0")
        self._loop.join()
        for connection in self._served:
            _shut(connection)
        for thread in self._served.values():
            thread.join(_PATIENCE)
        self.server_close()
        self._close_pair()

    def _close_pair(self) -> None:
        self._waker.close()
        self._wakened.close()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._wakened, selectors.EVENT_READ)
            while not self.stopping.is_set():
                selector.select()
                if not self.stopping.is_set():
                    self.handle_request()

    def server_bind(self) -> None:
        """Bind without asking the name service for a name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread of its own, and remember both until they end."""
        self._served = {one: served for one, served in self._served.items() if served.is_alive()}
        if len(self._served) >= _MOST_CONNECTIONS:
            self.shutdown_request(request)
            return
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self._served[request] = thread
        thread.start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hung up go; anything else is a mistake here and is said."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            last = extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}, line {last.lineno}"
            what = f"{type(error).__name__}, {error}"
            print(f"The simulator failed: {what} ({where}).", file=sys.stderr)  # noqa: T201


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already, by this side or the other


def _in_chunks(body: bytes) -> bytes:
    half = (len(body) + 1) // 2  # so that a client has more than one to put together
    parts = filter(None, (body[:half], body[half:]))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
