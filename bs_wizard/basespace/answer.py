"""An HTTP answer, and reading its JSON body: whatever is not as expected is absent.

Every text that comes out is cleaned, but for secrets, which are kept as they are or not at all.
"""

import json
import math
from dataclasses import dataclass, field
from typing import Any

from bs_wizard.basespace.bounds import LONGEST_ADDRESS, LONGEST_TOKEN
from bs_wizard.clean import printable
from bs_wizard.errors import ServerError
from bs_wizard.scrub import masked

_LONGEST_SENTENCE = 10_000  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, at most 1 MiB of body, and Retry-After in seconds if it was given."""

    status: int
    content: bytes = field(repr=False)
    retry_after: float | None = None


def json_object(answer: Answer) -> dict[str, Any] | None:
    """Return the body as a JSON object, or None where it is anything else."""
    try:
        body = json.loads(answer.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def sign_in_page(answer: Answer) -> ServerError | None:
    """Return the error that says so where a network has sent its own page for BaseSpace's answer.

    It comes with 200, as a captive portal's does, and without an error of HTTP or of TLS; or with
    511, which RFC 6585, section 6, has for it.
    """
    if answer.status not in {200, 511} or not answer.content.lstrip().startswith(b"<"):
        return None
    return ServerError(
        "A web page came in place of BaseSpace's answer: "
        "probably the sign-in page of this network.",
        "Sign in to this network in a browser, then try again; or check the address.",
    )


def described_in(body: dict[str, Any] | None) -> str:
    """The server's own explanation: OAuth's, or one of the resource API's envelopes.

    Some servers repeat in it what they were sent, so what looks like a secret is masked.
    """
    if body is None:
        return ""
    status = body.get("ResponseStatus")
    envelope = status if isinstance(status, dict) else {}
    return (
        _sentence(body, "error_description")
        or _sentence(envelope, "Message")
        or _sentence(body, "ErrorMessage")
        or _sentence(body, "MessageFormatted")
    )


def described(answer: Answer) -> str:
    """Return the server's explanation in ``answer``, cleaned; empty if there is none."""
    return described_in(json_object(answer))


def raw_text(body: dict[str, Any], key: str) -> str:
    """Return the field's text as it is, empty where there is none."""
    value = body.get(key)
    return value if isinstance(value, str) else ""


def opaque(body: dict[str, Any], key: str) -> str:
    """Return a code or token, empty where there is none or it cannot be one."""
    value = raw_text(body, key).strip()
    return "" if flaw(value) else value


def flaw(value: str) -> str:
    """Return why ``value`` can be no code or token, as the end of a sentence; empty where it can.

    One is visible ASCII (RFC 6749, appendix A): anything else fits neither a form nor a header.
    """
    if len(value) > LONGEST_TOKEN:
        return f"it has more than {LONGEST_TOKEN} characters"
    if len(value.splitlines()) > 1:
        return "it holds a line break"
    if not value.isascii():
        return "it holds a character that is not ASCII"
    if not value.isprintable():
        return "it holds a control character"
    return "it holds a blank" if " " in value else ""


def cleaned(body: dict[str, Any] | None, key: str) -> str:
    """Return the field's text made safe to print, empty where there is none."""
    return printable(raw_text(body or {}, key))


def _sentence(body: dict[str, Any], key: str) -> str:
    # Masked before it is cut: half a secret does not look like one.
    return printable(masked(printable(raw_text(body, key), limit=_LONGEST_SENTENCE)))


def address_in(body: dict[str, Any], *keys: str) -> str:
    """An address is kept whole or not at all: cleaning must not make a good one of a bad one."""
    for key in keys:
        if value := raw_text(body, key).strip():
            return value if printable(value, limit=LONGEST_ADDRESS) == value else "(not printable)"
    return ""


def seconds(value: object, default: int, longest: int) -> int:
    """Return a number of seconds from 1 to ``longest``, ``default`` where none makes sense."""
    given = whole_seconds(value)
    return default if given is None or given <= 0 else min(given, longest)


def whole_seconds(value: object) -> int | None:
    """Return whole seconds, rounded up, also of a number in a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return math.ceil(number) if math.isfinite(number) else None
