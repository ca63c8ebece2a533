"""A new passphrase is typed twice: the rule, and asking until it is kept."""

from collections.abc import Callable

from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import check_passphrase
from bs_wizard.wizard.texts import words


def require_same(first: Secret, second: Secret) -> Secret:
    """Return it; UsageError where the second is another."""
    if first != second:
        raise UsageError("The passphrases do not match.", "Type the same one twice.")
    return first


def ask_twice(ask: Callable[[str], Secret], tell: Callable[[UsageError], object]) -> Secret:
    """Ask until a passphrase is strong, and was typed the same twice."""
    while True:
        try:
            first = check_passphrase(ask(words.NEW_PASSPHRASE))
            return require_same(first, ask(words.REPEAT_PASSPHRASE))
        except UsageError as error:
            tell(error)
