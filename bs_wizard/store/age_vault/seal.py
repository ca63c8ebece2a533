"""The seal of the list of who can read the vault: whoever lacks the vault's key cannot make one.

It is an HMAC-SHA256 under a key that HKDF derives from the private half of the identity, so that it
takes no further secret, and no file that a stranger could encrypt to the vault's public half in
place of ours. An identity that is kept, under another passphrase or in another place, keeps it. Of
an SSH key the seed is taken rather than the file, whose comment may be changed.
"""

import hmac
import json
from collections.abc import Sequence

from bs_wizard.store.age_vault.format import AgeIdentity
from bs_wizard.store.age_vault.passphrase_file import derived

_PURPOSE = b"bs-wizard: who can read the vault, version 1"


def seal(identity: AgeIdentity, own: str, lists: Sequence[Sequence[dict[str, str]]]) -> str:
    """Return the seal of the lists, in hexadecimal; ``own`` says which of the identity's keys.

    ValueError when ``own`` is none of them.
    """
    private = identity.private[identity.recipients.index(own)]
    key = derived(private.reveal().encode(), b"", _PURPOSE)
    return hmac.digest(key, json.dumps([own, *lists]).encode(), "sha256").hex()
