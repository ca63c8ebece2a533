"""The full-screen front end: the only folder that imports Textual."""

import os

from bs_wizard.terminal import facts

if facts.is_remote():
    # How long Textual waits after ESC for the rest of a key, in milliseconds; it reads this when it
    # is imported. A line over SSH may bring the two parts of an arrow key far apart.
    os.environ.setdefault("ESCDELAY", "400")
