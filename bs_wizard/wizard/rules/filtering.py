"""Which credentials a person means who types a few letters."""

from collections.abc import Iterable

from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.texts.credential_texts import owner_and_space, scopes

MANY = 10
"""So many credentials that one looks for one of them before reading all."""


def matching(credentials: Iterable[Credential], text: str) -> tuple[Credential, ...]:
    """Return those in which every word of ``text`` occurs somewhere, whatever its case."""
    words = text.casefold().split()
    return tuple(one for one in credentials if _holds(one, words))


def _holds(one: Credential, words: list[str]) -> bool:
    said = (
        one.name,
        one.description,
        owner_and_space(one),
        one.user.email,
        one.instance,
        scopes(one),
    )
    searched = "\n".join(said).casefold()
    return all(word in searched for word in words)
