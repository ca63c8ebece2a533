"""The Authorise step in a conversation: the code, then what is worth saying until approval."""

from collections.abc import Callable

from bs_wizard import __version__
from bs_wizard.basespace.device_flow import Approved, Polled, PollEvent
from bs_wizard.basespace.replies import DeviceCode, SlowDown
from bs_wizard.errors import BsWizardError
from bs_wizard.plain.prompter import Prompter
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Back, Leave, Outcome, Step
from bs_wizard.wizard.journey.travel import fixed_at
from bs_wizard.wizard.rules.addresses import addresses, refusal
from bs_wizard.wizard.rules.wait import LITTLE_LEFT, Wait, WaitState, report
from bs_wizard.wizard.texts import words
from bs_wizard.wizard.texts.spelling import aloud

TOLD_AT = (900.0, 300.0, LITTLE_LEFT)
"""Seconds before the end of a code at which the time left is said, each once."""

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
        self._told_left = 0.0

    async def go_through(self, draft: Draft) -> Outcome:
        """Go through the step; what went wrong is raised only with nobody to ask."""
        self._wait = self._wait.renewed(self.work.clock.now())
        self.prompter.discard_typeahead()
        try:
            async for event in self.work.authorise(draft, renew=bool(self._code)):
                self._hear(event, draft)
                if isinstance(event, Approved):
                    return event
        except BsWizardError as error:
            if not self.prompter.interactive:
                raise
            self._wait = self._wait.ended(error, self.work.clock.now())
            return self._after_refusal(error, draft)
        raise AssertionError("polling ends with an approval or an error")

    def _hear(self, event: DeviceCode | PollEvent, draft: Draft) -> None:
        before = self._wait.state
        self._wait = self._wait.heard(event, self.work.clock.now())
        state, say = self._wait.state, self.prompter.say
        if isinstance(event, DeviceCode):
            self._show(draft, event)
            return
        if state is WaitState.APPROVED:
            say("Approved.")
            return
        if state is WaitState.TRANSIENT and before is not WaitState.TRANSIENT:
            say(
                f"Network trouble: {self._wait.said.rstrip('.')}. Your approval is not lost. "
                f"The next try is in {words.spoken(self._wait.next_in)}, and more will follow."
            )
        if state is WaitState.PENDING and before is WaitState.TRANSIENT:
            say("The network is back. Still waiting for your approval.")
        if isinstance(event, Polled) and isinstance(event.reply, SlowDown):
            say(
                "The server asked to slow down: "
                f"checking every {words.spoken(self._wait.pace)} from now on."
            )
        self._tell_time_left()

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
            say("The QR code of the address is in this file until it is approved:")
            self.prompter.print_verbatim(shown(self.work.qr_output.file))
        say(
            who,
            f"It asks for: {words.scopes_label(draft.scopes)}.",
            words.WORKGROUP_FIRST,
            words.ONLY_YOURS,
            f"Waiting for your approval. The code lasts {words.spoken(code.expires_in)}.",
        )
        self.to_terminal((found.best or "", f"Code: {code.user_code}. {who}"))
        self._code, self._told_left = code.user_code, code.expires_in / 2 + 1

    def _tell_time_left(self) -> None:
        """Say how long the code lasts, at few moments; what was slept through is not made up."""
        left = self._wait.left_at(self.work.clock.now())
        due = [at for at in TOLD_AT if left <= at < self._told_left]
        if not due:
            return
        self._told_left = min(due)
        if self._wait.ends_soon(self.work.clock.now()):
            then = " You can then have a new one." if self.prompter.interactive else ""
            self.prompter.say(f"The code expires in {words.spoken(left)}.{then}")
            return
        asked = f"{self.work.today().astimezone():%H:%M}"
        answer = (
            f"At {asked} BaseSpace still could not be asked."
            if self._wait.state is WaitState.TRANSIENT
            else f"At {asked} it was not approved yet."
        )
        self.prompter.say(f"{answer} The code lasts {words.spoken(round(left / 60) * 60)} more.")

    def _after_refusal(self, error: BsWizardError, draft: Draft) -> Outcome:
        self.prompter.show_error(error)
        where = fixed_at(error)
        question = "Ask for a new code" if where is Step.AUTHORISE else f"Go back to {where.value}"
        self.prompter.say("Type log to have what was asked and answered, as a text for a ticket.")
        log = report(self._wait, draft.instance.api_server, __version__).splitlines()
        with self.prompter.with_extra_command("log", lambda: self.prompter.print_verbatim(*log)):
            again = self.prompter.confirm(question, default=True)
        return Back(to=where) if again else Leave(error)
