"""What the shell shows when the wizard has ended: what was saved, or what waits to be resumed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions.ending import end_unkept, what_lives_on
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.texts import resuming, words


@contextmanager
def telling_what_waits(work: Work, streams: Streams) -> Iterator[None]:
    """Have whoever leaves the journey inside told what another run can resume; then let it."""
    login = work.current_login
    try:
        yield
        _end_unkept(work, streams)
    except (KeyboardInterrupt, Cancelled) as left:
        login.join()  # a code that was just shown may still be on its way into the store
        if isinstance(left, KeyboardInterrupt):
            streams.tell("")  # the terminal has written ^C
        _end_unkept(work, streams)
        raise resuming.left(login.pending or _latest(work), work.today()) from None
    except BsWizardError as error:
        login.join()
        _end_unkept(work, streams)
        if waiting := login.pending or _latest(work):
            error.hint = resuming.hint_with_resume(error, waiting, work.today())
        raise
    finally:
        login.release()


def _end_unkept(work: Work, streams: Streams) -> None:
    """End the approved tokens that nothing keeps, and say so; Ctrl+C leaves them valid."""
    work.current_login.join()
    if not work.current_login.unkept:
        return
    try:
        said = session.run(end_unkept(work))
    except KeyboardInterrupt:
        said = what_lives_on(work)
    streams.tell(said)


@contextmanager
def telling_what_is_stored(work: Work, streams: Streams) -> Iterator[None]:
    """Have whoever leaves the credentials inside told what was saved, what waits, what is there."""
    before = {each.fingerprint for each in work.credentials.all()}
    try:
        with telling_what_waits(work, streams):
            yield
    except Cancelled as left:
        if not work.credentials.all():
            raise
        raise Cancelled("\n".join(_account(work, before))) from left
    streams.tell("\n".join(_account(work, before)))


def _latest(work: Work) -> PendingLogin | None:
    """Return the latest login that could be resumed now, such as one that was put off."""
    with suppress(BsWizardError):
        return next(iter(session.run(work.resumable())), None)
    return None


def _account(work: Work, before: set[str]) -> list[str]:
    contents = work.credentials.contents()
    saved = [each for each in contents.credentials if each.fingerprint not in before]
    lines = [words.saved_account(each) for each in saved[-1:]]
    if waiting := _latest(work):
        lines.append(resuming.kept_sentence(waiting, work.today()))
    return lines or [words.stored_account(contents.credentials, contents.default)]
