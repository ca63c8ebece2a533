"""``python -m bs_wizard``."""

from bs_wizard.cli.main import entry

entry()
