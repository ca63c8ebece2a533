"""The application: themes, leaving, and a coordinator that walks from screen to screen."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Event, Key, Paste
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerFailed

from bs_wizard.errors import BsWizardError, Cancelled, StoreUnavailable
from bs_wizard.scrub import scrubbed
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal import clipboard, facts
from bs_wizard.tui.dialogs.passphrase import PassphraseDialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.theme import DARK, THEMES
from bs_wizard.tui.widgets.authorise.address import WriteToTerminal
from bs_wizard.tui.widgets.forms.field import Field

_HERE = Path(__file__).parent

_WHILE_WORKING = {"escape", "ctrl+c", "ctrl+q", "ctrl+z", "f1"}
"""Keys that are heard while a screen works; ``?`` is too, where it cannot be typed into a field."""

SIGNALS = () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)
"""What ends the program as Ctrl+C does."""

Result = Credential | BsWizardError | None
Show = Callable[[Screen[Any]], Awaitable[Any]]


class WizardApp(App[Result]):
    """Runs ``journey``, which is given the means to show a screen, and exits with its result.

    The result is the last credential saved, None if there was none to save, or the error that the
    person left with. ``ended_by`` is the signal that ended the program, if one did.
    """

    class PassphraseTried(Message):
        """What was typed as the passphrase of the vault is not being tried any more."""

    # All of them at once: Textual reads every sheet anew for each that comes with a screen.
    CSS_PATH = [_HERE / "app.tcss", *sorted(_HERE.glob("*/*.tcss"))]
    TITLE = "bs-wizard"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True, tooltip="leaves the program"),
        Binding("ctrl+t", "turn_colours", show=False, priority=True, tooltip="changes the colours"),
        Binding("ctrl+z", "suspend_process", show=False, priority=True, tooltip="to the shell"),
    ]

    def __init__(self, journey: Callable[[Show], Awaitable[Result]]) -> None:
        super().__init__()
        self._journey = journey
        self.animation_level = "none"  # nothing moves or blinks, here or in ``Field``
        self.ended_by: signal.Signals | None = None
        self._asking: PassphraseDialog | None = None
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = DARK.name
        self._colourless = facts.wants_no_colour()

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's, but for what it does when the terminal goes away."""
        from bs_wizard.tui.driver import lasting

        return lasting(super().get_driver_class())

    async def run_async(self, **how: Any) -> Result:
        """Run, ready to put the terminal right from before it is changed until it is as it was."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            with self._context():  # or what they call would not know which program is meant
                loop.add_signal_handler(signal.SIGINT, self.action_leave)
                for number in SIGNALS:
                    loop.add_signal_handler(number, self._end, number)
        return await super().run_async(**how)

    def on_mount(self) -> None:
        """Set out."""
        self._travel()

    def _end(self, number: signal.Signals) -> None:
        self.ended_by = number
        self.action_leave()

    @work
    async def _travel(self) -> None:
        try:
            self.exit(await self._journey(self.show_screen))
        except BsWizardError as error:
            self.exit(error)

    async def show_screen(self, screen: Screen[Any]) -> Any:
        """Show one screen and return what it was dismissed with."""
        return await self.push_screen_wait(screen)

    def ask_passphrase(self, prompt: str) -> Secret:
        """Ask from any thread but this program's own; StoreUnavailable when none is given."""
        answer: Future[Secret | None] = Future()

        def ask() -> None:
            if self._asking is None:
                self._asking = PassphraseDialog(prompt, answer.set_result)
                self.push_screen(self._asking)
            elif self._asking in self.screen_stack:
                self._asking.ask_again(prompt, answer.set_result)
            else:  # the person has given up while the one before was tried
                answer.set_result(None)

        self.call_from_thread(ask)
        if given := answer.result():
            return given
        raise StoreUnavailable("The vault stays closed: no passphrase was given.", "Try again.")

    def passphrase_tried(self) -> None:
        """Close the dialog that asked; from any thread."""
        self.post_message(self.PassphraseTried())

    @on(PassphraseTried)
    def _close_dialog(self) -> None:
        asking, self._asking = self._asking, None
        if asking in self.screen_stack:
            asking.close()

    def action_leave(self) -> None:
        """End the program; a save that is under way is let finish, so that none is left half."""
        if self._exit:  # it is ending already, and what with is known
            return
        screens = self.screen_stack  # a signal may come before there are any
        if (asking := self._asking) in screens and asking:
            asking.action_back()  # the call that asked ends by itself
        shown = [each for each in screens if isinstance(each, ResultScreen)]
        if any(each.busy for each in shown):
            self.set_timer(0.05, self.action_leave)
            return
        self.exit(_left_from(shown))

    async def on_event(self, event: Event) -> None:
        """Give a field its keys at once and in order; see ``Field``.

        While a screen works, keys but those that end it or explain it are dropped: typed now, they
        would be taken by what comes next.
        """
        if isinstance(event, (Key, Paste)) and self._is_working():
            if isinstance(event, Key) and self._is_heard(event.key):
                await super().on_event(event)
            return
        if isinstance(event, Paste) and self._takes_paste(event.text):
            return
        field = self.focused if isinstance(event, (Key, Paste)) else None
        if not isinstance(field, Field) or not isinstance(event, (Key, Paste)):
            await super().on_event(event)
        elif isinstance(event, Paste):
            await field.take(event)
        elif not await self._check_bindings(event.key, priority=True):
            await field.take(event) or await self._check_bindings(event.key)

    def _is_working(self) -> bool:
        screens = self.screen_stack
        return bool(screens) and isinstance(screens[-1], ResultScreen) and screens[-1].working

    def _takes_paste(self, text: str) -> bool:
        screens = self.screen_stack
        top = screens[-1] if screens else None
        return isinstance(top, ResultScreen) and top.take_paste(text)

    def _is_heard(self, key: str) -> bool:
        typed = isinstance(self.focused, Field)
        return key in _WHILE_WORKING or (key == "question_mark" and not typed)

    @on(Driver.SignalResume)
    def _draw_again(self) -> None:
        """Draw all of it: the terminal has been another program's."""
        self.screen.refresh(layout=True)

    def copy_to_clipboard(self, text: str) -> None:
        """Ask the terminal to copy; Textual's own does not reach it through tmux and screen."""
        self._clipboard = text
        self.write_to_terminal(WriteToTerminal(lambda: clipboard.sequence(text)))

    @on(WriteToTerminal)
    def write_to_terminal(self, message: WriteToTerminal) -> None:
        """Write what Textual has no call for."""
        if self._driver is not None and (sequence := message.sequence()):
            self._driver.write(sequence)

    def action_turn_colours(self) -> None:
        """Go on to the next theme."""
        names = [theme.name for theme in THEMES.values()]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave out all colours under NO_COLOR, and only then; Textual would make them grey."""
        if self._colourless:
            return (NoColor(),)
        return [each for each in super().get_line_filters() if not isinstance(each, Monochrome)]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer none: the palette's screenshot would write what the screen shows to a file."""
        return ()

    def _handle_exception(self, error: Exception) -> None:
        """Break, but not of a part that a screen lacks: once the program ends it gets no more."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End with a report that holds no values; Textual's own prints every local variable."""
        error: BaseException | None = self._exception
        if isinstance(error, WorkerFailed):  # it says nothing of where the worker broke
            error = error.error
        self._exit_renderables.append(Text(scrubbed(error) if error else "bs-wizard stopped."))
        self._close_messages_no_wait()


def _left_from(shown: Sequence[ResultScreen[Any]]) -> Result:
    """Return what the program ends with when it is left on these screens, the last on top."""
    for each in shown:
        if each.saved:
            return each.saved
    if any(each.IS_HOME for each in shown):
        return None
    troubles = [each.trouble for each in shown if each.trouble]
    return troubles[-1] if troubles else Cancelled()
