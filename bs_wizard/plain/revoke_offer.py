"""A token that is not what was wanted, in a conversation: the nod, or revoking it."""

from bs_wizard.errors import NetworkError, ServerError
from bs_wizard.plain.prompter import Prompter
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Step
from bs_wizard.wizard.texts import unwanted_token, words


class RevokeOffer:
    """Asks whether the token held is wanted after all; where it is not, what leads to another."""

    def __init__(self, prompter: Prompter, work: Work) -> None:
        self.prompter = prompter
        self.work = work

    async def reject(self, draft: Draft) -> Back | None:
        """Go on from “that is not right”; None where the token is kept all the same."""
        self.prompter.say(words.OTHER_WORKGROUP, unwanted_token.STILL_VALID)
        way = self.prompter.choose("What now", (unwanted_token.KEEP, unwanted_token.REVOKE))
        return await self._start_over(draft) if way == 2 else None

    async def nod(self, draft: Draft, name: str, differs: tuple[str, ...]) -> Back | bool:
        """Ask whether ``name`` should hold a token so different; False for another name."""
        self.prompter.say(unwanted_token.differs_from(name), *differs, unwanted_token.REPLACED)
        last = unwanted_token.ANOTHER_TOKEN if draft.token_is_users_own else unwanted_token.REVOKE
        way = self.prompter.choose(
            "What now", (unwanted_token.ANOTHER_NAME, unwanted_token.SAVE_ANYWAY, last)
        )
        if way < 3:
            return way == 2
        if draft.token_is_users_own:
            return Back(to=Step.APP)
        return await self._start_over(draft) or False

    async def _start_over(self, draft: Draft) -> Back | None:
        over = Back(to=Step.AUTHORISE, without_token=True)
        while True:
            try:
                await self.work.revoke(draft)
            except (NetworkError, ServerError) as error:
                self.prompter.say(error.message, unwanted_token.not_revoked(draft.instance))
                way = self.prompter.choose(
                    "What now", (unwanted_token.KEEP, "Try again", unwanted_token.START_OVER)
                )
                if way == 1:
                    return None
                if way == 3:
                    await self.work.current_login.drop()
                    return over
            else:
                self.prompter.say(unwanted_token.REVOKED)
                return over
