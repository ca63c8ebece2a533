"""Which interrupted login a command line means: with nobody to ask, only the very same. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.journey.draft import Draft


def with_match(draft: Draft, waiting: Iterable[PendingLogin]) -> Draft:
    """Return the draft that resumes the login that asked for just the same, by name, if any."""
    if draft.token_is_users_own or not draft.name:
        return draft
    asked = (draft.instance.api_server, draft.client_id, draft.scopes, draft.name)
    for one in waiting:
        if asked == (one.api_server, one.client_id, one.scopes, one.name):
            return replace(draft, resuming=one)
    return draft
