"""A field for a secret: dots on screen, and nothing to copy out of it."""

from bs_wizard.secret import Secret
from bs_wizard.tui.widgets.forms.field import Field


class SecretInput(Field):
    """Takes typing and pasting; copying and cutting are closed, for they would give it in clear."""

    def __init__(
        self, secret: Secret, *, id: str, following: str = "", wanted: bool = False
    ) -> None:
        super().__init__(secret.reveal(), id=id, following=following, wanted=wanted, password=True)

    @property
    def secret(self) -> Secret:
        """Return what was typed."""
        return Secret(self.value)

    @property
    def passphrase(self) -> Secret:
        """Return what was typed, with the spaces at its ends."""
        return Secret(self.value, exact=True)

    def action_copy(self) -> None:
        """Do nothing."""

    def action_cut(self) -> None:
        """Do nothing."""
