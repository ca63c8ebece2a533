import asyncio
import gzip
import tracemalloc
from traceback import format_exception

import httpx
import pytest
from anyio.abc import ByteStream

from bs_wizard import __version__
from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.bounds import LARGEST_BODY
from bs_wizard.basespace.failures import in_words
from bs_wizard.basespace.http import exchange, make_client
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from tests.support.asking import fails, get
from tests.support.loopback import closed_port, reply, serve

TOKEN = "70ce70ce70ce70ce70ce70ce70ce70ce"
NOWHERE = "https://bs-wizard.invalid/v1pre3"  # RFC 6761: never resolves


async def test_an_answer_comes_whole_whatever_its_status() -> None:
    for head in ("200 OK", "400 Bad Request", "503 Service Unavailable"):
        async with serve(reply(head, b"{}")) as there:
            answer = await get(f"http://127.0.0.1:{there.port}/")
        assert answer == Answer(int(head[:3]), b"{}")


async def test_what_is_sent() -> None:
    async with serve(reply("200 OK")) as there, make_client() as client:
        address = f"http://127.0.0.1:{there.port}/v1pre3/x"
        await exchange(client, "POST", address, form={"a": "1 2"}, token=Secret(TOKEN))
    head, body = there.heads[0].split("\r\n\r\n")
    assert head.startswith("POST /v1pre3/x HTTP/1.1\r\n")
    assert f"User-Agent: bs-wizard/{__version__}" in head
    assert "Accept: application/json" in head
    assert f"Authorization: Bearer {TOKEN}" in head
    assert body == "a=1+2"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 7\r\n", 7.0),
        ("retry-after: 0\r\n", 0.0),
        ("", None),
        ("Retry-After: -7\r\n", None),
        ("Retry-After: 1.5\r\n", None),
        ("Retry-After: soon\r\n", None),
        ("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n", None),
    ],
)
async def test_retry_after_in_seconds(header: str, seconds: float | None) -> None:
    async with serve(reply("429 Too Many Requests", headers=header)) as there:
        answer = await get(f"http://127.0.0.1:{there.port}/")
    assert (answer.status, answer.retry_after) == (429, seconds)


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with serve(reply("200 OK", b"there")) as elsewhere:
        to = f"Location: http://127.0.0.1:{elsewhere.port}/\r\n"
        async with serve(reply("302 Found", headers=to)) as there, make_client() as client:
            address = f"http://127.0.0.1:{there.port}/"
            answer = await exchange(client, "GET", address, token=Secret(TOKEN))
    assert answer.status == 302
    assert not elsewhere.heads


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:99999/",
        "https://127.0.0.1:x/",
        "https://[::1/",
        "https://xn--a/",
        "https://a\0b/",
        "https://u:s3cret@h:99999/",
        f"https://h/{'x' * 70_000}",
    ],
)
async def test_what_is_no_address_is_said_and_not_repeated(address: str) -> None:
    with pytest.raises(UsageError, match="no web address") as caught:
        await get(address)
    assert "s3cret" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "-", "é.invalid", "%00", "1.2.3.4.5"])
async def test_a_name_that_cannot_be_one(host: str) -> None:
    error = await fails(f"https://{host}/")
    assert "could not be looked up" in error.message


async def test_a_name_that_is_not_found() -> None:
    error = await fails(NOWHERE)
    assert "bs-wizard.invalid could not be looked up" in error.message


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_refused_connection(host: str) -> None:
    error = await fails(f"http://{host}:{closed_port()}/")
    assert error.message == f"{host} refuses the connection."


def test_a_refusal_at_every_address_of_a_name() -> None:
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = OSError("All connection attempts failed")
    attempts = [ConnectionRefusedError(111, "IPv6"), ConnectionRefusedError(111, "IPv4")]
    error.__cause__.__cause__ = ExceptionGroup("multiple connection attempts failed", attempts)
    assert in_words(error, NOWHERE).message == "bs-wizard.invalid refuses the connection."


async def test_a_connection_closed_without_an_answer() -> None:
    for cut in (
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        reply("200 OK", b"whole")[:-2],
        b"SSH-2.0\n",
    ):
        async with serve(cut) as there:
            error = await fails(f"http://127.0.0.1:{there.port}/")
        assert error.message == "127.0.0.1 closed the connection without an answer."


async def _never(stream: ByteStream, head: str) -> None:
    await asyncio.Event().wait()


async def _dribble(stream: ByteStream, head: str) -> None:
    await stream.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    while True:
        await stream.send(b".")
        await asyncio.sleep(0)


async def _pour(stream: ByteStream, head: str) -> None:
    await stream.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await stream.send(b"." * 65536)


async def test_an_answer_that_does_not_come_or_never_ends_is_a_time_out() -> None:
    for behave in (_never, _dribble):
        async with serve(behave) as there:
            error = await fails(f"http://127.0.0.1:{there.port}/", within=0.1)
        assert error.message == "127.0.0.1 did not answer in time."


async def test_an_endless_body_is_cut_off() -> None:
    async with serve(_pour) as there:
        error = await fails(f"http://127.0.0.1:{there.port}/")
    assert error.message == "The server's answer does not end."


@pytest.mark.parametrize("named", ["gzip, gzip, gzip", "GZIP", "br", "identity, gzip", "\xff"])
async def test_a_compressed_body_is_not_unpacked(named: str) -> None:
    bomb = bytes(20 * LARGEST_BODY)
    for _ in range(3):
        bomb = gzip.compress(bomb)
    answer = reply("200 OK", bomb, f"Content-Encoding: {named}\r\n")
    async with serve(answer) as there:
        tracemalloc.start()
        error = await fails(f"http://127.0.0.1:{there.port}/")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert "Accept-Encoding: identity" in there.heads[0]
    assert "is compressed (" in error.message
    assert peak < 4 * LARGEST_BODY


async def test_an_answer_that_says_it_is_not_compressed_is_taken() -> None:
    async with serve(reply("200 OK", b"{}", "Content-Encoding: Identity\r\n")) as there:
        assert (await get(f"http://127.0.0.1:{there.port}/")).content == b"{}"


async def test_the_largest_body_is_taken() -> None:
    async with serve(reply("200 OK", bytes(LARGEST_BODY))) as there:
        answer = await get(f"http://127.0.0.1:{there.port}/")
    assert len(answer.content) == LARGEST_BODY


async def test_being_cancelled_is_not_a_time_out() -> None:
    reached = asyncio.Event()

    async def hold(stream: ByteStream, head: str) -> None:
        reached.set()
        await _never(stream, head)

    async with serve(hold) as there:
        task = asyncio.create_task(get(f"http://127.0.0.1:{there.port}/"))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
