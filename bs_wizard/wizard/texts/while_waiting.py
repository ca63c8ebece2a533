"""What is said while a code waits for approval, and when it is left waiting."""

WAITING_FOR_YOU = "waiting for your approval"
LITTLE_LEFT = "Less than a minute left: n requests a new code; this one stops working."
LOG_IS_SAFE = "No secret is in it: c copies it, for a ticket."


def network_trouble(said: str) -> str:
    """Say that a question did not get through, and that no harm is done."""
    return f"Your approval is not lost. Network trouble: {said}"


def slowed(interval: float) -> str:
    """Say that the server asked to be polled less often."""
    return f"The server asked to slow down: checking every {interval:.0f} s."


def opened(program: str, started: bool) -> str:
    """Say whether the address was opened."""
    if started:
        return f"Started {program}. Come back here when you have approved."
    return f"{program} could not be started. Open the address yourself."
