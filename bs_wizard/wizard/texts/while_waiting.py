"""What is said while a code waits for approval, and when it is left waiting."""

WAITING_FOR_YOU = "waiting for your approval"
LITTLE_LEFT = "Less than a minute left: n requests a new code; this one stops working."
SECRET_AGAIN = "The code still works, and an approval is not lost: type the Client Secret again."
WHY_SECRET_AGAIN = (
    "The Client Secret stands on the Credentials tab of your application, in the developer portal. "
    "It is sent only now, so a wrong one is noticed only now."
)
ASKED_AGAIN = "Asking again, with the new Client Secret."
LOG_IS_SAFE = "No secret is in it: c copies it, for a ticket."


def network_trouble(said: str) -> str:
    """Say that a question did not get through, and that no harm is done."""
    return f"Your approval is not lost. Network trouble: {said}"


def slowed(pace: float) -> str:
    """Say that the server asked to be polled less often, and how many seconds apart it is now."""
    return f"The server asked to slow down: checking every {pace:g} seconds."


def opened(program: str, started: bool) -> str:
    """Say whether the address was opened."""
    if started:
        return f"Started {program}. Come back here when you have approved."
    return f"{program} could not be started. Open the address yourself."
