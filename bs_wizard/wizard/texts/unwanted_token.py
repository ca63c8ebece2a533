"""What is said of a token that is not what was wanted."""

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
