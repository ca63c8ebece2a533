"""The credentials there are, line by line: a numbered list, and what can be done with one."""

from collections.abc import Awaitable, Callable

from bs_wizard.background import in_thread, to_completion
from bs_wizard.care.credential_actions import CredentialActions, CredentialList, NextStep, Wish
from bs_wizard.errors import BsWizardError, Cancelled, TokenElsewhere, UsageError
from bs_wizard.handover.files import Given
from bs_wizard.handover.programs import export, with_files
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential
from bs_wizard.wizard.rules.filtering import MANY, matching
from bs_wizard.wizard.texts import credential_texts
from bs_wizard.wizard.texts.consumers import consumers
from bs_wizard.wizard.texts.credential_texts import Way

_HELP = (
    "Choose a credential, then what to do with it, by number or first word. The default is used "
    "when none is named.",
    "back leads to the question before, quit leaves.",
)
_NONE = "-"
"""Typed for no description: Enter alone keeps the one there is."""


class CareMenu:
    """A conversation about the credentials of ``actions``."""

    def __init__(self, prompter: Prompter, actions: CredentialActions) -> None:
        self.prompter = prompter
        self.actions = actions

    async def run(self) -> Wish:
        """Do what is asked for until it is a new credential, a new token, or nothing more.

        Raises what reading the index does.
        """
        self.prompter.say("Your BaseSpace credentials.")
        touched = False
        with self.prompter.with_extra_command("help", lambda: self.prompter.say(*_HELP)):
            while True:
                listed = await self.actions.read()
                try:
                    chosen = self._choose(listed, leave_first=touched)
                    if isinstance(chosen, NextStep):
                        return chosen
                    touched = True
                    self.prompter.say("")
                    if await self._tend(chosen, listed):
                        return chosen
                except (WentBack, Cancelled):
                    return NextStep.LEAVE

    def _choose(self, listed: CredentialList, *, leave_first: bool) -> Credential | NextStep:
        found, now = listed.credentials, self.actions.now()
        if len(found) >= MANY:
            found = self._look_for(found)
        options = [
            f"{each.name}{', the default' if each.name == listed.default else ''}: "
            f"{credential_texts.user_name(each.user)}; "
            f"{credential_texts.workgroup(each.workgroup)}; {each.instance}; "
            f"{credential_texts.checked(each, now)}"
            for each in found
        ]
        options += ["New credential", "Leave"]
        names = [each.name for each in found]
        at_first = names.index(listed.default) + 1 if listed.default in names else 1
        default = len(options) if leave_first else at_first
        number = self.prompter.choose("Which one", options, default)
        if number > len(found):
            return NextStep.NEW if number == len(found) + 1 else NextStep.LEAVE
        return found[number - 1]

    def _look_for(self, stored: tuple[Credential, ...]) -> tuple[Credential, ...]:
        """Ask for words that those to list hold; nobody listens to a hundred lines first."""
        while True:
            typed = self.prompter.ask("A part of its name, owner or scopes, or Enter for all")
            if found := matching(stored, typed):
                return found
            if typed.casefold() == "new":  # the option that every list ends with
                return ()
            self.prompter.say(f"No credential has “{typed}”.")

    async def _tend(self, one: Credential, listed: CredentialList) -> bool:
        """Ask what to do with one, and do it; ``back`` leads to the list.

        Returns whether it is to have a new token, which is a journey's work.
        """
        does: dict[str, Callable[[], Awaitable[None]]] = {
            "use": lambda: self._use(one),
            "verify": lambda: self._verify(one),
            "export": lambda: self._export(one),
            "move": lambda: self._move(one),
            "rename": lambda: self._rename(one),
            "describe": lambda: self._describe(one),
            "make_default": lambda: self._make_default(one),
            "remove": lambda: self._remove(one, listed.sharing(one)),
            "show": lambda: self._tell(one, is_default=one.name == listed.default),
        }
        words = [each.word for each in credential_texts.ACTIONS] + ["show", "back"]
        titles = [each.title for each in credential_texts.ACTIONS] + ["Show all about it", "Back"]
        try:
            number = self.prompter.choose(f"What to do with {one.name}", titles, names=words)
            word = words[number - 1]
            if word == "rotate":
                return True
            if word in does:
                await does[word]()
        except WentBack:
            pass
        except BsWizardError as error:
            if isinstance(error, Cancelled):
                raise
            self.prompter.show_error(error)
        self.prompter.say("")
        return False

    async def _use(self, one: Credential) -> None:
        pages = consumers(one)
        number = self.prompter.choose("For what", [each.title for each in pages])
        for way in pages[number - 1].ways:
            if way.is_token:
                way = Way(f"{way.purpose}, which this prints", (f"bs-wizard token {one.name}",))
            tell_ways(self.prompter, (way,))

    async def _export(self, one: Credential) -> None:
        self.prompter.say(credential_texts.EXPORTING)
        files = with_files()
        options = [*(title for _, title in files), credential_texts.DO_NOT]
        names = [*(to for to, _ in files), "back"]
        number = self.prompter.choose("Export it for", options, len(options), names)
        if number > len(files):
            return
        given = Given.of(one, await self.actions.token(one))
        self.prompter.say(*await in_thread(lambda: export(files[number - 1][0], given)))

    async def _move(self, one: Credential) -> None:
        to = credential_texts.other_store(one)
        self.prompter.say(credential_texts.MOVING[to])
        if self.prompter.confirm(f"Move {one.name} to the {to}", default=False):
            self.prompter.say(credential_texts.moved(await self.actions.move(one, to)))

    async def _tell(self, one: Credential, *, is_default: bool) -> None:
        details = credential_texts.details(one, is_default)
        self.prompter.say(*(f"{label}: {text}" for label, text in details if text != "-"))

    async def _verify(self, one: Credential) -> None:
        self.prompter.say(f"Asking BaseSpace about {one.name}.")
        found = await self.actions.verify(one)
        self.prompter.say(
            credential_texts.verified(one.name, found.scopes_missing, found.unrecorded, found.sees)
        )

    async def _make_default(self, one: Credential) -> None:
        await self.actions.make_default(one)
        self.prompter.say(credential_texts.made_default(one.name))

    async def _rename(self, one: Credential) -> None:
        new = await self._taken("New name", one.name, lambda name: self.actions.rename(one, name))
        self.prompter.say(credential_texts.renamed(one.name, new.name))

    async def _describe(self, one: Credential) -> None:
        def describe(text: str) -> Awaitable[Credential]:
            if len(text) > DESCRIPTION_LIMIT:
                raise UsageError(
                    f"That has {len(text)} characters; {DESCRIPTION_LIMIT} can be kept.",
                    "Type a shorter one.",
                )
            return self.actions.describe(one, "" if text == _NONE else text)

        question = "What it is for, or - for nothing" if one.description else "What it is for"
        await self._taken(question, one.description, describe)
        self.prompter.say(credential_texts.described(one.name))

    async def _taken(
        self, question: str, now: str, change: Callable[[str], Awaitable[Credential]]
    ) -> Credential:
        """Ask until ``change`` takes the answer."""
        while True:
            try:
                return await change(self.prompter.ask(question, now))
            except Cancelled:
                raise
            except BsWizardError as error:
                self.prompter.show_error(error)

    async def _remove(self, one: Credential, sharing: tuple[str, ...]) -> None:
        self.prompter.say(*credential_texts.removing(sharing))
        labels = [label for _, label in credential_texts.REMOVE_ANSWERS]
        number = self.prompter.choose(f"How should {one.name} be removed", labels)
        answer, _ = credential_texts.REMOVE_ANSWERS[number - 1]
        if answer == "keep":
            return
        self.prompter.say(f"Removing {one.name}.")
        revoke = answer == "revoke"
        try:
            await self._removed(one, revoke=revoke)
        except TokenElsewhere as error:
            if revoke:
                raise
            self.prompter.say(error.message, credential_texts.REMOVING_RECORD)
            if self.prompter.confirm(credential_texts.REMOVE_RECORD, default=False):
                await self._removed(one, revoke=False, elsewhere=True)
                self.prompter.say(credential_texts.removed_record(one.name))
        else:
            self.prompter.say(credential_texts.removed(one.name, revoked=revoke, sharing=sharing))

    async def _removed(self, one: Credential, *, revoke: bool, elsewhere: bool = False) -> None:
        await to_completion(
            self.actions.remove(one, revoke=revoke, elsewhere=elsewhere),
            lambda: self.prompter.say("", "It is being removed, and that is finished first."),
        )


def tell_ways(prompter: Prompter, ways: tuple[credential_texts.Way, ...]) -> None:
    """Say ways to use a credential; the lines to type are given whole."""
    for way in ways:
        prompter.say(f"{way.purpose}:")
        prompter.print_verbatim(*(f"  {line}" for line in way.lines))
