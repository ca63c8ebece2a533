"""The demo's stand-in for the person at the browser."""

from typing import Protocol


class Practice(Protocol):
    """Approves codes when a key is pressed here, as somebody would in a browser.

    ``person`` is the name of who approves.
    """

    person: str

    def approve(self) -> None:
        """Approve the code that waits; does nothing where none does."""

    def seconds_left(self) -> float:
        """Return the seconds until the code that waits is approved without a key; 0 without one."""
