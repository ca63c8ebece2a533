"""The pages a person sees in a browser."""

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, html_reply
from bs_wizard.simulator.world import World


def device(world: World, call: Call) -> Reply:
    """Show the request that belongs to a code."""
    return html_reply(f"{world.application} {call.path}")


decide = front = portal = device
