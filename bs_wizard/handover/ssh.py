"""Putting a token into another machine's store: what ssh is to run there, and what came back."""

import json
import shlex
from collections.abc import Sequence
from typing import Any

from bs_wizard.clean import printable
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, UsageError

_SSH_FAILED, _NOT_FOUND = 255, 127  # as ssh itself, and as a shell ends

# pipx and uv install there, and a session without a terminal often has no such PATH. This is
# read alike by sh, bash, zsh, csh and fish.
_WITH_OWN_PROGRAMS = 'env PATH="$HOME/.local/bin:$PATH"'


def command(host: str, *words: str) -> tuple[str, ...]:
    """Return what has ssh run bs-wizard with ``words`` on ``host``; UsageError for no host.

    None of ``words`` may be a secret: everybody on both machines can see them.
    """
    if host.startswith("-") or any(each.isspace() for each in host):
        raise UsageError("That is not a host for ssh.", "For example: bs-wizard send ada@node1 lab")
    return ("ssh", "-T", "--", host, f"{_WITH_OWN_PROGRAMS} {shlex.join(('bs-wizard', *words))}")


def saved(host: str, exit_code: int, told: str) -> dict[str, Any]:
    """Return the event that says what was saved; ``told`` is what ``login --json`` printed there.

    Raises NetworkError where ssh failed, UsageError where no bs-wizard is there, else what it said.
    """
    events = _events(told.splitlines())
    last = events[-1] if events else {}
    if exit_code == 0 and last.get("event") == "saved":
        return {
            "name": printable(str(last.get("name"))),
            "store": printable(str(last.get("store"))),
            "changed": last.get("changed") is not False,
        }
    if last.get("event") == "error":
        raise _in_our_words(host, last)
    if exit_code == _SSH_FAILED:
        raise NetworkError(
            f"On {host} it could not be done through ssh; why stands above.", f"Try: ssh {host}"
        )
    if exit_code == _NOT_FOUND:
        raise UsageError(
            f"There is no bs-wizard on {host}.", "Install it there: pipx install bs-wizard"
        )
    raise ServerError(
        f"What {host} answered is not from bs-wizard.", f"Try: ssh {host} bs-wizard list"
    )


def _in_our_words(host: str, event: dict[str, Any]) -> BsWizardError:
    """Return the error that the other bs-wizard told, of the same kind where this one knows it."""
    kinds: list[type[BsWizardError]] = [BsWizardError]
    kind: type[BsWizardError] = ServerError
    for one in kinds:
        kinds += one.__subclasses__()
        if one.code == event.get("code"):
            kind = one
            break
    hint = printable(str(event.get("hint", "")))
    return kind(f"On {host}: {printable(str(event.get('message', '')))}", hint)


def _events(lines: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for line in lines:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue  # what a profile of that machine's prints
        if isinstance(event, dict) and "event" in event:
            found.append(event)
    return found
