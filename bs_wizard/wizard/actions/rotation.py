"""A new token in the place of the one that a credential has; the old one is kept."""

from dataclasses import replace

from bs_wizard.basespace.instances import read_address
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step


def draft_to_rotate(before: Credential, client_secret: Secret | None) -> Draft:
    """Return what is known of the new token; without a client secret the application is asked for.

    Raises UsageError where the record's address is none.
    """
    draft = Draft(
        instance=read_address(before.api_server),
        client_id=before.client_id or "",
        scopes=before.scopes_requested or before.scopes_granted or (),
        name=before.name,
        description=before.description,
        overwrite=True,
        rotates=True,
        answered=frozenset({Step.SCOPES, Step.NAME}),
    )
    if not (client_secret and draft.client_id):
        return draft
    return replace(draft, client_secret=client_secret, answered=draft.answered | {Step.APP})


def kept_secret(before: Credential, stored: Credentials) -> Secret | None:
    """Return the client secret kept with the application it was got with, None if there is none."""
    for app in stored.applications():
        if (app.client_id, app.api_server) == (before.client_id, before.api_server):
            return stored.client_secret(app)
    return None


def kept_old(before: Credential, names: frozenset[str], stored: Credentials) -> Credential | None:
    """Return the credential that holds the old token now.

    ``names`` are those that were taken before. None where another name was chosen in the end, or
    the token is the same.
    """
    same = (one for one in stored.all() if one.fingerprint == before.fingerprint)
    return next((one for one in same if one.name not in names), None)
