"""Pilot tests are here."""

from tests.support.pilot_fixtures import (  # noqa: F401
    drawn_when_read,
    enter_alone_destroys_nothing,
    fine_waits,
    sheets_are_read_once,
)
