"""A token that is not what was wanted, in a conversation: the nod, or revoking it."""

from dataclasses import dataclass

from bs_wizard.errors import NetworkError, ServerError
from bs_wizard.plain.prompter import Prompter
from bs_wizard.wizard.actions import revoke
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Step
from bs_wizard.wizard.texts import words


@dataclass(frozen=True)
class Unwanted:
    """Asks whether the token held is wanted after all; where it is not, what leads to another."""

    prompter: Prompter
    work: Work

    async def reject(self, draft: Draft) -> Back | None:
        """Go on from “that is not right”; None where the token is kept all the same."""
        self.prompter.say(words.OTHER_WORKGROUP, revoke.STILL_VALID)
        way = self.prompter.choose("What now", (revoke.REVOKE, revoke.KEEP))
        return await self._start_over(draft) if way == 1 else None

    async def nod(self, draft: Draft, name: str, differs: tuple[str, ...]) -> Back | bool:
        """Ask whether ``name`` shall stand for a token so different; False for another name."""
        self.prompter.say(revoke.differs_from(name), *differs, revoke.REPLACED)
        last = revoke.ANOTHER_TOKEN if draft.token_is_users_own else revoke.REVOKE
        way = self.prompter.choose("What now", (revoke.ANOTHER_NAME, revoke.SAVE_ANYWAY, last))
        if way < 3:
            return way == 2
        if draft.token_is_users_own:
            return Back(to=Step.APP)
        return await self._start_over(draft) or False

    async def _start_over(self, draft: Draft) -> Back | None:
        over = Back(to=Step.AUTHORISE, without_token=True)
        while True:
            try:
                await revoke.revoke(draft, self.work)
            except (NetworkError, ServerError) as error:
                self.prompter.say(error.message, revoke.NOT_REVOKED)
                way = self.prompter.choose(
                    "What now", ("Try again", revoke.START_OVER, revoke.KEEP)
                )
                if way == 3:
                    return None
                if way == 2:
                    await self.work.give_up()
                    return over
            else:
                self.prompter.say(revoke.REVOKED)
                return over
