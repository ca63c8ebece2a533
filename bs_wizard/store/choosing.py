"""Which credential is meant, and what to say when there is none."""

from bs_wizard.clean import printable
from bs_wizard.errors import NoSuchCredential
from bs_wizard.store.contents import Contents
from bs_wizard.store.model import Credential


def must_find(contents: Contents, name: str) -> Credential:
    """Return the credential of that name; NoSuchCredential, whose hint gives the nearest names."""
    found = contents.find(name)
    if found is not None:
        return found
    raise NoSuchCredential(
        f"There is no credential named “{printable(name)}”.", _near(contents, name)
    )


def nothing_chosen(contents: Contents) -> NoSuchCredential:
    """Return the error for no name given and no default set."""
    if not contents.credentials:
        return NoSuchCredential("No credential is stored.", "Get one with: bs-wizard login")
    return NoSuchCredential(
        "No credential was named, and none is the default.",
        "Name one, or choose with: bs-wizard default NAME",
    )


def _near(contents: Contents, name: str) -> str:
    from difflib import get_close_matches

    names = {one.name.casefold(): one.name for one in contents.credentials}
    close = [names[each] for each in get_close_matches(name.casefold(), names, n=3)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    if names:
        return "See what there is with: bs-wizard list"
    return "None is stored yet. Get one with: bs-wizard login"
