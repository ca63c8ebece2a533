"""An approved token that is not what was wanted: ended at BaseSpace, and what is said of it."""

from contextlib import suppress

from bs_wizard.basespace import api
from bs_wizard.errors import TokenNotAccepted
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft

REVOKE = "Revoke it and start over"
START_OVER = "Start over all the same"
SAVE_ANYWAY = "Save it all the same"
ANOTHER_NAME = "Choose another name"
ANOTHER_TOKEN = "Give another token"
KEEP = "Keep it"
LOOK = "Look well whose token this is. "
REPLACED = (
    "Its token here will be replaced by the new one. The old token stays valid at BaseSpace until "
    "it is revoked."
)
STILL_VALID = (
    "The token approved just now would stay valid at BaseSpace, so it is revoked there first."
)
REVOKED = "The token is revoked: nobody can use it any more."
NOT_REVOKED = "The token could not be revoked, so it stays valid at BaseSpace."


def differs_from(name: str) -> str:
    """Say, before what differs, that a name is about to hold another kind of token."""
    return f"This token is not like the one that “{name}” holds:"


async def revoke(draft: Draft, work: Work) -> None:
    """End the token held at BaseSpace, and keep nothing of it for another run.

    One that BaseSpace does not accept any more counts as revoked. Raises NetworkError or
    ServerError: then it stays valid, and is kept as it was.
    """
    assert draft.token is not None, "only what is held can be unwanted"
    async with work.make_client() as http:
        with suppress(TokenNotAccepted):
            await api.revoke(http, draft.instance.api_server, draft.token)
    await work.give_up()
