"""A server that answers from a script, without a socket."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

import httpx

Step = httpx.Response | Exception


def answer(status: int, body: object) -> httpx.Response:
    """A JSON answer."""
    return httpx.Response(status, json=body)


def says(word: str, status: int = 400) -> httpx.Response:
    """An OAuth error (RFC 6749 section 5.2)."""
    return answer(status, {"error": word, "error_description": f"This is {word}."})


class ScriptedServer:
    """Gives its steps out one by one, the last for ever; an exception is raised as by a socket."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps = list(steps)
        self.requests: list[httpx.Request] = []

    @property
    def forms(self) -> list[dict[str, str]]:
        """The form of every request."""
        return [dict(parse_qsl(one.content.decode(), True)) for one in self.requests]

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._serve))

    def _serve(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        return httpx.Response(step.status_code, headers=step.headers, content=step.content)
