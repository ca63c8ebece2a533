"""Where a text belongs that was pasted on the App step: no secret may stand in a clear field."""

import re
from collections.abc import Collection

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.wizard.rules.paste_checks import ADDRESS, ON_THE_TAB, QUOTES

KEY, SECRET, TOKEN, ADDRESS_FIELD = "client-id", "client-secret", "token", "address"
"""The fields, as the screen calls them."""

_NAMED = re.compile(
    r"(?:(?P<id>client[\s_-]*(?:key|id))|(?P<secret>client[\s_-]*secret)"
    r"|(?P<token>access[\s_-]*token|bearer))[\"']?\s*[:=]?\s*[\"']?(?P<value>[^\s\"',;{}]+)",
    re.IGNORECASE,
)
_FIELDS = {"id": KEY, "secret": SECRET, "token": TOKEN}
_UNNAMED = ""


def places(text: str, *, at: str, free: Collection[str], has_token: bool) -> dict[str, Secret]:
    """Return which field takes which value of ``text``; none where it goes in as it is.

    ``at`` is the field with the focus, empty for none; ``free`` are the fields that hold nothing
    worth keeping; ``has_token`` says that a token is asked for. Raises UsageError for more words
    than can be told apart, where they would be seen.
    """
    values = _values(text)
    if at == TOKEN or (at == SECRET and KEY not in values):
        return {}
    if TOKEN in values:
        return {TOKEN: values[TOKEN]}
    if not values and at == KEY and len(text.split()) > 1:
        what = "What was pasted is more than a Client Key and a Client Secret."
        raise UsageError(what, ON_THE_TAB)
    if _UNNAMED not in values:
        return values
    if at == ADDRESS_FIELD or at in free:
        return {}
    wanted = (TOKEN,) if has_token else (KEY, SECRET)
    return dict.fromkeys([each for each in wanted if each in free][:1], values[_UNNAMED])


def _values(text: str) -> dict[str, Secret]:
    """Return the values that ``text`` names, a key and its secret, or one that says not what it is.

    Nothing is found in an address, or in more than two words without a name.
    """
    named = {
        field: Secret(found["value"])
        for found in _NAMED.finditer(text)
        for name, field in _FIELDS.items()
        if found[name]
    }
    words = [Secret(word.strip(QUOTES)) for word in text.split()]
    if named or any(ADDRESS.match(word.reveal()) for word in words):
        return named
    match words:
        case [alone]:
            return {_UNNAMED: alone}
        case [key, secret]:
            return {KEY: key, SECRET: secret}
        case _:
            return {}
