"""The applications that were used before, so that none need be typed again."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from bs_wizard.basespace.instances import DEFAULT, Instance, read_address
from bs_wizard.errors import UsageError
from bs_wizard.store.index.records import Application


@dataclass(frozen=True, slots=True)
class UsedApp:
    """An application used before."""

    instance: Instance
    client_id: str
    name: str
    application: Application


def known(applications: Iterable[Application], instance: Instance) -> tuple[UsedApp, ...]:
    """Return them in their order; where another instance than the default is meant, only its own.

    An address that somebody edited leads nowhere, and its application is passed over.
    """
    found = []
    for app in applications:
        with suppress(UsageError):
            where = read_address(app.api_server)
            found.append(UsedApp(where, app.client_id, app.name or "", app))
    return tuple(each for each in found if instance in {DEFAULT, each.instance})
