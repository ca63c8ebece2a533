"""A name to propose for a credential: who and where, in plain letters."""

import re
import unicodedata
from itertools import count

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import DEFAULT, Instance

_LONGEST = 40


def suggest(identity: Identity, instance: Instance, taken: tuple[str, ...]) -> str:
    """Return a name that is free and fits ``check_name``.

    It is the workgroup's, else the person's, in lower-case ASCII as far as there is any in it, with
    the instance behind it where that is not the default one.
    """
    base = _plain(identity.workgroup or "") or _plain(identity.user_name) or "basespace"
    if instance != DEFAULT and not instance.is_loopback:
        base = f"{base}-{_plain(instance.label)}"[:_LONGEST].rstrip("-")
    used = {name.casefold() for name in taken}
    if base not in used:
        return base
    return next(name for n in count(2) if (name := f"{base}-{n}") not in used)


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:_LONGEST].rstrip("-")
