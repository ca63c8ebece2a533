"""Asking whether a name that is taken shall stand for the new token."""

from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.wizard.actions import revoke


def replacing(name: str, differs: tuple[str, ...], *, is_own: bool) -> ChoiceDialog:
    """Return the question; its answers are ``keep``, ``replace``, and ``revoke`` or ``another``.

    The last is offered where the token ``differs`` from the one that is replaced: a token that the
    person brought, which ``is_own`` says, is not revoked here.
    """
    keep = ("keep", revoke.ANOTHER_NAME)
    if not differs:
        return ChoiceDialog(f"“{name}” exists", revoke.REPLACED, (keep, ("replace", "Replace it")))
    way = ("another", revoke.ANOTHER_TOKEN) if is_own else ("revoke", revoke.REVOKE)
    return ChoiceDialog(
        f"“{name}” holds another token",
        "\n".join([revoke.differs_from(name), *(f"▲ {said}" for said in differs)])
        + f"\n\n{revoke.REPLACED}",
        (keep, ("replace", revoke.SAVE_ANYWAY), way),
    )
