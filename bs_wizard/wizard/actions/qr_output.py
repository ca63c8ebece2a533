"""Showing the QR code of a login outside the program, while its code can be approved."""

from pathlib import Path
from typing import Protocol

from bs_wizard.basespace.device_flow import Approved, PollEvent
from bs_wizard.basespace.instances import Instance
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.wizard.rules.addresses import addresses


class QrOutput(Protocol):
    """A file that leads to the page where a code is approved."""

    @property
    def file(self) -> Path:
        """Return where it is."""

    def publish(self, text: str) -> None:
        """Show the way to ``text``, in the place of what it showed before; UsageError."""

    def withdraw(self) -> None:
        """Show nothing any more."""


def follow_flow(output: QrOutput, instance: Instance, event: DeviceCode | PollEvent) -> None:
    """Publish a code whose address is trusted; withdraw it with the approval."""
    if isinstance(event, Approved):
        output.withdraw()
    elif isinstance(event, DeviceCode) and (best := addresses(instance, event).best):
        output.publish(best)
