"""A field for a secret: dots on screen, and nothing to copy out of it."""

from textual.widgets import Input

from bs_wizard.secret import Secret


class SecretInput(Input):
    """Takes typing and pasting; copying and cutting are closed, for they would give it in clear."""

    def __init__(self, secret: Secret, *, id: str, placeholder: str = "") -> None:
        super().__init__(secret.reveal(), id=id, placeholder=placeholder, password=True)

    @property
    def secret(self) -> Secret:
        """Return what was typed."""
        return Secret(self.value)

    def action_copy(self) -> None:
        """Do nothing."""

    def action_cut(self) -> None:
        """Do nothing."""
