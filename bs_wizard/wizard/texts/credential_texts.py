"""What is said of a stored credential: by ``list`` and ``show``, on its tile, in the menu."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from bs_wizard.store.index.records import STALE_DAYS

# Only named in annotations: ``list`` says these texts too, and needs none of the journey.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs_wizard.basespace.sees import Listed, Sees
    from bs_wizard.errors import StoreUnavailable
    from bs_wizard.store.index.records import Credential, User

REMOVING = "Removed here, the token still works elsewhere. Revoked, it ends for everyone."
REMOVING_HERE = (
    "Its token stays valid at BaseSpace, for whoever has it: --revoke ends it for everyone. "
    "Once it is removed, only the developer portal can."
)
REVOKING = "Its token ends at BaseSpace for everyone. That cannot be undone."
REMOVING_RECORD = (
    "The record goes, and what is here under its name. The recorded token stays where it is, and "
    "valid at BaseSpace."
)
REMOVE_RECORD = "Remove the record all the same"
REMOVE_ANSWERS = (
    ("keep", "Keep it"),
    ("remove", "Remove here"),
    ("revoke", "Revoke and remove"),
)
"""How far to go, by a word and by what people read; the first changes nothing."""


def checked(credential: "Credential", now: datetime) -> str:
    """Say when BaseSpace was asked about it last."""
    if (days := credential.days_unverified(now)) >= STALE_DAYS:
        return f"not verified for {days} days"
    at = credential.verified_at
    return f"verified {age(at, now)}" if at else "not verified yet"


def reminder(stale: "Sequence[Credential]", now: datetime) -> str:
    """Say of those not verified for ``STALE_DAYS`` how to verify them."""
    if len(stale) > 1:
        return (
            f"{len(stale)} credentials have not been verified for {STALE_DAYS} days or longer. "
            "Are they still good? bs-wizard verify --all"
        )
    name, days = stale[0].name, stale[0].days_unverified(now)
    return (
        f"{name} has not been verified for {days} days. Is it still good? bs-wizard verify {name}"
    )


def verified(
    name: str,
    missing: tuple[str, ...],
    unrecorded: "StoreUnavailable | None" = None,
    seen: "Sees | None" = None,
) -> str:
    """Say that its token is good, what it sees, and which scopes it asked for and does not have.

    ``unrecorded`` is why this could not be noted in the index, None if it was.
    """
    parts = (f"{name} is good.", sees_sentence(seen), missing_sentence(missing))
    told = " ".join(filter(None, parts))
    return f"{told} {unrecorded_error(unrecorded)}" if unrecorded else told


def made_default(name: str) -> str:
    """Say that it is used when none is named."""
    return f"{name} is the default now."


def renamed(old: str, new: str) -> str:
    """Say what it is called now."""
    return f"{old} is now called {new}."


def described(name: str) -> str:
    """Say that its description is another."""
    return f"The description of {name} was changed."


def removed(name: str, *, revoked: bool, sharing: tuple[str, ...] = ()) -> str:
    """Say how far the removal went; ``sharing`` are others that hold the same token."""
    said = f"{name} was {'revoked and removed' if revoked else 'removed from this machine'}."
    if not sharing or not revoked:
        return said
    return f"{said} The token of {_quoted(sharing)} was the same one, and is not valid any more."


def removing(sharing: tuple[str, ...]) -> tuple[str, ...]:
    """Say what removing means and what revoking, before it is asked which."""
    return tuple(filter(None, (REMOVING, same_token(sharing))))


def same_token(sharing: tuple[str, ...]) -> str:
    """Say which other credentials hold the same token; empty for none."""
    if not sharing:
        return ""
    hold = "holds" if len(sharing) == 1 else "hold"
    return f"{_quoted(sharing)} {hold} the same token: revoking it ends it there too."


def _quoted(names: tuple[str, ...]) -> str:
    return " and ".join(f"“{name}”" for name in names)


def removed_record(name: str) -> str:
    """Say that the record went and the token did not."""
    return f"The record of {name} was removed; its token is still valid at BaseSpace."


def moved(credential: "Credential") -> str:
    """Say where its token is now, and who can read it there."""
    if credential.store == "vault":
        return f"{credential.name} is in the encrypted vault now, for every machine of this home."
    return f"{credential.name} is in the keyring of this machine now, and nowhere else."


def user_name(user: "User") -> str:
    """Return the name of a credential's owner, which is empty while nobody could be asked."""
    return user.name or (f"user {user.id}" if user.id else "owner unknown")


def workgroup(name: str | None) -> str:
    """Say which space owns the token; an empty name is one that BaseSpace did not tell."""
    return "personal space" if name is None else name or "workgroup unknown"


def owner_and_space(credential: "Credential") -> str:
    """Say whose it is and which space owns it, in few words."""
    return f"{user_name(credential.user)} · {workgroup(credential.workgroup)}"


def scopes(credential: "Credential") -> str:
    """Say what it may do; while that is not known, what was asked for."""
    known = credential.scopes_granted
    return ", ".join(credential.scopes_requested if known is None else known) or "no scopes"


def sees(seen: "Sees | None") -> str:
    """Say how many projects and runs a token sees and which is the newest; empty if not told."""
    if seen is None:
        return ""
    told = (("project", seen.projects), ("run", seen.runs))
    parts = [_listed(thing, listed) for thing, listed in told if listed is not None]
    return "; ".join(parts)


def _listed(thing: str, listed: "Listed") -> str:
    if not listed.count:
        return f"no {thing}s"
    many = f"1 {thing}" if listed.count == 1 else f"{listed.count} {thing}s"
    if not listed.newest:
        return many
    day = f" of {listed.created.isoformat()}" if listed.created else ""
    return f"{many}, the newest “{listed.newest}”{day}"


def sees_sentence(seen: "Sees | None") -> str:
    """Say it in a sentence; where there is nothing, ask whether that is right."""
    said = sees(seen)
    if not said:
        return ""
    empty = seen is not None and all(one and not one.count for one in (seen.projects, seen.runs))
    doubt = " Is it the right workgroup?" if empty else ""
    return f"It sees {said}.{doubt}"


def granted(scopes: tuple[str, ...] | None) -> str:
    """Say what was granted; BaseSpace may not tell."""
    return "the server does not say" if scopes is None else ", ".join(scopes) or "none"


def missing_sentence(missing: tuple[str, ...]) -> str:
    """Point out what was asked for and not granted; empty if nothing is missing."""
    if not missing:
        return ""
    return f"Asked for and not granted: {', '.join(missing)}. What needs it will fail."


def unrecorded_error(error: "StoreUnavailable") -> "StoreUnavailable":
    """Return the error that says that the server's answer could not be written down, and why."""
    return type(error)(f"This could not be recorded: {error.message}", error.hint)


class Way(NamedTuple):
    """A way to use a credential: what it is for, and the lines to type, each to be copied whole.

    ``is_token``: what is copied is the token, and the line only stands for it.
    """

    purpose: str
    lines: tuple[str, ...]
    is_token: bool = False


class Action(NamedTuple):
    """What can be done with a credential: the word for it, a key, and what it is called."""

    word: str
    key: str
    title: str
    short: str
    explains: str


ACTIONS = (
    Action("use", "u", "Use", "use", "says how programs get it"),
    Action("verify", "v", "Verify", "verify", "asks BaseSpace whether it is good"),
    Action(
        "rotate", "t", "Get a new token for it", "new token", "keeps its name; the old one stays"
    ),
    Action("export", "o", "Export to a file", "export", "writes the token for another program"),
    Action("move", "m", "Move to the other store", "move", "between keyring and vault"),
    Action("rename", "r", "Rename", "rename", "gives it another name"),
    Action("describe", "e", "Describe", "describe", "says what it is for"),
    Action("make_default", "d", "Make default", "default", "uses it when none is named"),
    Action("remove", "x", "Remove or revoke", "remove", "removes or revokes it, and asks before"),
)
"""The same in every front end, in this order."""

EXPORTING = "The file will hold the token in plain text: whoever can read the file has it."
DO_NOT = "Do not"
MOVING = {
    "vault": (
        "Its token goes from this machine's keyring into the encrypted vault beside the index, for "
        "every machine of this home."
    ),
    "keyring": "Its token goes from the vault into the keyring of this machine, and nowhere else.",
}
"""What moving means, by where the token goes."""


def other_store(credential: "Credential") -> str:
    """Return the store that it can be moved to."""
    return "keyring" if credential.store == "vault" else "vault"


def usage(credential: "Credential") -> tuple[Way, ...]:
    """Return ways to use a saved credential."""
    token = f"bs-wizard token {credential.name}"
    if credential.store == "keyring":
        python = (
            "import keyring",
            f'token = keyring.get_password("bs-wizard", "{credential.name}")',
        )
    else:
        python = (
            "from subprocess import check_output",
            f'token = check_output("{token}".split(), text=True).strip()',
        )
    in_a_script = Way(
        "In a script, where a passphrase opens the vault: F is a file that holds it",
        ("export BS_WIZARD_PASSPHRASE_FILE=F",),
    )
    return (
        Way("One command", (f"bs-wizard run {credential.name} -- bs list projects",)),
        Way("A shell or script", (f'eval "$(bs-wizard env {credential.name})"',)),
        *([in_a_script] if credential.store == "vault" else []),
        Way("Python", python),
        Way("Nexla, its Access Token", (token,)),
    )


def moment(at: datetime | None) -> str:
    """Return a time in this machine's own zone, to the minute."""
    return "never" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


def age(at: datetime | None, now: datetime) -> str:
    """Return how long ago that was, in days as people count them."""
    if at is None:
        return "never"
    days = (now.astimezone(UTC).date() - at.astimezone(UTC).date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def details(credential: "Credential", is_default: bool) -> tuple[tuple[str, str], ...]:
    """Return all that is known of a credential as labels and values; no secret."""
    user = credential.user
    return (
        ("Name", credential.name + (" (default)" if is_default else "")),
        ("Description", credential.description or "-"),
        ("Belongs to", f"{user.name} <{user.email}>" if user.email else user_name(user)),
        ("Workgroup", workgroup(credential.workgroup)),
        ("Instance", f"{credential.instance}, {credential.api_server}"),
        ("Asked for", ", ".join(credential.scopes_requested) or "-"),
        ("Granted", granted(credential.scopes_granted)),
        ("Client Key", credential.client_id or "- (a token was given)"),
        ("Kept in", f"{credential.store} ({credential.backend})"),
        *((("Stored from", credential.host),) if credential.host else ()),
        ("Fingerprint", credential.fingerprint),
        ("Created", moment(credential.created_at)),
        ("Verified", moment(credential.verified_at)),
    )
