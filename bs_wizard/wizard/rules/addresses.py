"""Which addresses of a device code may be shown, opened and drawn."""

from dataclasses import dataclass

from bs_wizard.basespace.instances import Instance
from bs_wizard.basespace.replies import DeviceCode


@dataclass(frozen=True, slots=True)
class Addresses:
    """``plain`` is where the code is typed, ``complete`` carries it; None where not trusted.

    ``refused`` is an address on a host that is not the instance's own: to be shown as such and
    neither opened nor drawn.
    """

    plain: str | None
    complete: str | None
    refused: str | None

    @property
    def best(self) -> str | None:
        """Return the address that saves typing, else the other, None if neither is trusted."""
        return self.complete or self.plain


def addresses(instance: Instance, code: DeviceCode) -> Addresses:
    """Judge the addresses the server sent by the instance it should belong to."""
    plain, complete = code.verification_uri, code.verification_uri_complete
    plain_ok = instance.owns(plain)
    complete_ok = complete is not None and instance.owns(complete)
    refused = plain if not plain_ok else complete if complete and not complete_ok else None
    return Addresses(
        plain if plain_ok else None, complete if complete_ok and plain_ok else None, refused
    )


def refusal(instance: Instance, refused: str) -> str:
    """Say why an address is not offered."""
    return (
        f"The server sent {refused}, which is not on {instance.web_host}. "
        "It is not offered: it may lead to somebody else's page."
    )
