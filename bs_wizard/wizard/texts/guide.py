"""Longer explanations of each step, shown for help by both front ends."""

from bs_wizard.wizard.journey.steps import Step

_COMMON = "Nothing is saved before the last step."

GUIDE: dict[Step, tuple[str, ...]] = {
    Step.STORE: (
        "A BaseSpace token works like a password and does not expire by itself. So it is kept in "
        "the system keyring (GNOME Keyring, KDE Wallet, macOS Keychain, Windows Credential "
        "Manager) or, where there is none, in an encrypted vault: never in a plain file. That is "
        "tested first, so that no token you approve is lost.",
        "Beside it, an index file remembers names, owners and scopes. No secret is in it.",
    ),
    Step.APP: (
        "BaseSpace gives tokens to applications. You register your own, once, in the developer "
        "portal; nobody reviews it. Its Credentials tab shows a Client Key (or client id) and a "
        "Client Secret. The secret is kept with the token and offered again next time.",
        "The instance is the BaseSpace you sign in to: your browser's address shows it. "
        "An Enterprise address such as mylab.basespace.illumina.com can be typed as it is.",
        "The same tab shows an Access Token. If you have that, no application is needed.",
    ),
    Step.SCOPES: (
        "A scope is a verb and an object. READ GLOBAL reads everything you can see; "
        "CREATE GLOBAL adds results but does not read; WRITE GLOBAL changes what is there.",
        "Ask for the least that does the job. A token that lacks a scope can be replaced later; "
        "one that has too much can do harm if it leaks.",
        "To hold a token to one project, narrow it: its number is in the project's address.",
    ),
    Step.AUTHORISE: (
        "Open the address in a browser that is signed in to BaseSpace, here or on a telephone. "
        "Choose the workgroup in its menu, compare the code, then press Accept.",
        "A failing network does no harm: your approval waits until the code expires.",
        "If you did not start this yourself, do not approve it: somebody may want your data.",
    ),
    Step.NAME: (
        "The token was used once, to ask BaseSpace whose it is, which workgroup owns it and what "
        "it may do. If that is the wrong workgroup, go back and approve again after switching.",
        "The name is what you type later: bs-wizard token NAME. Letters, digits, dots, hyphens "
        "and underscores will do.",
    ),
    Step.SAVE: (
        "The token goes to the keyring or the vault first, then the name to the index. If that "
        "fails now, the token is still held here: fix what is said and try again, or take "
        "another place.",
    ),
}

SAVED = (
    "It is saved, and everything can be closed now. The lines on this screen show how other "
    "programs get the token; they are shown again by u, once bs-wizard is opened on its "
    "credentials.",
    "bs-wizard alone opens on your credentials: there one is verified, renamed or removed. "
    "bs-wizard list names them.",
    "It does not expire by itself. Remove it with “revoke” as soon as nobody needs it.",
)

TILES = (
    "Each tile is a credential that is stored here: what it is for, whose it is, what it may do, "
    "when it was verified. The keys act on the one with the thick frame. The default is the one "
    "that is used when none is named.",
    "The filter keeps the tiles in which every word that you type occurs somewhere: in the name, "
    "the description, the owner, the workgroup, the instance or the scopes.",
)


def explain(step: Step) -> tuple[str, ...]:
    """Return the paragraphs that explain ``step``."""
    return (*GUIDE[step], _COMMON)
