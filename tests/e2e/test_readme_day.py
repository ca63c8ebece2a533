"""“A day with a credential”: the script of the README, as it stands there, in the line it gives."""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import leaks
from tests.support.programs import PATIENCE, needs, until
from tests.support.readme import fenced, section

HEADING = "A day with a credential"
WANTED = (
    "3 projects",
    r"for http://127\.0\.0\.1:\d+/ a token: True",
    r"lab: good\. .*",
    "the second home: exit status 9",
    "status 401",
)


@needs("bash", "dbus-run-session", "gnome-keyring-daemon")
def test_the_day_of_the_readme(tmp_path: Path) -> None:
    (line,) = re.findall(r"^    (env -i .*)$", section(HEADING), re.M)
    (tmp_path / "day.sh").write_text(fenced(HEADING, "bash"))
    (tmp_path / ".venv").symlink_to(sys.prefix)
    # A socket's path is at most 107 bytes, and pytest's folders are long.
    with TemporaryDirectory(prefix="day-") as short:
        done = subprocess.run(
            ("bash", "-c", line),
            cwd=tmp_path,
            env={**os.environ, "TMPDIR": short},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert re.fullmatch("\n".join(WANTED), done.stdout.strip()), done.stdout
        assert not re.findall(r"[0-9a-f]{32}", done.stdout + done.stderr), "nobody saw a secret"
        until(lambda: not leaks.in_processes({"the home": short}), "all that it started to end")
