"""What a server or a network may send in the place of an answer, over real sockets.

Each ends in the answer or in a sentence, within its bounds of time and memory, after the server was
asked, and sends nothing to another host. A mock transport would skip the decoder, where it counts.
"""

import asyncio
import gzip
import tracemalloc
import zlib
from itertools import count

import anyio
import pytest
from anyio.abc import ByteStream

from bs_wizard.basespace.bounds import LARGEST_BODY
from bs_wizard.basespace.http import LONGEST_EXCHANGE, exchange, make_client
from bs_wizard.errors import NetworkError
from bs_wizard.secret import Secret
from tests.support.figures import figure
from tests.support.hostile import is_harmless
from tests.support.loopback import Behaviour, reply, serve

CUT = "127.0.0.1 closed the connection without an answer."
NOT_HTTP = "127.0.0.1 answers in something that is not HTTP."
LATE = "127.0.0.1 did not answer in time."
ENDLESS = "The server's answer does not end."
PACKED = "The server's answer is compressed"
Outcome = int | str
"""The status of the answer that is taken, or how the sentence begins."""

MOST_MEMORY = 32 << 20
"""Bytes. A reason of 90 KB takes 25 MB in h11; all else stays below 8."""
TOKEN = "70ce70ce70ce70ce70ce70ce70ce70ce"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MANY = 100_000


def endless(begin: bytes, piece: bytes, pause: float = 0) -> Behaviour:
    """Send ``begin``, then ``piece`` again and again, with a pause between, in seconds."""

    async def send(stream: ByteStream, head: str) -> None:
        await stream.send(begin)
        for _ in count():
            await stream.send(piece)
            await asyncio.sleep(pause)

    return send


def silent_after(begin: bytes) -> Behaviour:
    """Send ``begin``, and leave the connection open."""

    async def send(stream: ByteStream, head: str) -> None:
        if begin:
            await stream.send(begin)
        await asyncio.Event().wait()

    return send


def in_pieces(whole: bytes) -> Behaviour:
    """Send it byte for byte."""

    async def send(stream: ByteStream, head: str) -> None:
        for index in range(len(whole)):
            await stream.send(whole[index : index + 1])

    return send


async def reset(stream: ByteStream, head: str) -> None:
    """Break the connection off, with what was sent unread."""
    raw = stream.extra(anyio.abc.SocketAttribute.raw_socket)
    raw.setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")  # SO_LINGER for 0 s: RST in the place of FIN
    await stream.aclose()


def with_length(length: str, body: bytes = b"{}") -> bytes:
    return OK + f"Content-Length: {length}\r\n\r\n".encode() + body


def headed(*lines: bytes, body: bytes = b"{}") -> bytes:
    return OK + b"".join(line + b"\r\n" for line in lines) + b"Content-Length: 2\r\n\r\n" + body


def packed(encoding: str, body: bytes) -> bytes:
    return reply("200 OK", body, f"Content-Encoding: {encoding}\r\n")


def bomb(layers: int) -> bytes:
    body = bytes(1 << 24)
    for _ in range(layers):
        body = gzip.compress(body)
    return body


LIES: dict[str, tuple[Behaviour | bytes, Outcome]] = {
    # Nothing, or not HTTP.
    "nothing": (b"", CUT),
    "silence": (silent_after(b""), LATE),
    "a reset": (reset, CUT),
    "ssh": (b"SSH-2.0-OpenSSH_9.9\r\n", CUT),
    "smtp": (b"220 mail.example ESMTP\r\n\r\n", NOT_HTTP),
    "html without a head": (b"<html><body>Sign in</body></html>\r\n\r\n", NOT_HTTP),
    "zeros": (bytes(4096), NOT_HTTP),
    "escapes": (b"\x1b]0;owned\x07\x1b[2J\r\n\r\n", NOT_HTTP),
    "http/0.9": (b"{}", CUT),
    "http/2": (b"\0\0\x12\x04" + bytes(23), NOT_HTTP),
    "one byte": (silent_after(b"H"), LATE),
    "a line without an end": (endless(b"", b"H" * 65536), NOT_HTTP),
    # The status.
    "status 99": (b"HTTP/1.1 99 Low\r\n\r\n", NOT_HTTP),
    "status 1000": (b"HTTP/1.1 1000 High\r\n\r\n", NOT_HTTP),
    "status 999": (reply("999 High"), 999),
    "status in letters": (b"HTTP/1.1 two OK\r\n\r\n", NOT_HTTP),
    "another version": (b"HTTP/9.9 200 OK\r\n\r\n", 200),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", 200),
    "a reason of 90 KB": (OK[:-2] + b"x" * 90_000 + b"\r\nContent-Length: 0\r\n\r\n", 200),
    "a reason of 200 KB": (OK[:-2] + b"x" * 200_000 + b"\r\n\r\n", NOT_HTTP),
    "line feeds alone": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}", 200),
    "204 with a body": (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", 204),
    "304 with a body": (reply("304 Not Modified", b"{}"), 304),
    # Informational answers.
    "continue, then silence": (silent_after(b"HTTP/1.1 100 Continue\r\n\r\n"), LATE),
    "continue, then the end": (b"HTTP/1.1 100 Continue\r\n\r\n", CUT),
    "a thousand continues": (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + reply("200 OK"), 200),
    "continue without end": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), LATE),
    "early hints without end": (endless(b"", b"HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n"), LATE),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", NOT_HTTP),
    # The header.
    "a header cut off": (OK + b"Content-Le", CUT),
    "a header left open": (silent_after(OK + b"Content-Le"), LATE),
    "100,000 header lines": (headed(*[b"a: b"] * MANY), NOT_HTTP),
    "header lines without end": (endless(OK, b"a: b\r\n" * 1000), NOT_HTTP),
    "a header byte by byte": (endless(OK, b"a", 0.01), LATE),
    "a header of 200 KB": (headed(b"a: " + b"x" * 200_000), NOT_HTTP),
    "a header without a colon": (headed(b"nonsense"), NOT_HTTP),
    "a header without a name": (headed(b": value"), NOT_HTTP),
    "a blank in a name": (headed(b"Content Type: json"), NOT_HTTP),
    "a folded header": (headed(b"a: b", b" c"), 200),
    "a zero in a header": (headed(b"a: \0"), NOT_HTTP),
    "latin-1 in a header": (headed("Server: Müller".encode("latin-1")), 200),
    # The length.
    "a body cut off": (with_length("100"), CUT),
    "a body left open": (silent_after(with_length("100")), LATE),
    "more than its length": (with_length("2", b"{}" + b"x" * 1000), 200),
    "a length below zero": (with_length("-1"), NOT_HTTP),
    "a length in letters": (with_length("two"), NOT_HTTP),
    "a length in hex": (with_length("0x2"), NOT_HTTP),
    "a length with a plus": (with_length("+2"), NOT_HTTP),
    "a length of 5,000 digits": (with_length("9" * 5000), NOT_HTTP),
    "a length of 10^18": (silent_after(with_length("1" + "0" * 18)), LATE),
    "two lengths": (headed(b"Content-Length: 3"), NOT_HTTP),
    "the same length twice": (headed(b"Content-Length: 2"), 200),
    "no length": (OK + b"\r\n{}", 200),
    "length and chunks": (headed(b"Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"), 200),
    # The body.
    "the largest body": (reply("200 OK", b" " * LARGEST_BODY), 200),
    "a byte more": (reply("200 OK", b" " * (LARGEST_BODY + 1)), ENDLESS),
    "a body without end": (endless(OK + b"\r\n", b"." * 65536), ENDLESS),
    "a body byte by byte": (endless(with_length("100000"), b".", 0.01), LATE),
    "an answer byte by byte": (in_pieces(reply("200 OK", b"{}")), 200),
    "chunks": (CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", 200),
    "chunks without end": (endless(CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n"), ENDLESS),
    "chunks of a byte without end": (endless(CHUNKED, b"1\r\nx\r\n", 0.01), LATE),
    "a chunk of 2^80": (CHUNKED + b"1" + b"0" * 20 + b"\r\n", NOT_HTTP),
    "a chunk of no number": (CHUNKED + b"two\r\n", NOT_HTTP),
    "a chunk below zero": (CHUNKED + b"-2\r\n{}\r\n", NOT_HTTP),
    "a chunk cut off": (CHUNKED + b"100\r\n{}", CUT),
    "a chunk's note of 200 KB": (CHUNKED + b"2;" + b"x" * 200_000 + b"\r\n{}\r\n", NOT_HTTP),
    "no last chunk": (silent_after(CHUNKED + b"2\r\n{}\r\n"), LATE),
    "trailers without end": (endless(CHUNKED + b"0\r\n", b"a: b\r\n" * 1000), NOT_HTTP),
    "another transfer encoding": (headed(b"Transfer-Encoding: gzip"), NOT_HTTP),
    # Compressed, which was not asked for.
    "gzip": (packed("gzip", gzip.compress(b"{}")), PACKED),
    "a gzip bomb": (packed("gzip", bomb(1)), PACKED),
    "three layers of gzip": (packed("gzip, gzip, gzip", bomb(3)), PACKED),
    "gzip that is none": (packed("gzip", b"{}"), PACKED),
    "deflate": (packed("deflate", zlib.compress(bytes(1 << 20))), PACKED),
    "brotli": (packed("br", b"\x0b\x00\x80{}\x03"), PACKED),
    "zstd": (packed("zstd", b"{}"), PACKED),
    "an unknown encoding": (packed("x-mine", b"{}"), PACKED),
    "gzip that is not said": (reply("200 OK", bomb(1)), 200),
    # Charsets, which are the parsers' matter.
    "utf-7": (reply("200 OK", b"+AHs-", "Content-Type: application/json; charset=utf-7\r\n"), 200),
    "an unknown charset": (reply("200 OK", b"{}", "Content-Type: a/b; charset=none\r\n"), 200),
    "a codec that is no charset": (
        reply("200 OK", b"{}", "Content-Type: a/b; charset=zip\r\n"),
        200,
    ),
}

PLACES = (
    "http://127.0.0.1:{port}/elsewhere",
    "//127.0.0.1:{port}/elsewhere",
    "http://user:name@127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}",
)
"""Addresses of another server, as ``Location`` may say them."""


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_ends_in_an_answer_or_a_sentence(lie: str) -> None:
    behave, expected = LIES[lie]
    async with serve(b"") as elsewhere:
        outcome, peak = await _outcome(behave, expected)
    assert outcome == expected or (isinstance(expected, str) and str(outcome).startswith(expected))
    assert is_harmless(str(outcome))
    assert peak < MOST_MEMORY
    assert elsewhere.heads == []


async def _outcome(behave: Behaviour | bytes, expected: Outcome) -> tuple[Outcome, int]:
    """Ask until the server has been asked; what is to be late, with little time at first."""
    within = 0.2 if expected == LATE else LONGEST_EXCHANGE
    while True:
        async with serve(behave) as there, make_client() as client:
            tracemalloc.start()
            try:
                answer = await exchange(
                    client,
                    "POST",
                    f"http://127.0.0.1:{there.port}/v1pre3/x",
                    form={"a": "b"},
                    token=Secret(TOKEN),
                    within=within,
                )
                outcome: Outcome = answer.status
            except NetworkError as error:
                outcome = error.message if error.hint else ""
            finally:
                peak = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            if there.heads:
                assert there.heads[0].startswith("POST /v1pre3/x HTTP/1.1\r\n")
                return outcome, peak
        within *= 2
        assert within < 2 * LONGEST_EXCHANGE


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int, place: str) -> None:
    async with serve(reply("200 OK")) as elsewhere:
        to = f"Location: {place.format(port=elsewhere.port)}\r\nRefresh: 0; url={place}\r\n"
        outcome, _ = await _outcome(reply(f"{status} Over There", b"", to), status)
    assert outcome == status
    assert elsewhere.heads == []


def test_there_are_lies_of_every_kind() -> None:
    """A table in which nothing succeeds, or all is cut off, would prove nothing."""
    ends = [end if isinstance(end, str) else "an answer" for _, end in LIES.values()]
    each = {end: ends.count(end) for end in (CUT, NOT_HTTP, LATE, ENDLESS, PACKED, "an answer")}
    assert min(each.values()) >= 3, each
    figure(
        f"lies: {len(LIES) + 5 * len(PLACES)} over sockets, {each['an answer']} taken as answers"
    )
