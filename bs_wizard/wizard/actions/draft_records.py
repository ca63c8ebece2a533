"""A finished draft as the records that are kept of it."""

from datetime import datetime

from bs_wizard.clean import printable
from bs_wizard.secret import Secret
from bs_wizard.store.index.json_fields import kept_time
from bs_wizard.store.index.records import (
    DESCRIPTION_LIMIT,
    Application,
    Credential,
    User,
    check_name,
)
from bs_wizard.wizard.journey.draft import Draft


def credential(draft: Draft, token: Secret, now: datetime) -> Credential:
    """Return the credential that ``draft`` has become; UsageError for what cannot name one.

    ``Credentials.save`` adds where its token went.
    """
    assert draft.identity is not None, "the journey saves only what it checked"
    assert draft.store is not None, "the store is proved first"
    who = draft.identity
    return Credential(
        name=check_name(draft.name),
        description=printable(draft.description, limit=DESCRIPTION_LIMIT),
        api_server=draft.instance.api_server,
        instance=draft.instance.label,
        client_id=None if draft.token_is_users_own else draft.client_id,
        user=User(who.user_id, who.user_name, who.user_email),
        workgroup=who.workgroup,
        scopes_requested=() if draft.token_is_users_own else draft.scopes,
        scopes_granted=who.scopes,
        store=draft.store.store,
        backend=draft.store.backend,
        host=None,
        fingerprint=token.fingerprint,
        created_at=kept_time(now),
        verified_at=kept_time(now) if who.is_known else None,
    )


def application(draft: Draft, now: datetime) -> Application | None:
    """Return the application that asked, None for a token that was brought."""
    if draft.token_is_users_own:
        return None
    assert draft.identity is not None, "the journey saves only what it checked"
    at, name = kept_time(now), draft.identity.application or draft.app_name or None
    return Application(draft.client_id, draft.instance.api_server, name, draft.dialect, at)
