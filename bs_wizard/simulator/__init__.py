"""An embedded BaseSpace on loopback: the demo's server and the scripted server of the tests.

It is written from what is known of the wire and imports nothing else of this package, so that a
mistake in the client cannot hide in it. The names below are loaded when first asked for: a command
line that only lists the scenarios does not pay for an HTTP server.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs_wizard.simulator.dialects import DIALECTS
    from bs_wizard.simulator.recorded_request import RecordedRequest
    from bs_wizard.simulator.scenarios import SCENARIOS
    from bs_wizard.simulator.simulator import Simulator
    from bs_wizard.simulator.simulator_settings import Settings

__all__ = ["DIALECTS", "SCENARIOS", "RecordedRequest", "Settings", "Simulator"]

_HOMES = {
    "DIALECTS": "dialects",
    "RecordedRequest": "recorded_request",
    "SCENARIOS": "scenarios",
    "Settings": "simulator_settings",
    "Simulator": "simulator",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
