"""What is easily pasted into the wrong field, caught before a server answers in riddles."""

import re

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret

_ADDRESS = re.compile(r"(https?://|www\.|[\w-]+(\.[\w-]+)*\.illumina\.com)", re.IGNORECASE)
_ON_THE_TAB = "Copy it from the portal: My Apps, your application, Credentials tab."


def check_pasted(text: str, what: str) -> None:
    """Raise UsageError for nothing, or for an address in the place of ``what``."""
    if not text.strip():
        raise UsageError(f"The {what} is missing.", _ON_THE_TAB)
    if _ADDRESS.match(text.strip()):
        raise UsageError(f"That is the address of a page, not a {what}.", _ON_THE_TAB)


def check_pair(client_id: str, client_secret: Secret) -> None:
    """Raise UsageError where one of the two was pasted into both fields."""
    if client_id.strip() == client_secret.reveal().strip():
        raise UsageError(
            "The Client Key and the Client Secret are the same.",
            "Copy each from its own row of the portal's Credentials tab.",
        )
