"""What is easily pasted into the wrong field, caught before a server answers in riddles."""

import re

from bs_wizard.basespace.answer import flaw
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret

ADDRESS = re.compile(r"(https?://|www\.|[\w-]+(\.[\w-]+)*\.illumina\.com)", re.IGNORECASE)
QUOTES = "\"'`"
_BEFORE = re.compile(
    r"(?:export\s+|set\s+)?(?:BASESPACE_)?(?:ACCESS_?TOKEN|CLIENT_?SECRET)\s*[=:]\s*"
    r"|(?:Authorization\s*:\s*)?Bearer(?:\s+|$)",
    re.IGNORECASE,
)
# No token or secret holds one of these but for the = that fills base64 up at its end.
_FOREIGN = re.compile(r"[\s\"'`{}<>,;]|=(?!=*$)")
ON_THE_TAB = "Copy it from the portal: My Apps, your application, Credentials tab."


def check_pasted(text: str, what: str) -> None:
    """Raise UsageError for nothing, or for an address in the place of ``what``."""
    if not text.strip():
        raise UsageError(f"The {what} is missing.", ON_THE_TAB)
    if ADDRESS.match(text.strip()):
        raise UsageError(f"That is the address of a page, not a {what}.", ON_THE_TAB)


def typed_secret(typed: Secret, what: str) -> Secret:
    """Return the secret in what was typed or pasted as ``what``; UsageError as both rules say."""
    check_pasted(typed.reveal(), what)
    return secret_in(typed.reveal(), what, "What was typed")


def secret_in(text: str, what: str, source: str) -> Secret:
    """Return the one secret that ``text``, which came from ``source``, holds as ``what``.

    A setting (``BASESPACE_ACCESS_TOKEN=…``), a header (``Bearer …``) and quotes are read as what
    they hold. Raises UsageError for what is not one secret, and never shows it.
    """
    lines = [line for each in text.lstrip("\ufeff").splitlines() if (line := each.strip())]
    if len(lines) > 1:
        raise UsageError(
            f"{source} holds {len(lines)} lines, and a {what} is one.",
            f"Give the {what} alone, as one line.",
        )
    value = "".join(lines).strip(QUOTES)
    value = value[before.end() :] if (before := _BEFORE.match(value)) else value
    secret = value.strip().strip(QUOTES)
    if not secret:
        raise UsageError(f"{source} holds no {what}.", f"Give the {what} as one line.")
    if _FOREIGN.search(secret):
        raise UsageError(
            f"{source} holds more than the {what}, or something else.",
            f"Give the {what} alone, as one line.",
        )
    if why := flaw(secret):
        raise UsageError(f"{source} can be no {what}: {why}.", f"Give the {what} as one line.")
    return Secret(secret)


def check_pair(client_id: str, client_secret: Secret) -> None:
    """Raise UsageError where one of the two was pasted into both fields."""
    if client_id.strip() == client_secret.reveal().strip():
        raise UsageError(
            "The Client Key and the Client Secret are the same.",
            "Copy each from its own row of the portal's Credentials tab.",
        )
