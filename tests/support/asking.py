"""Asking an address as the program does: for its answer, or for the error that it must be."""

import pytest

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.http import LONGEST_EXCHANGE, exchange, make_client
from bs_wizard.errors import NetworkError


async def get(address: str, within: float = LONGEST_EXCHANGE) -> Answer:
    """Return the answer; ``within`` is the most it may take, in seconds."""
    async with make_client() as client:
        return await exchange(client, "GET", address, within=within)


async def fails(address: str, within: float = LONGEST_EXCHANGE) -> NetworkError:
    """Return the error that asking must end in; it has a hint."""
    with pytest.raises(NetworkError) as caught:
        await get(address, within)
    assert caught.value.hint
    return caught.value
