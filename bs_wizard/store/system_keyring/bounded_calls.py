"""Calls into keyring backends: bounded in time, and whatever they raise said in our words.

A backend may hang for minutes (a locked Secret Service waits for a window nobody sees) and may
raise anything, so each call runs in a daemon thread, which an ending program does not wait for.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import NamedTuple, TypeVar

from bs_wizard.background import start
from bs_wizard.clean import printable
from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.secret import MASK, Secret

T = TypeVar("T")

_LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException"}
_NOT_RUNNING = "neither running nor activatable"
_STALE = "Item does not exist"
_NO_SERVICE = {"SecretServiceNotAvailableException", "NoKeyringError"}

# Not typed into the daemon itself: it would take the line's end for part of the password.
UNLOCK_COMMAND = '(read -rs P; printf %s "$P") | gnome-keyring-daemon --replace --unlock'
"""Bash command that reads the keyring's password, and unlocks the keyring or makes one."""

_UNLOCK_ELSEWHERE = {
    "darwin": "Unlock it with `security unlock-keychain`, then try again.",
    "win32": "Sign in at the machine itself, not by SSH, then try again.",
}
_UNLOCK_LINUX = (
    f"Unlock it on its desktop, or type its password here after `{UNLOCK_COMMAND}`; then try again."
)
_UNLOCK_HERE = _UNLOCK_ELSEWHERE.get(sys.platform, _UNLOCK_LINUX)
_UNLOCK_FOREIGN = "Unlock it with its own program, then try again."


class Limits(NamedTuple):
    """Seconds a keyring may take: to answer at all, and in all while it asks its user.

    With the start of the program before it, another store is offered within four.
    """

    answer: float = 2.5
    unlock: float = 10.0


LIMITS = Limits()
"""The limits that hold outside tests."""


def ask(
    call: Callable[[], T],
    title: str,
    *,
    limits: Limits,
    asks_its_user: Callable[[], bool] = lambda: False,
    secret: Secret | None = None,
    foreign: bool = False,
) -> T:
    """Return what ``call`` returns, or raise StoreUnavailable saying why not.

    Where nothing comes within ``limits.answer`` and ``asks_its_user`` (itself bounded) is true, the
    call may go on until ``limits.unlock``. ``title`` names the keyring in messages; ``secret`` is
    taken out of them. A ``foreign`` keyring is one of the user's own, of which nothing is known:
    it may be asking its user, so it gets the longer time, and what its programs write to standard
    error is not shown but given as the reason where it fails.
    """
    if not foreign:
        return _ask(call, title, limits, asks_its_user, secret)
    from bs_wizard.store.system_keyring.captured_stderr import captured_stderr

    with captured_stderr() as heard:
        answer = start(call)
        if not _ends_within(answer, limits.unlock):
            raise _silent_foreigner(title, limits)
        return _result(answer, title, secret, heard)


def _ask(
    call: Callable[[], T],
    title: str,
    limits: Limits,
    asks_its_user: Callable[[], bool],
    secret: Secret | None,
) -> T:
    # The question is asked before the time is over: one that hangs too must not make it longer.
    for_question = min(1.0, limits.answer / 2)
    answer = start(call)
    if not _ends_within(answer, limits.answer - for_question):
        waits_for_user = start(asks_its_user)
        if not _ends_within(answer, for_question) and not _is_true(waits_for_user):
            raise _silent(title, limits)
        if not _ends_within(answer, limits.unlock - limits.answer):
            how = f"waits for its user to unlock it; nobody did within {limits.unlock:g} s"
            raise _locked(title, how, _UNLOCK_HERE)
    return _result(answer, title, secret)


def _ends_within(answer: Future[T], seconds: float) -> bool:
    return not wait([answer], seconds).not_done


def _is_true(reply: Future[bool]) -> bool:
    # A keyring that does not say whether it is locked either is plainly silent.
    return reply.done() and reply.exception() is None and bool(reply.result())


def _result(
    answer: Future[T], title: str, secret: Secret | None, heard: Callable[[], str] | None = None
) -> T:
    error = answer.exception()
    if error is not None:  # whatever it is: third-party code may even raise SystemExit
        raise _translated(error, title, secret, heard and heard())
    return answer.result()


def _silent(title: str, limits: Limits) -> StoreUnavailable:
    return StoreUnavailable(
        f"{title} did not answer within {limits.answer:g} s.",
        "Log out and in again, which starts a new one, then try again.",
    )


def _silent_foreigner(title: str, limits: Limits) -> StoreUnavailable:
    return StoreUnavailable(
        f"{title} did not answer within {limits.unlock:g} s; it may be asking to be unlocked.",
        _UNLOCK_FOREIGN,
    )


def _locked(title: str, how: str, hint: str) -> StoreUnavailable:
    return StoreUnavailable(f"{title} {how}.", hint)


def _translated(
    error: BaseException, title: str, secret: Secret | None, heard: str | None = None
) -> StoreUnavailable:
    kinds = {kind.__name__ for each in _causes(error) for kind in type(each).__mro__}
    if kinds & _LOCKED:
        how = "is locked, and there is nobody to unlock it"
        return _locked(title, how, _UNLOCK_HERE if heard is None else _UNLOCK_FOREIGN)
    said = _said(error, secret, heard)
    if kinds & _NO_SERVICE or _NOT_RUNNING in said:
        return NoKeyring(
            f"The session bus is there, but no keyring service answers on it ({said}).",
            "Install and start one, such as gnome-keyring, then try again.",
        )
    if _STALE in said:
        # Two daemons over the same files, as on nodes that share a home, do not hear of each other.
        return StoreUnavailable(
            f"{title} is out of date: it lists an entry and then does not find it. Another "
            "machine that shares this home has probably changed its files.",
            f"Start it anew, so that it reads them: `{UNLOCK_COMMAND}`; then try again.",
        )
    return StoreUnavailable(
        f"{title} failed with {type(error).__name__}: {said}.",
        "See whether `keyring set bs-wizard test` works; it speaks to the same keyring.",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__


def _said(error: BaseException, secret: Secret | None, heard: str | None) -> str:
    texts = [str(error), heard or ""]
    if secret:
        texts = [each.replace(secret.reveal(), MASK) for each in texts]
    return ": ".join(printable(each).rstrip(".") for each in texts if each) or "no reason given"
