"""The Authorise step in a conversation: the code, then what is worth saying until approval."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from bs_wizard import __version__
from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, SlowDown
from bs_wizard.errors import BsWizardError, Cancelled, SecretRefused
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.plain.questions import ask_secret
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import AppGiven, Back, Leave, Outcome, Step
from bs_wizard.wizard.journey.travel import fixed_at
from bs_wizard.wizard.rules.addresses import addresses, refusal
from bs_wizard.wizard.rules.wait import Wait, WaitState, report
from bs_wizard.wizard.texts import practice as practice_texts
from bs_wizard.wizard.texts import while_waiting, words
from bs_wizard.wizard.texts.spelling import aloud

STILL_EVERY = 30.0
"""Seconds after which it is said again that the code still waits, and how long it is valid."""

ToTerminal = Callable[[tuple[str, ...]], object]
"""Shows lines to who sits at the terminal, where what is said goes elsewhere."""


def nowhere(lines: tuple[str, ...]) -> None:
    """Show nothing: who sits at the terminal reads what is said."""


class AuthoriseStep:
    """Gets tokens approved, one code after the other; ``to_terminal`` gets address and code too."""

    def __init__(
        self, prompter: Prompter, work: Work, requester: Requester, to_terminal: ToTerminal
    ) -> None:
        self.prompter = prompter
        self.work = work
        self.requester = requester
        self.to_terminal = to_terminal
        self._wait = Wait(work.clock.now())
        self._code = ""
        self._told = work.clock.now()
        self._typed = ""
        self._is_asked_again = False

    async def go_through(self, draft: Draft) -> Outcome:
        """Go through the step; what went wrong is raised only with nobody to ask.

        While the code waits, ``new``, ``back`` and ``quit`` can be typed, ``log`` and ``help`` too;
        in the demo Enter approves.
        """
        renew = False
        try:
            while (approved := await self._wait_for_approval(draft, renew=renew)) is None:
                renew = True
        except BsWizardError as error:
            if isinstance(error, Cancelled) or not self.prompter.interactive:
                raise
            self._wait = self._wait.ended(error, self.work.clock.now())
            if isinstance(error, SecretRefused) and self.work.current_login.pending:
                return self._ask_secret(error, draft)
            return self._after_refusal(error, draft)
        return approved

    async def _wait_for_approval(self, draft: Draft, *, renew: bool) -> Approved | None:
        """Show a code and wait; None where a new one was typed for."""
        self._typed = ""
        waiting = asyncio.ensure_future(self._poll(draft, renew=renew))
        try:
            with self._with_log(draft), self.prompter.listening(partial(self._take, waiting)):
                return await waiting
        except asyncio.CancelledError:
            if self._typed == "new":
                return None
            if self._typed == "back":
                raise WentBack from None
            if self._typed == "quit":
                raise Cancelled from None
            raise

    def _take(self, waiting: "asyncio.Future[Approved]", word: str) -> None:
        """Do what was typed while the code waits; to what means nothing say that it waits."""
        if word in {"new", "back", "quit"}:
            self._typed = word
            waiting.cancel()
        elif self.work.practice and word in {"", "approve"}:
            self.work.practice.approve()
        elif self._wait.is_open:
            self._say_still_waiting()

    async def _poll(self, draft: Draft, *, renew: bool) -> Approved:
        if renew or not self._wait.is_open:  # one that was left with "back" is shown again
            self._wait = self._wait.renewed(self.work.clock.now())
        self.prompter.discard_typeahead()
        async for event in self.work.authorise(draft, renew=renew):
            self._hear(event, draft)
            if isinstance(event, Approved):
                return event
        raise AssertionError("polling ends with an approval or an error")

    def _hear(self, event: DeviceCode | PollEvent, draft: Draft) -> None:
        before = self._wait.state
        self._wait = self._wait.heard(event, self.work.clock.now())
        state, say = self._wait.state, self.prompter.say
        if isinstance(event, DeviceCode):
            was_shown = self._is_asked_again and event.user_code == self._code
            self._is_asked_again = False
            if was_shown:  # and may be approved already
                say(while_waiting.ASKED_AGAIN)
            else:
                self._show(draft, event)
            return
        if state is WaitState.APPROVED:
            say("Approved.")
            return
        if state is WaitState.TRANSIENT and before is not WaitState.TRANSIENT:
            say(
                f"Network trouble: {self._wait.said.rstrip('.')}. Your approval is not lost; "
                f"the next try is in {words.spoken(self._wait.next_in)}."
            )
        if state is WaitState.PENDING and before is WaitState.TRANSIENT:
            say("The network is back. Still waiting for your approval.")
        if isinstance(event, Polled) and isinstance(event.reply, SlowDown):
            say(while_waiting.slowed(self._wait.pace))
        self._say_if_long_ago()

    def _show(self, draft: Draft, code: DeviceCode) -> None:
        found = addresses(draft.instance, code)
        say = self.prompter.say
        who = words.asked_by(self.requester, self.work.current_login.asked_at(code), draft)
        say("", "Step 3 of 4: Authorise.")
        if self._code and self._code != code.user_code:
            say(f"The code {self._code} no longer works.")
        if found.best:
            say("Open this address in a browser, on any device:", "")
            self.prompter.print_verbatim(found.best, "")
        if found.refused:
            say(refusal(draft.instance, found.refused))
        spelled = f"In words: {aloud(code.user_code)}."
        say(f"The page must show this code: {code.user_code}", spelled)
        if found.best and self.work.qr_output:
            say("The QR code of the address, until it is approved:")
            self.prompter.print_verbatim(shown(self.work.qr_output.file))
        say(who, f"Scopes: {words.scopes_label(draft.scopes)}.")
        say(words.WORKGROUP_FIRST, words.ONLY_YOURS)
        meanwhile = " Type new, log, back, help or quit." if self.prompter.hears else ""
        say(f"Waiting. The code is valid for {words.spoken(code.expires_in)}.{meanwhile}")
        self._say_who_approves()
        self.to_terminal((found.best or "", f"Code: {code.user_code}. {who}"))
        self._code, self._told = code.user_code, self.work.clock.now()

    def _say_if_long_ago(self) -> None:
        """Say that it still waits, half a minute after that was said last."""
        now, then = self.work.clock.now(), self._told
        if max(now.monotonic - then.monotonic, now.wall - then.wall) >= STILL_EVERY:
            self._say_still_waiting()

    def _say_still_waiting(self) -> None:
        now = self._told = self.work.clock.now()
        left = self._wait.left_at(now)
        about = round(left / STILL_EVERY) * STILL_EVERY if left > 2 * STILL_EVERY else left
        answer = (
            "BaseSpace still cannot be asked."
            if self._wait.state is WaitState.TRANSIENT
            else "Still waiting."
        )
        new = " Type new for another." if self._wait.ends_soon(now) and self.prompter.hears else ""
        self.prompter.say(f"{answer} The code is valid for another {words.spoken(about)}.{new}")
        self._say_who_approves()

    def _say_who_approves(self) -> None:
        """Say in the demo how the code is approved."""
        practice = self.work.practice
        if practice and (left := practice.seconds_left()) > 0:
            by_enter = self.prompter.hears
            self.prompter.say(practice_texts.aloud(practice.person, left, by_enter=by_enter))

    def _after_refusal(self, error: BsWizardError, draft: Draft) -> Outcome:
        self.prompter.show_error(error)
        where = fixed_at(error)
        question = "Ask for a new code" if where is Step.AUTHORISE else f"Go back to {where.value}"
        self.prompter.say("Type log for what was asked and answered.")
        with self._with_log(draft):
            again = self.prompter.confirm(question, default=True)
        return Back(to=where) if again else Leave(error)

    def _ask_secret(self, error: SecretRefused, draft: Draft) -> Back:
        """Ask for the client secret again; the code lives on."""
        self.prompter.show_error(error)
        self.prompter.say(while_waiting.SECRET_AGAIN)
        with self._with_log(draft):
            secret = ask_secret(self.prompter, "Client Secret", "Client Secret")
        self._is_asked_again = True
        return Back(
            AppGiven(draft.instance, draft.client_id, secret, draft.app_name), to=Step.AUTHORISE
        )

    def _with_log(self, draft: Draft) -> AbstractContextManager[None]:
        """Have ``log`` print what was asked and answered."""

        def print_log() -> None:
            log = report(self._wait, draft.instance.api_server, __version__)
            self.prompter.print_verbatim(*log.splitlines())

        return self.prompter.with_extra_command("log", print_log)
