"""Asking whether the new token overwrites the credential of a name that is taken."""

from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.wizard.texts import unwanted_token


def ask_to_overwrite(name: str, differs: tuple[str, ...], *, is_own: bool) -> ChoiceDialog:
    """Return the question; its answers are ``keep``, ``replace``, and ``revoke`` or ``another``.

    The last is offered where the token ``differs`` from the one overwritten: a token that the
    person brought, which ``is_own`` says, is not revoked here.
    """
    keep = ("keep", unwanted_token.ANOTHER_NAME)
    if not differs:
        return ChoiceDialog(
            f"“{name}” exists", unwanted_token.REPLACED, (keep, ("replace", "Replace it"))
        )
    way = ("another", unwanted_token.ANOTHER_TOKEN) if is_own else ("revoke", unwanted_token.REVOKE)
    return ChoiceDialog(
        f"“{name}” holds another token",
        "\n".join([unwanted_token.differs_from(name), *(f"▲ {said}" for said in differs)])
        + f"\n\n{unwanted_token.REPLACED}",
        (keep, ("replace", unwanted_token.SAVE_ANYWAY), way),
    )
