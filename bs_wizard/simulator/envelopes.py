"""What goes back over the wire: the reply, and the envelopes BaseSpace puts answers in.

OAuth end points answer ``{"error", "error_description"}``; v1pre3 wraps in ``Response`` or
``ResponseStatus``; v2 answers unwrapped and errs with ``ErrorCode`` and ``ErrorMessage``.
"""

import json
from dataclasses import dataclass
from typing import Literal

JSON = "application/json"
JSON_ERROR = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"

_RECORDED = (
    ("Server", "Unknown"),  # the second one of that name
    ("Expires", "0"),
    ("Pragma", "no-cache"),
    ("Strict-Transport-Security", "max-age=10886400; includeSubDomains; preload"),
    ("X-BaseSpace-Source", "master/readonly"),
    ("X-Content-Type-Options", "nosniff"),
)


@dataclass(frozen=True)
class Reply:
    """One HTTP answer.

    ``is_chunked`` is whether it leaves in chunks, its length untold. ``manner`` says how it leaves:
    ``whole``; ``drop``, the connection closes and nothing is sent; ``stall``, the head and a few
    bytes go out and the rest never comes.
    """

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    cache_control: str = "no-cache, no-store, must-revalidate"
    is_chunked: bool = False
    manner: Literal["whole", "drop", "stall"] = "whole"


def json_reply(value: object, status: int = 200) -> Reply:
    """Return ``value`` as JSON in ASCII, in the headers recorded of BaseSpace in 2025."""
    body = json.dumps(value).encode()
    if status < 400:
        return Reply(status, body, headers=_RECORDED, is_chunked=True)
    return Reply(status, body, JSON_ERROR, _RECORDED)


def html_reply(text: str, status: int = 200) -> Reply:
    """Return a page in UTF-8."""
    return Reply(status, text.encode(), HTML)


def oauth_error(word: str, description: str, status: int = 400) -> Reply:
    """Return an error of the OAuth end points (RFC 6749, section 5.2)."""
    return json_reply({"error": word, "error_description": description}, status)


def v1_reply(response: object) -> Reply:
    """Return a v1pre3 answer."""
    return json_reply({"Response": response, "ResponseStatus": {}, "Notifications": []})


def v1_error(status: int, code: str, message: str) -> Reply:
    """Return a v1pre3 error, as recorded of BaseSpace in 2021."""
    notes = [{"Type": "error", "Item": message}]
    status_part = {"ErrorCode": code, "Message": message}
    return json_reply({"ResponseStatus": status_part, "Notifications": notes}, status)


def not_found() -> Reply:
    """Return the answer for a path that is not there, as recorded of a /v2 one in 2021."""
    text = (
        "This isn't a recognized path. Please refer to the API documentation at "
        "https://developer.basespace.illumina.com/docs for the available resources."
    )
    body = json.dumps({"ResponseStatus": {"Message": text}, "Notifications": []}).encode()
    return Reply(404, body, cache_control="private")


def v2_error(status: int, code: str, message: str, request_id: str) -> Reply:
    """Return a v2 error (``V2Error`` of the specification)."""
    body = {
        "ErrorCode": code,
        "ErrorMessage": message,
        "RequestId": request_id,
        "AdditionalData": {},
    }
    return json_reply(body, status)
