"""Tokens that lie in clear in the settings files of Illumina's programs, to be taken over."""

from bs_wizard.background import in_thread
from bs_wizard.basespace.bs_settings import SettingsFile, found_in
from bs_wizard.basespace.instances import DEFAULT, read_address
from bs_wizard.errors import BsWizardError
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.steps import TokenGiven
from bs_wizard.wizard.rules.paste_checks import secret_in

MOST_OFFERED = 2
"""Files that the App step lists; ``bs-wizard import`` takes them all."""


async def not_stored(work: Work) -> tuple[SettingsFile, ...]:
    """Return the files whose token is stored under no name yet; none where that is not known."""
    home = work.person_home
    if home is None:
        return ()

    def look() -> tuple[SettingsFile, ...]:
        files = found_in(home)
        known = {each.fingerprint for each in work.credentials.all()} if files else set()
        return tuple(each for each in files if each.settings.token.fingerprint not in known)

    try:
        return await in_thread(look)
    except BsWizardError:  # an index that cannot be used: the store check says it
        return ()


def given(file: SettingsFile) -> TokenGiven:
    """Return the file's token as an answer; UsageError for what is no token or no address."""
    server, where = file.settings.server, shown(file.path)
    token = secret_in(file.settings.token.reveal(), "Access Token", where)
    return TokenGiven(read_address(server) if server else DEFAULT, token)
