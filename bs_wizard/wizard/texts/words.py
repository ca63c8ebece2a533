"""What both front ends say on the journey: whole sentences, no drawing."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bs_wizard.errors import NoKeyring, StoreUnavailable

# Only named in annotations: ``show`` speaks these words too, and needs none of the journey.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs_wizard.basespace.identity import Identity
    from bs_wizard.basespace.instances import Instance
    from bs_wizard.store.index.records import Credential
    from bs_wizard.wizard.journey.draft import Draft
    from bs_wizard.wizard.journey.requester import Requester
    from bs_wizard.wizard.journey.steps import StoreFacts

WELCOME = "This gets your programs a BaseSpace token: checked, named and kept safe."
NEEDED = "You need a browser, on any device."
HAVE_TOKEN = "I already have a token"
TOKEN_WHERE = (
    "The portal's Credentials tab shows an Access Token beside the Client Key. "
    "It belongs to you, the owner of the application."
)
WORKGROUP_FIRST = "First choose the workgroup that will own the token."
ONLY_YOURS = "Approve only a code you asked for yourself."
OTHER_WORKGROUP = "If you want another workgroup, switch to it in your browser first."
KEPT_FOR_LATER = "The approved token is kept: bs-wizard resume goes on with it."
LOST_IF_LEFT = "The token was approved and is not saved yet."
SAVING_STILL = "A save is under way. It is brought to its end first."
SAVE_UNVERIFIED = "Save it unverified, and have it checked later"


@dataclass(frozen=True, slots=True)
class Registration:
    """How to register an application: the steps, and values worth copying into the form."""

    portal: str
    steps: tuple[str, ...]
    name: str
    kind: str
    description: str


def app_name(requester: "Requester") -> str:
    """Return the name that is proposed for a new application."""
    return f"bs-wizard on {requester.host}"[:50]


def registration(instance: "Instance", requester: "Requester") -> Registration:
    """Return the portal's steps (Nexla's BaseSpace guide, "Register as a BaseSpace Developer")."""
    return Registration(
        instance.portal,
        (
            "Sign in; My Apps, Create New Application.",
            "Fill in the form as below; Create Application.",
            "The Credentials tab shows Client Key and Client Secret.",
        ),
        app_name(requester),
        "Native",
        f"Command-line access for {requester.user}"[:100],
    )


NEW_PASSPHRASE = "New passphrase"
REPEAT_PASSPHRASE = "Repeat the passphrase"
WHAT_OPENS_IT = "What should open the vault?"
VAULT_INSTEAD = "An encrypted vault can keep it instead: files in the age format, on this machine."
NO_KEYRING = "There is no system keyring on this machine, which is usual on a server."
KEYRING_GONE = "The system keyring has stopped since it was tested."
START_KEYRING = "Start it again, then try again. To see what is missing: bs-wizard doctor"
VAULT_WORKS = "An encrypted vault works here. What should open it?"
MAKE_VAULT = "Make an encrypted vault instead: bs-wizard vault create"
VAULT_FROM_A_SCRIPT = (
    "Or keep tokens in an encrypted vault, which needs no desktop: bs-wizard vault create"
)
SHOW_ONCE = (
    "The token will be shown in clear, once, for you to copy to a safe place. "
    "Nothing is stored. Whoever sees it can use it."
)


def store_sentence(facts: "StoreFacts") -> str:
    """Say where the token will be kept, after the probe."""
    return f"Your token will be kept in {facts.title}, tested just now."


def why_not_keyring(error: StoreUnavailable) -> str:
    """Say in short why the encrypted vault is used and the system keyring is not."""
    if isinstance(error, NoKeyring):
        return NO_KEYRING
    short = re.sub(r" \([^()]*\)", "", error.message)
    return f"The system keyring is not used. {short}"


def vault_first(credential: "Credential") -> str:
    """Say why the vault comes before the keyring, where another machine stored a credential."""
    return (
        f"“{credential.name}” was stored from {credential.host}: several machines share this home, "
        "each with a keyring of its own. A token in the encrypted vault is there for all of them."
    )


def why_not_vault(error: StoreUnavailable) -> str:
    """Say in short why the keyring is used and the encrypted vault, which comes first, is not."""
    return f"The encrypted vault is not used. {error.message}"


def keep_in_keyring(title: str) -> str:
    """Return the answer that keeps a token in the keyring although the vault comes first."""
    return f"Keep it in {title}, for this machine alone"


def take_over(file: str) -> str:
    """Return the answer that takes the token in that file."""
    return f"The token in {file}"


def plain_tokens(files: "Sequence[str]") -> str:
    """Point out files that hold a token in clear; empty for none."""
    if not files:
        return ""
    first = f"{files[0]} holds a token in plain text."
    if len(files) == 1:
        return f"{first} The next step can take it over."
    others = _counted(len(files) - 1, "other file")
    does = "does" if len(files) == 2 else "do"
    return f"{first} So {does} {others} there. To take all over: bs-wizard import"


def store_account(facts: "StoreFacts") -> tuple[str, ...]:
    """Say all that there is to say of the store, sentence by sentence."""
    why = filter(None, (facts.fallback_reason, facts.vault_first))
    return (*facts.recovered, store_sentence(facts), *why)


def asked_by(requester: "Requester", at: datetime, draft: "Draft") -> str:
    """Say which person and machine ask for the code, when, and with which application."""
    return f"Asked for by {requester} at {at.astimezone():%H:%M}, application {app_label(draft)}."


def app_label(draft: "Draft") -> str:
    """Return what to call the application: its name, or enough of its id to know it."""
    return f"“{draft.app_name}”" if draft.app_name else f"{draft.client_id[:8]}…"


def scopes_label(scopes: tuple[str, ...]) -> str:
    """Return the scopes as a person reads them; none is worth saying too."""
    return ", ".join(scopes) or "no scopes: only who you are"


def duration(seconds: float) -> str:
    """Return minutes and seconds as a clock shows them: 27:41."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def spoken(seconds: float) -> str:
    """Return a time as it is said: 30 minutes, 1 minute 30 seconds, 1 second."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    parts = [_counted(minutes, "minute")] if minutes else []
    return " ".join([*parts, _counted(rest, "second")] if rest or not minutes else parts)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def owner(identity: "Identity") -> str:
    """Say who the token belongs to: the person, and their e-mail address if it is known."""
    mail = f" <{identity.user_email}>" if identity.user_email else ""
    return f"{identity.user_name or 'user ' + identity.user_id}{mail}"


def unverified(name: str) -> tuple[str, str]:
    """Say that a token was saved unchecked, and what checks it."""
    return (
        "BaseSpace could not be asked whose this token is, so it is saved unverified.",
        f"Check it later: bs-wizard verify {name}",
    )


def saved_sentence(credential: "Credential", title: str) -> str:
    """Say that it is done, and where the token is."""
    return f"Saved as “{credential.name}” in {title}."


def saved_account(credential: "Credential") -> str:
    """Say in the shell as what it was saved, where, for whom, and what prints it."""
    print_it = f"To print the token: bs-wizard token {credential.name}"
    return f"{saved_for(credential, f'the {credential.store}')} {print_it}"


def unchanged(credential: "Credential") -> str:
    """Say that the credential asked for is there, and was left as it is."""
    return f"“{credential.name}” is in the {credential.store} already. Nothing was changed."


def saved_for(credential: "Credential", title: str) -> str:
    """Say that it is done, where the token is, and whose it is if that is known."""
    user, space = credential.user.name, credential.workgroup
    place = "personal space" if space is None else space
    whose = f", for {', '.join(filter(None, (user, place)))}" if user else ", not verified yet"
    return f"Saved as “{credential.name}” in {title}{whose}."


def stored_account(stored: "Sequence[Credential]", default: str | None) -> str:
    """Say what there is when nothing was changed, and what prints a token."""
    if not stored:
        return "No credential is stored. To get one: bs-wizard login"
    many = "1 credential is" if len(stored) == 1 else f"{len(stored)} credentials are"
    if default is None:
        return f"{many} stored. To see which: bs-wizard list"
    return f"{many} stored; {default} is the default. To print its token: bs-wizard token"
