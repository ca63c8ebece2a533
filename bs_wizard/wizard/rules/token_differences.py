"""How a new token differs from the one that its name holds so far. Pure.

An approval can be given in the wrong workgroup, by somebody else, or be slipped in (RFC 8628,
section 5.4): the name is about to mean something else, which is the moment to say so.
"""

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.scopes import missing
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import credential_texts, words


def differences(draft: Draft, identity: Identity, held: Credential) -> tuple[str, ...]:
    """Return a sentence for each thing in which the token differs from the one that ``held`` is.

    What is not known of either is no difference.
    """
    found = (
        _instance(draft, held),
        _owner(draft, identity, held),
        _workgroup(identity, held),
        *_scopes(identity, held),
    )
    return tuple(filter(None, found))


def _instance(draft: Draft, held: Credential) -> str:
    new, old = draft.instance.api_server, held.api_server
    if new == old:
        return ""
    if draft.instance.label != held.instance:
        new, old = draft.instance.label, held.instance
    return f"It is good at {new}; “{held.name}” held a token of {old}."


def _owner(draft: Draft, identity: Identity, held: Credential) -> str:
    if _same_owner(draft, identity, held):
        return ""
    return (
        f"It belongs to {words.owner(identity)}; "
        f"“{held.name}” held a token of {credential_texts.user_name(held.user)}."
    )


def _same_owner(draft: Draft, identity: Identity, held: Credential) -> bool:
    """Whether nothing says that it is another account."""
    user = held.user
    if not identity.user_id or not user.id:
        return True
    if draft.instance.api_server != held.api_server:  # each counts its accounts by itself
        new, old = identity.user_email.casefold(), user.email.casefold()
        return not new or not old or new == old
    # Where the workgroup is not told, the account is the workgroup's own.
    is_its_group = identity.workgroup == "" and identity.user_name == held.workgroup
    was_its_group = held.workgroup == "" and user.name == identity.workgroup
    return identity.user_id == user.id or is_its_group or was_its_group


def _workgroup(identity: Identity, held: Credential) -> str:
    new, old = identity.workgroup, held.workgroup
    if new == old or "" in {new, old}:
        return ""
    return f"It acts for {_space(new)}; the token of “{held.name}” did for {_space(old)}."


def _space(workgroup: str | None) -> str:
    return "the personal space" if workgroup is None else f"the workgroup {workgroup}"


def _scopes(identity: Identity, held: Credential) -> tuple[str, ...]:
    new, old = identity.scopes, held.scopes_granted
    if new is None or old is None:
        return ()
    more, less = missing(new, old), missing(old, new)
    return (
        f"It was granted {', '.join(more)}, which “{held.name}” was not." if more else "",
        f"It was not granted {', '.join(less)}, which “{held.name}” was." if less else "",
    )


def scopes_missing(draft: Draft, identity: Identity) -> tuple[str, ...]:
    """Return the scopes asked for and not granted; empty where the server does not tell."""
    if draft.token_is_users_own or identity.scopes is None:
        return ()
    return missing(draft.scopes, identity.scopes)
