"""Reads what BaseSpace said from a status and a body. Pure: every oddity of the wire ends here.

BaseSpace answers 400 while a code waits for approval, names the complete address
``verification_with_code_uri`` where RFC 8628 says ``verification_uri_complete``, and spells a
refusal ``access_denied`` or ``AccessDenied``. So the keys of the body decide first and the
status second. Whatever says nothing about the code (5xx, 429, HTML, an empty body) is transient.
"""

from dataclasses import dataclass
from typing import Any

from bs_wizard.basespace import refusals, scopes
from bs_wizard.basespace.answer import (
    Answer,
    address_in,
    cleaned,
    described_in,
    flaw,
    json_object,
    opaque,
    raw_text,
    seconds,
    whole_seconds,
)
from bs_wizard.basespace.bounds import LONGEST_CODE
from bs_wizard.errors import BsWizardError, ServerError
from bs_wizard.secret import Secret

DEFAULT_INTERVAL = 5  # RFC 8628 section 3.2
DEFAULT_EXPIRES_IN = 1800  # what BaseSpace's SDK samples show
LONGEST_INTERVAL = 300
LONGEST_EXPIRES_IN = 24 * 3600


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """The answer to the first request (RFC 8628 section 3.2); times in whole seconds.

    The addresses are as the server sent them: whether they may be opened, ``Instance.owns`` says.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_in: int
    interval: int


@dataclass(frozen=True, slots=True)
class Granted:
    """The person approved; here is the token, and its scopes where the server names them."""

    token: Secret
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """The person has not decided yet."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The server asks for slower polls; ``interval`` in seconds if the server names one."""

    interval: float | None = None


@dataclass(frozen=True, slots=True)
class Transient:
    """An answer that says nothing about the code; ``retry_after`` in seconds if given."""

    message: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class WrongDialect:
    """The server does not know this ``grant_type``."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The server ended this code, and why."""

    error: BsWizardError


PollReply = Granted | Pending | SlowDown | Transient | WrongDialect | Refused


def read_device_code(answer: Answer) -> DeviceCode:
    """Read the answer to the device authorization request.

    Raises ScopeRefused, ClientRefused or ServerError; no answer is transient here: no code is lost
    when the person is told at once.
    """
    body = json_object(answer)
    word = cleaned(body, "error")
    if word or answer.status >= 400 or body is None:
        raise refusals.of_code_request(answer)
    device_code, user_code = opaque(body, "device_code"), cleaned(body, "user_code")
    address = address_in(body, "verification_uri", "verification_url")
    if not (device_code and user_code and address) or len(user_code) > LONGEST_CODE:
        raise ServerError(
            "The server's answer holds no device code.",
            "Check that the address is a BaseSpace API server, with https.",
        )
    return DeviceCode(
        Secret(device_code),
        user_code,
        address,
        address_in(body, "verification_with_code_uri", "verification_uri_complete") or None,
        seconds(body.get("expires_in"), DEFAULT_EXPIRES_IN, LONGEST_EXPIRES_IN),
        seconds(body.get("interval"), DEFAULT_INTERVAL, LONGEST_INTERVAL),
    )


def read_poll(answer: Answer) -> PollReply:
    """Read the answer of the token end point."""
    body = json_object(answer)
    if body is not None and (given := _given_token(body)):
        return _granted(given, body)
    match cleaned(body, "error"):
        case "authorization_pending":
            return Pending()
        case "slow_down":
            wish = whole_seconds((body or {}).get("interval"))
            return SlowDown(None if wish is None else min(wish, LONGEST_INTERVAL))
        case "unsupported_grant_type":
            return WrongDialect()
        case "":
            if transient := _transient(answer, body):
                return transient
            return Refused(refusals.of_poll(answer))
        case "server_error" | "temporarily_unavailable":
            return Transient(described_in(body) or "the server is unwell", answer.retry_after)
        case _:
            return Refused(refusals.of_poll(answer))


def _given_token(body: dict[str, Any]) -> object:
    given = body.get("access_token")
    return given.strip() if isinstance(given, str) else given


def _granted(given: object, body: dict[str, Any]) -> Granted | Refused:
    why = flaw(given) if isinstance(given, str) else "it is not text"
    if isinstance(given, str) and not why:
        return Granted(Secret(given), scopes.granted(raw_text(body, "scope")))
    # Asking again cannot help: the code is used up.
    return Refused(
        ServerError(
            f"What BaseSpace answered as the token can be none: {why}.",
            "Ask for a new code. If it happens again, show the log to Illumina's support.",
        )
    )


def _transient(answer: Answer, body: dict[str, Any] | None) -> Transient | None:
    if answer.status == 429:
        return Transient("the server asks for fewer requests (429)", answer.retry_after)
    if answer.status >= 500:
        return Transient(f"the server answered {answer.status}", answer.retry_after)
    if answer.status == 401 and not answer.content.strip():
        return None  # what BaseSpace was seen to answer to a client it does not know
    if body is None:
        what = "an empty answer" if not answer.content.strip() else "a page instead of an answer"
        return Transient(f"{what} ({answer.status}), perhaps from a proxy or a sign-in page")
    if answer.status < 400:
        return Transient("an answer without a token or an error")
    return None
