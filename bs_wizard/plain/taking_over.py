"""Taking tokens over from the settings files of Illumina's programs, one after another."""

from dataclasses import dataclass, replace

from bs_wizard.basespace.bs_settings import SettingsFile
from bs_wizard.errors import UsageError
from bs_wizard.plain.name_step import NameStep
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.plain.store_step import prove_store, save
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index.records import Credential, check_name
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Named, Step, StoreFacts
from bs_wizard.wizard.texts import words
from bs_wizard.wizard.texts.guide import explain


@dataclass
class TakingOver:
    """Verifies tokens, says whose they are, names and stores them; the store is proved once."""

    prompter: Prompter
    work: Work
    facts: StoreFacts | None = None

    async def take(self, file: SettingsFile) -> Credential | None:
        """Return the credential that the file's token became; None where a person went back.

        Raises what checking and saving it raise, UsageError for what is no token or address.
        """
        draft = await self._draft(file)
        draft = replace(draft, identity=await self.work.check(draft))
        step = NameStep(self.prompter, self.work, heading=f"{shown(file.path)}:")
        try:
            aid = self.prompter.with_extra_command("help", self._help)
            with aid:
                named = await step.go_through(draft)
                if not isinstance(named, Named):
                    return None
                draft = draft.take(named)
                credential, title = await save(self.prompter, self.work, draft)
        except WentBack:
            return None
        self.prompter.say(words.saved_for(credential, title))
        return credential

    async def _draft(self, file: SettingsFile) -> Draft:
        given = plain_files.given(file)
        if self.facts is None:
            self.facts = await prove_store(self.prompter, self.work)
            self.prompter.say(*words.store_account(self.facts))
        return Draft(store=self.facts, name=await self._name(file)).take(given)

    async def _name(self, file: SettingsFile) -> str:
        """Return the file's name, if it says anything and is free; else one is made later."""
        name = file.path.stem
        try:
            is_good = name != "default" and check_name(name) == name
        except UsageError:
            return ""
        return name if is_good and not await self.work.find(name) else ""

    def _help(self) -> None:
        self.prompter.say(*explain(Step.NAME))
