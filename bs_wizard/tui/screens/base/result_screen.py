"""A screen that answers once, whatever lies over it, and does its work in background workers."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input

from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import Credential
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.field_row import FieldRow
from bs_wizard.tui.widgets.frame.frame import ErrorMessage
from bs_wizard.tui.widgets.frame.spinner import Spinner

if TYPE_CHECKING:
    from textual.worker import WorkType


class ResultScreen(Screen[ScreenResultType]):
    """Ends with one answer.

    Textual's own ``dismiss`` takes the topmost screen away, which is a dialog when an answer comes
    from the network while somebody reads the help, and a second answer would be an error.

    ``trouble`` is the error that is on the screen, if any: leaving then means leaving with it.
    ``busy`` says that something under way must not be interrupted; leaving waits for it.
    ``saved`` is the credential that was kept there, if one was; ``IS_HOME`` says that the program
    opens on this screen, so that leaving it leaves nothing undone.
    ``working`` says that an attempt is under way: the application gives this screen no keys then.
    """

    @dataclass
    class Failed(Message):
        """An attempt raised an error."""

        error: BsWizardError

    IS_HOME = False
    _answered = False
    saved: Credential | None = None
    trouble: BsWizardError | None = None
    busy = False
    _attempt: object = None
    _blamed: tuple[BsWizardError, Field] | None = None
    _held = Secret("")

    @property
    def working(self) -> bool:
        """Whether an attempt is under way."""
        return self._attempt is not None

    def answer(self, result: ScreenResultType) -> None:
        """Close what lies over this screen, then the screen itself; later answers are dropped."""
        if not self._answered:
            self._answered = True
            self.pop_until_active()
            self.dismiss(result)

    def attempt(self, do: Callable[[], Awaitable[Message]]) -> None:
        """Do as :meth:`run_quietly`, and show over the keys that something is under way."""
        this = self._attempt = object()
        self._show_work(True)

        async def watched() -> Message:
            try:
                return await do()
            finally:
                if self._attempt is this:
                    self._end_work()

        self.run_quietly(watched, group="attempt")

    def run_quietly(self, do: Callable[[], Awaitable[Message]], *, group: str) -> None:
        """Post the message that ``do`` returns, or Failed; gives up what is under way in ``group``.

        ``do`` runs in a worker, and the screen hears keys meanwhile.
        """

        async def attempted() -> None:
            try:
                message = await do()
            except BsWizardError as error:
                message = self.Failed(error)
            self.post_message(message)

        attempt: WorkType[None] = attempted  # made a coroutine by the worker, if it comes to run
        self.run_worker(attempt, group=group, exclusive=True)

    def stop(self) -> None:
        """Have the attempt that is under way fail, unless it must not be interrupted."""
        if self.working and not self.busy:
            self.workers.cancel_group(self, "attempt")
            self._end_work()  # a worker that has not begun ends nothing
            self.fail(Cancelled("Stopped."))

    def _end_work(self) -> None:
        self._attempt = None
        self._show_work(False)

    def _show_work(self, on: bool) -> None:
        for spinner in self.query(Spinner):
            spinner.said = "working" if self.busy else "working, Esc stops"
            spinner.turn(on)

    @on(Failed)
    def _has_failed(self, event: Failed) -> None:
        self.set_busy(False)
        self.fail(event.error)

    @contextmanager
    def judging(self, field: Field) -> Iterator[None]:
        """Have :meth:`fail` show by ``field`` the UsageError that is raised inside."""
        try:
            yield
        except UsageError as error:
            self._blamed = (error, field)
            raise

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong: by the field it is about, else below all of them."""
        self.clear_error()
        self.trouble = error
        if self._blamed and self._blamed[0] is error:
            field = self._blamed[1]
            self._held = Secret(field.value)
            field.query_ancestor(FieldRow).show(error)
        else:
            self.query_one(ErrorMessage).show(error)
        self.refresh_bindings()

    def fail_at(self, field: Field, error: BsWizardError) -> None:
        """Show what is wrong with what ``field`` holds."""
        self._blamed = (error, field)
        self.fail(error)

    @on(Input.Changed)
    def _forget_error(self, event: Input.Changed) -> None:
        """Take what was wrong with a field off the screen: the person is fixing it.

        A new screen's fields post this too, with what they hold from the beginning.
        """
        is_blamed = self._blamed == (self.trouble, event.input)
        if is_blamed and Secret(event.value) != self._held:
            self.clear_error()

    def clear_error(self) -> None:
        """Take the error off the screen."""
        self.trouble = None
        self.query_one(ErrorMessage).clear()
        for row in self.query(FieldRow):
            row.clear()
        self.refresh_bindings()

    def take_paste(self, text: str) -> bool:
        """Take what was pasted, whatever has the focus; False leaves it to that."""
        return False

    def set_busy(self, busy: bool) -> None:
        """Keep from leaving while something is under way, and offer no keys that would."""
        self.busy = busy
        self.refresh_bindings()
