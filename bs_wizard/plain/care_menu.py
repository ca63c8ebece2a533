"""The credentials there are, line by line: a numbered list, and what can be done with one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bs_wizard.background import to_the_end
from bs_wizard.care.credential_actions import Shelf, Shelved, Wish
from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.plain.prompter import Talk, WentBack
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential
from bs_wizard.wizard.texts import looking_after, words

_HELP = (
    "Type the number of a credential, then the number of what to do with it. The default is the "
    "one that is used when none is named.",
    "Back leads to the question before, and quit leaves.",
)
_NONE = "-"
"""Typed for no description: Enter alone keeps the one there is."""


@dataclass(frozen=True)
class Caring:
    """A conversation about the credentials on a shelf."""

    talk: Talk
    shelf: Shelf

    async def until(self) -> Wish:
        """Do what is asked for until it is a new credential, or nothing more.

        Raises what reading the index does.
        """
        self.talk.say(
            "Your BaseSpace credentials. At any question you can type back, help or quit."
        )
        touched = False
        with self.talk.offering("help", lambda: self.talk.say(*_HELP)):
            while True:
                shelved = await self.shelf.read()
                try:
                    chosen = self._choose(shelved, leave_first=touched)
                    if isinstance(chosen, Wish):
                        return chosen
                    touched = True
                    self.talk.say("")
                    await self._tend(chosen, is_default=chosen.name == shelved.default)
                except (WentBack, Cancelled):
                    return Wish.LEAVE

    def _choose(self, shelved: Shelved, *, leave_first: bool) -> Credential | Wish:
        found, now = shelved.credentials, self.shelf.now()
        options = [
            f"{each.name}{', the default' if each.name == shelved.default else ''}: "
            f"{words.user_name(each.user)}; {words.workgroup(each.workgroup)}; "
            f"{each.instance}; {looking_after.checked(each, now)}"
            for each in found
        ]
        options += ["Get a new credential", "Leave"]
        names = [each.name for each in found]
        at_first = names.index(shelved.default) + 1 if shelved.default in names else 1
        default = len(options) if leave_first else at_first
        number = self.talk.choose("Which one", options, default)
        if number > len(found):
            return Wish.NEW if number == len(found) + 1 else Wish.LEAVE
        return found[number - 1]

    async def _tend(self, one: Credential, *, is_default: bool) -> None:
        """Ask what to do with one, and do it; ``back`` leads to the list."""
        ways: tuple[tuple[str, Callable[[], Awaitable[None]] | None], ...] = (
            ("Say how to use it", lambda: self._use(one)),
            ("Tell all that is known of it", lambda: self._tell(one, is_default=is_default)),
            ("Ask BaseSpace whether its token is still good", lambda: self._verify(one)),
            ("Rename it", lambda: self._rename(one)),
            ("Describe what it is for", lambda: self._describe(one)),
            ("Make it the default", lambda: self._make_default(one)),
            ("Remove it", lambda: self._remove(one)),
            ("Back to the list", None),
        )
        try:
            number = self.talk.choose(f"What shall be done with {one.name}", [w for w, _ in ways])
            if (do := ways[number - 1][1]) is not None:
                await do()
        except WentBack:
            pass
        except BsWizardError as error:
            if isinstance(error, Cancelled):
                raise
            self.talk.complain(error)
        self.talk.say("")

    async def _use(self, one: Credential) -> None:
        tell_ways(self.talk, words.usage(one))

    async def _tell(self, one: Credential, *, is_default: bool) -> None:
        details = words.details(one, is_default)
        self.talk.say(*(f"{label}: {text}" for label, text in details if text != "-"))

    async def _verify(self, one: Credential) -> None:
        self.talk.say(f"Asking BaseSpace about {one.name}.")
        found = await self.shelf.verify(one)
        self.talk.say(looking_after.verified(one.name, found.scopes_missing, found.unrecorded))

    async def _make_default(self, one: Credential) -> None:
        await self.shelf.make_default(one)
        self.talk.say(looking_after.made_default(one.name))

    async def _rename(self, one: Credential) -> None:
        new = await self._taken("New name", one.name, lambda name: self.shelf.rename(one, name))
        self.talk.say(looking_after.renamed(one.name, new.name))

    async def _describe(self, one: Credential) -> None:
        def describe(text: str) -> Awaitable[Credential]:
            if len(text) > DESCRIPTION_LIMIT:
                raise UsageError(
                    f"That has {len(text)} characters; {DESCRIPTION_LIMIT} can be kept.",
                    "Type a shorter one.",
                )
            return self.shelf.describe(one, "" if text == _NONE else text)

        question = "What it is for, or - for nothing" if one.description else "What it is for"
        await self._taken(question, one.description, describe)
        self.talk.say(looking_after.described(one.name))

    async def _taken(
        self, question: str, now: str, change: Callable[[str], Awaitable[Credential]]
    ) -> Credential:
        """Ask until ``change`` takes the answer."""
        while True:
            try:
                return await change(self.talk.ask(question, now))
            except Cancelled:
                raise
            except BsWizardError as error:
                self.talk.complain(error)

    async def _remove(self, one: Credential) -> None:
        self.talk.say(looking_after.REMOVING)
        labels = [label for _, label in looking_after.REMOVE_ANSWERS]
        number = self.talk.choose(f"How shall {one.name} be removed", labels)
        answer, _ = looking_after.REMOVE_ANSWERS[number - 1]
        if answer == "keep":
            return
        self.talk.say(f"Removing {one.name}.")
        wait = lambda: self.talk.say("", "It is being removed, and that is finished first.")  # noqa: E731
        revoke = answer == "revoke"

        async def removing() -> None:
            await self.shelf.remove(one, revoke)

        await to_the_end(removing(), wait)
        self.talk.say(looking_after.removed(one.name, revoked=revoke))


def tell_ways(talk: Talk, ways: tuple[words.Way, ...]) -> None:
    """Say ways to use a credential; the lines to type are given whole."""
    for way in ways:
        talk.say(f"{way.purpose}:")
        talk.give(*(f"  {line}" for line in way.lines))
