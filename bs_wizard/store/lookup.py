"""Which credential is meant, and what to say when there is none, another, or no token of it."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeGuard

from bs_wizard.clean import printable
from bs_wizard.errors import NameTaken, NoSuchCredential, RecordChanged, Replaced, TokenElsewhere
from bs_wizard.store.index import seals
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.records import Application, Credential
from bs_wizard.store.vaults import Vault

if TYPE_CHECKING:
    from bs_wizard.secret import Secret


CHOSEN = "BS_WIZARD_CREDENTIAL"
"""The variable that names a credential where no argument does."""

ChosenBy = Literal["argument", "variable", "default"]


def choose(contents: Contents, name: str | None) -> tuple[Credential, ChosenBy]:
    """Return the credential that is meant, and what names it.

    Raises NoSuchCredential, whose hint gives the nearest names.
    """
    if name:
        return must_find(contents, name), "argument"
    if named := os.environ.get(CHOSEN):
        return must_find(contents, named), "variable"
    if contents.default is None:
        raise none_chosen_error(contents)
    return must_find(contents, contents.default), "default"


def must_find(contents: Contents, name: str) -> Credential:
    """Return the credential of that name; NoSuchCredential, whose hint gives the nearest names."""
    found = contents.find(name)
    if found is not None:
        return found
    raise NoSuchCredential(
        f"There is no credential named “{printable(name)}”.", _near(contents, name)
    )


def sharing(
    credentials: Iterable[Credential], fingerprint: str, besides: str = ""
) -> tuple[str, ...]:
    """Return the names of those that hold the token of this fingerprint, but for ``besides``."""
    return tuple(
        one.name
        for one in credentials
        if fingerprint and one.fingerprint == fingerprint and one.name != besides
    )


def none_chosen_error(contents: Contents) -> NoSuchCredential:
    """Return the error for no name given and no default set."""
    if not contents.credentials:
        return NoSuchCredential("No credential is stored.", "Get one with: bs-wizard login")
    return NoSuchCredential(
        "No credential was named, and none is the default.",
        "Name one, or choose with: bs-wizard default NAME",
    )


def require_same_token(credential: Credential, fingerprint: str | None) -> Credential:
    """Return it if its token is still that one, whatever it is for None; else Replaced."""
    if fingerprint is None or credential.fingerprint == fingerprint:
        return credential
    raise Replaced(
        f"{credential.name} was replaced by another program meanwhile; "
        "its new record and token are left as they are.",
        f"See what it is now: bs-wizard show {credential.name}",
    )


def name_taken_error(other: Credential, hint: str) -> NameTaken:
    """Return the error for a name that ``other`` has."""
    return NameTaken(f"There is a credential named {other.name} already.", hint)


def is_token_of(token: "Secret | None", credential: Credential) -> "TypeGuard[Secret]":
    """Tell whether it is the token that is recorded; a record made by name alone takes any."""
    return token is not None and credential.fingerprint in ("", token.fingerprint)


def require_held(token: "Secret | None", credential: Credential, vault: Vault) -> "Secret":
    """Return what the vault holds under the name if it is the recorded token, else TokenElsewhere.

    The error says where the token was stored, and offers both ways on.
    """
    if is_token_of(token, credential):
        return token
    raise _elsewhere_error(token, credential, vault)


def require_sealed(
    credential: Credential, token: "Secret", contents: Callable[[], Contents]
) -> None:
    """Raise RecordChanged unless the record is as it was when the token was stored.

    ``contents`` is asked for only to say what was changed.
    """
    if seals.fits(credential, token):
        return
    name = credential.name
    # Never the server that is recorded: whoever changed the record has chosen it.
    hint = f"Say which server the token is for: bs-wizard verify {name} --api-server SERVER"
    if credential.seal is None:
        raise RecordChanged(
            f"Nobody has said which server the token of {name} is for, so it is not used.", hint
        )
    read = contents()
    known: list[seals.Record] = [*read.credentials, *read.applications]
    raise RecordChanged(
        f"The record of {name} was changed by another program: "
        f"{seals.what_changed(credential, token, known)}. The token is not used.",
        f"{hint}. Or get a new one: bs-wizard login {name} --force",
    )


def require_sealed_application(application: Application, client_secret: "Secret") -> None:
    """Raise RecordChanged unless the record is as it was when the client secret was stored."""
    if not seals.fits(application, client_secret):
        raise RecordChanged(
            "The stored Client Secret is not used: it is not known to be for this application and "
            "server.",
            "Give the Client Secret again.",
        )


def _elsewhere_error(held: "Secret | None", credential: Credential, vault: Vault) -> TokenElsewhere:
    name, host = credential.name, credential.host
    hint = f"Get a new one here, which overwrites it: bs-wizard login {name} --force"
    if credential.store == "keyring":
        there = f"on {host}" if host else "on the machine that has it"
        hint += f". Or {there}, for every machine of this home: bs-wizard move {name} --to vault"
    if held is not None:
        which = f", which was stored from {host}" if host else ""
        return TokenElsewhere(
            f"{vault.title} here holds another token for {name} than the recorded one{which}.",
            f"{hint}. The one here, all the same: bs-wizard token {name} --as-stored",
        )
    why = (
        f"it was stored from {host}."
        if host
        else "it was removed there, or this is another user's or machine's."
    )
    return TokenElsewhere(f"{vault.title} here holds no token for {name}: {why}", hint)


def _near(contents: Contents, name: str) -> str:
    from difflib import get_close_matches

    names = {one.name.casefold(): one.name for one in contents.credentials}
    close = [names[each] for each in get_close_matches(name.casefold(), names, n=3)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    if names:
        return "See what there is with: bs-wizard list"
    return "None is stored yet. Get one with: bs-wizard login"
