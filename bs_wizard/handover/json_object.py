"""A JSON object with the server and the token, named as Galaxy, Terra and others name them."""

import json
from typing import Any

from bs_wizard.handover.files import Given

_TOKEN = "access_token"
_OURS = ("name", "api_server", _TOKEN)


class JsonObject:
    """The shape of ``--to json``."""

    def token_in(self, text: str) -> str:
        """Return the token; ValueError for what is no JSON object."""
        return str(object_in(text).get(_TOKEN, ""))

    def written(self, text: str, given: Given) -> str:
        """Return the object, with what else was in it."""
        values = dict(zip(_OURS, (given.name, given.api_server, given.token.reveal()), strict=True))
        return as_text(object_in(text) | values)

    def removed(self, text: str) -> str:
        """Return what else was in the object; empty where nothing was."""
        rest = {key: value for key, value in object_in(text).items() if key not in _OURS}
        return as_text(rest) if rest else ""


def object_in(text: str) -> dict[str, Any]:
    """Return the JSON object that a file is, empty for an empty one; ValueError for another."""
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("holds something that is no JSON object.")
    return found


def as_text(value: object) -> str:
    """Return JSON over several lines, ASCII alone."""
    return json.dumps(value, indent=2) + "\n"
