"""Answers of a server changed as a fault, a proxy or an attacker would change them; seeded."""

import gc
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.desk import Network
from tests.support.hostile import PIECES

WORDS = (
    "authorization_pending",
    "slow_down",
    "access_denied",
    "AccessDenied",
    "expired_token",
    "invalid_grant",
    "invalid_client",
    "unauthorized_client",
    "invalid_scope",
    "unsupported_grant_type",
    "server_error",
)
KEYS = ("error", "error_description", "access_token", "Response", "Id", "Name", "interval", "")
STATUSES = (200, 200, 204, 302, 400, 400, 401, 403, 404, 407, 429, 500, 502, 503)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    3.5,
    1e308,
    10**30,
    "",
    " ",
    "x" * 5000,
    "é\u0301" * 50,
    "https://evil.example/oauth/device",
    "javascript:alert(1)",
    [],
    {},
    [[]] * 50,
    ["READ GLOBAL"] * 300,
    float("nan"),
    *PIECES,
    *WORDS,
)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Collect what other tests left behind first, and nothing inside.

    An answer nested too deep is read until the stack is full. What is collected just then cannot be
    finalized, for want of room, and that is none of the parser's faults.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def mutated(by: random.Random, status: int, content: bytes) -> tuple[int, bytes]:
    """Return the answer, changed in none to three places."""
    for _ in range(by.choice((0, 1, 1, 2, 3))):
        way = by.random()
        if way < 0.15:
            status = by.choice(STATUSES)
        elif way < 0.3:
            content = _bytes(by, content)
        else:
            content = _value(by, content)
    return status, content


def _bytes(by: random.Random, content: bytes) -> bytes:
    at = by.randrange(len(content) + 1)
    match by.randrange(5):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + by.randbytes(by.randrange(1, 8)) + content[at:]
        case 2:
            return content[:at] + content[at + by.randrange(1, 20) :]
        case 3:
            return content + content
        case _:
            return by.choice((b"", b"<html>Sign in</html>", b"[" * 5000, b"\xff\xfe{}", b"null"))


def _value(by: random.Random, content: bytes) -> bytes:
    """Change one value of a JSON answer, one key, or leave one out."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes(by, content)
    places = _containers(body)
    if not places:
        return json.dumps(by.choice(VALUES)).encode("utf-8", "surrogatepass")
    place = by.choice(places)
    keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
    key = by.choice(keys) if keys else None
    match by.randrange(4):
        case 0 if key is not None:
            del place[key]
        case 1 if isinstance(place, dict):
            place[by.choice(KEYS)] = by.choice(VALUES)
        case 2 if isinstance(place, dict) and key is not None:
            place[by.choice(KEYS)] = place.pop(key)
        case _ if key is not None:
            place[key] = by.choice(VALUES)
    return json.dumps(body).encode("utf-8", "surrogatepass")


def _containers(body: Any) -> list[Any]:
    if not isinstance(body, dict | list):
        return []
    inside = body.values() if isinstance(body, dict) else body
    return [body, *(each for one in inside for each in _containers(one))]


class MutatingNetwork(Network):
    """Leads to the simulator, and changes what comes back as often as ``share`` says."""

    share = 0.0
    by = random.Random(0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if self.by.random() >= self.share:
            return answer
        if self.by.random() < 0.1:
            raise httpx.ReadError("cut", request=request)
        status, content = mutated(self.by, answer.status_code, answer.content)
        return httpx.Response(status, content=content)
