"""An authorization server that is not ours: Authlib's own RFC 8628, on loopback.

Authlib decides what a request means and what it is answered; here are only the memory it asks for,
a watch on when polls arrive, and the few names that BaseSpace gives to the standard's things.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc8628 import (
    DEVICE_CODE_GRANT_TYPE,
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialDict,
)
from flask import Flask, Request, Response, json
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.serving import make_server

CLIENT_ID = "peer-client"
CLIENT_SECRET = "9ee29ee29ee29ee29ee29ee29ee29ee2"
SCOPES = ("READ.GLOBAL", "CREATE.GLOBAL")
SLOWER_BY = 5  # seconds, RFC 8628 section 3.5


@dataclass
class Story:
    """What happens to every code; ``at_poll`` counts polls from 1.

    ``interval`` and ``expires_in`` are seconds. ``renames`` is whether BaseSpace's names are
    spoken; without it only the standard's are.
    """

    decision: bool | None = None
    at_poll: int = 1
    slow_down_at: int | None = None
    interval: int = 1
    expires_in: int = 60
    renames: bool = True


@dataclass
class Peer:
    """The server as tests see it: where it is, and what it measured by its own watch."""

    story: Story
    api_server: str = ""
    polls: int = 0
    early: int = 0
    pace: float = 0
    scopes: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    credentials: dict[str, DeviceCredentialDict] = field(default_factory=dict)
    _last: float = 0

    def begin(self) -> None:
        """A code was made: the watch runs."""
        self.pace, self._last = self.story.interval, time.monotonic()

    def arrive(self) -> None:
        """A poll has come in."""
        now = time.monotonic()
        self.polls += 1
        self.early += now - self._last < self.pace
        self._last = now


class _Client(ClientMixin):  # type: ignore[misc]
    """The one client, confidential at the token end point; BaseSpace asks no secret at step 1."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"none", "client_secret_post"}

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == str(DEVICE_CODE_GRANT_TYPE)


def _endpoint(peer: Peer) -> type[Any]:
    class Endpoint(DeviceAuthorizationEndpoint):  # type: ignore[misc]
        EXPIRES_IN = peer.story.expires_in
        INTERVAL = peer.story.interval

        def get_verification_uri(self) -> str:
            return f"{peer.api_server}/oauth/device"

        def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
            expires_at = time.time() + data["expires_in"]
            peer.scopes.append(scope)
            peer.credentials[data["device_code"]] = DeviceCredentialDict(
                {"client_id": client_id, "scope": scope, "expires_at": expires_at, **data}
            )
            peer.begin()

    return Endpoint


def _grant(peer: Peer) -> type[Any]:
    class Grant(DeviceCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def query_device_credential(self, device_code: str) -> DeviceCredentialDict | None:
            return peer.credentials.get(device_code)

        def query_user_grant(self, user_code: str) -> tuple[object, bool] | None:
            story = peer.story
            decided = story.decision is not None and peer.polls >= story.at_poll
            return ("Ada", bool(story.decision)) if decided else None

        def should_slow_down(self, credential: DeviceCredentialDict) -> bool:
            slow = peer.early > 0 or peer.polls == peer.story.slow_down_at
            peer.pace += SLOWER_BY if slow else 0
            return slow

    return Grant


class _BaseSpaceRequest(Request):
    """BaseSpace's names for what the standard calls otherwise."""

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        given = super().form.to_dict()
        if given.get("grant_type") == "device":
            given |= {"grant_type": DEVICE_CODE_GRANT_TYPE, "device_code": given.pop("code", "")}
        if "scope" in given:
            given["scope"] = given["scope"].replace(" ", ".").replace(",", " ")
        return ImmutableMultiDict(given)


def _app(peer: Peer) -> Flask:
    app = Flask(__name__)
    if peer.story.renames:
        app.request_class = _BaseSpaceRequest
        app.config["OAUTH2_SCOPES_SUPPORTED"] = SCOPES
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: _Client() if client_id == CLIENT_ID else None,
        save_token=lambda token, request: peer.tokens.append(token["access_token"]),
    )
    server.register_endpoint(_endpoint(peer))
    server.register_grant(_grant(peer))

    @app.post("/v1pre3/oauthv2/deviceauthorization")
    def device_authorization() -> Response:
        response: Response = server.create_endpoint_response("device_authorization")
        if peer.story.renames and response.status_code == 200:
            body = response.get_json()
            body["verification_with_code_uri"] = body.pop("verification_uri_complete")
            response.set_data(json.dumps(body))
        return response

    @app.post("/v1pre3/oauthv2/token")
    def token() -> Response:
        peer.arrive()
        response: Response = server.create_token_response()
        return response

    return app


@contextmanager
def authlib_server(story: Story) -> Iterator[Peer]:
    """Serve on a free port until the block ends."""
    peer = Peer(story)
    server = make_server("127.0.0.1", 0, _app(peer))
    peer.api_server = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="authlib")
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
