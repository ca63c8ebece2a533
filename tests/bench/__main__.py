"""``uv run python -m tests.bench``: measures the installed program, and prints tables of ratios.

The wheel is built and installed alone; the programs it is measured by join where they are
installed. All of a table is run in turn, so its ratios hold on a busy machine too.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bs_wizard.simulator import Settings, Simulator
from tests.bench import empty_app, homes
from tests.bench.homes import NAME
from tests.bench.installed import Installed, install
from tests.bench.processes import Program, all_at_once, medians, seconds
from tests.bench.screens import first_key, first_paint, screen
from tests.support.peak import peak_of
from tests.support.programs import bare_environment

MANY = 10_000
TILES = 1000
AT_ONCE = 200
INTERVAL = 1
"""Seconds between two polls, as the simulator asks for."""
WAITING = 20.0
"""Seconds for which the waiting screen is watched."""


class Places:
    """The homes that are measured in, each as an environment."""

    def __init__(
        self, made: Installed, folder: Path, simulator: Simulator, stack: ExitStack
    ) -> None:
        bare = bare_environment(folder)
        self.empty = {**bare, "BS_WIZARD_HOME": str(folder / "empty")}
        self.keyring = stack.enter_context(homes.in_keyring(made, folder / "keyring", simulator))
        self.vault = homes.in_vault(made, bare, folder / "vault", simulator)
        self.unlocked = homes.unlocked(made, bare, folder / "unlocked", simulator)
        self.tiles = homes.with_many(bare, folder / "tiles", TILES)
        self.many = homes.with_many(bare, folder / "many", MANY)


def main() -> None:
    """Measure all, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=21, help="of each command; 21 if not given")
    runs = parser.parse_args().runs
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        made = install(folder / "installed")
        simulator = stack.enter_context(Simulator(Settings(interval=INTERVAL)))
        places = Places(made, folder, simulator, stack)
        _print(f"{_machine()}. Medians of {runs} runs.\n")
        _commands(made, places, runs)
        _first_paint(made, places, max(3, runs // 2))
        _waiting(made, places, simulator, folder)
        _approval(made, places, simulator, folder)
        _writers(made, places, simulator)


def _commands(made: Installed, places: Places, runs: int) -> None:
    def ours(env: Mapping[str, str], *argv: str) -> Program:
        return Program((made["bs-wizard"], *argv), env)

    programs = {
        "`python -c pass`": Program((made["python"], "-c", "pass"), places.empty),
        "`--help`": ours(places.vault, "--help"),
        "`list`": ours(places.vault, "list"),
        f"`list` of {MANY:,}": ours(places.many, "list"),
        f"describing one of {MANY:,}": ours(places.many, "describe", "lab-7", "nightly"),
        "`show`": ours(places.vault, "show", NAME),
        "`env`, vault with a key file": ours(places.vault, "env", NAME),
        "running `true`, vault with a key file": ours(places.vault, "run", NAME, "--", "true"),
        "`token`, vault with a key file": ours(places.vault, "token", NAME),
        "`token`, vault unlocked": ours(places.unlocked, "token", NAME),
        "`token`, keyring": ours(places.keyring, "token", NAME),
        "`keyring get`": Program((made["keyring"], "get", "bs-wizard", NAME), places.keyring),
    }
    if found := shutil.which("secret-tool"):
        lookup = ("lookup", "service", "bs-wizard", "username", NAME)
        programs["`secret-tool lookup`"] = Program((found, *lookup), places.keyring)
    if found := shutil.which("gh"):
        env = {**places.empty, "GH_TOKEN": "", "GH_CONFIG_DIR": places.empty["BS_WIZARD_HOME"]}
        gh = Program((found, "auth", "token"), env)
        given_gh(env)
        programs["`gh auth token`, from its file"] = gh
    found_medians = medians(_each(seconds, programs), runs)
    base, get = found_medians["`python -c pass`"], found_medians["`keyring get`"]
    _table(
        ("command", "ms", "x `python -c pass`", "x `keyring get`", "peak MiB"),
        [
            (name, _ms(took), _x(took / base), _x(took / get), str(peak_of(one.env, one.argv)[0]))
            for (name, one), took in zip(programs.items(), found_medians.values(), strict=True)
        ],
    )


def given_gh(env: Mapping[str, str]) -> None:
    """Give gh a token in its file, which it takes without asking anybody."""
    folder = Path(env["GH_CONFIG_DIR"])
    folder.mkdir(exist_ok=True)
    (folder / "hosts.yml").write_text("github.com:\n    oauth_token: none\n    user: none\n")


def _first_paint(made: Installed, places: Places, runs: int) -> None:
    empty = Program((made["python"], empty_app.__file__), places.empty)
    alone = (made["bs-wizard"],)
    painted = {
        "an empty Textual app": (empty, empty_app.TEXT),
        "the wizard": (Program(alone, places.empty), "A BaseSpace credential"),
        "one credential": (Program(alone, places.vault), NAME),
        f"{TILES:,} credentials": (Program(alone, places.tiles), "lab-0"),
        "`--plain`, its first line": (Program((*alone, "--plain"), places.empty), "BaseSpace"),
    }
    paints = medians({name: partial(first_paint, *each) for name, each in painted.items()}, runs)
    keys = medians(
        {name: partial(first_key, *painted[name], "?") for name in list(painted)[1:-1]},
        max(3, runs // 2),
    )
    base = paints["an empty Textual app"]
    _table(
        ("first paint", "ms", "x an empty Textual app", "first key to paint, ms"),
        [
            (name, _ms(took), _x(took / base), _ms(keys[name]) if name in keys else "")
            for name, took in paints.items()
        ],
    )


def _waiting(made: Installed, places: Places, simulator: Simulator, folder: Path) -> None:
    asked = _asked(simulator, folder)
    login = Program((made["bs-wizard"], "login", "waited", *asked), places.vault)
    with screen(login) as shown:
        shown.shows("Start")
        shown.spawned.send("\r")
        shown.shows("not approved yet")
        shown.rest(3)
        before = (shown.count, shown.processor_seconds)
        shown.rest(WAITING)
        drawn, worked = shown.count - before[0], shown.processor_seconds - before[1]
        simulator.approve()
        shown.shows("Description")
        shown.spawned.send("\r")
        shown.spawned.send("\r")
        shown.shows("Finish")
        shown.spawned.send("\r")
        shown.ends()
        _table(
            ("on the screen, while it waits", ""),
            [
                ("bytes to the terminal a second", f"{drawn / WAITING:.0f}"),
                ("of one core", f"{worked / WAITING:.1%}"),
                (f"bytes of a whole login, {WAITING + 3:.0f} s of waiting", f"{shown.count:,}"),
            ],
        )


def _approval(made: Installed, places: Places, simulator: Simulator, folder: Path) -> None:
    asked = _asked(simulator, folder)
    argv = (made["bs-wizard"], "login", "told", "--json", "--store", "vault", *asked)
    polled = len(simulator.polls)
    with subprocess.Popen(argv, env=places.vault, stdout=subprocess.PIPE, text=True) as login:
        assert login.stdout is not None
        for line in login.stdout:
            if json.loads(line)["event"] == "code":
                break
        shown = time.perf_counter()
        time.sleep(4.5)
        approved = time.perf_counter()
        simulator.approve()
        login.stdout.read()
    took = time.perf_counter() - approved
    needed = int((approved - shown) / INTERVAL) + 1
    _table(
        ("`login --json`, asked to poll every second", ""),
        [
            ("approval to saved, the program's end included", f"{took:.2f} s"),
            ("polls made / needed", f"{len(simulator.polls) - polled} / {needed}"),
        ],
    )


def _writers(made: Installed, places: Places, simulator: Simulator) -> None:
    token = Program((made["bs-wizard"], "token", NAME), places.vault)
    alone = min(seconds(token) for _ in range(5))
    with _writing(Program((made["bs-wizard"], "describe", NAME, "again"), places.vault)) as wrote:
        took = all_at_once(token, AT_ONCE, simulator.owner_token)
    _table(
        (f"{AT_ONCE} `token` at once, while another process writes", ""),
        [
            ("all right, in", f"{took:.1f} s"),
            ("x one after the other", f"{took / (alone * AT_ONCE):.2f}"),
            ("writes meanwhile", str(len(wrote))),
        ],
    )


@contextmanager
def _writing(program: Program) -> Iterator[list[float]]:
    """Run the program again and again meanwhile; what is yielded grows by one for each run."""
    done: list[float] = []
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            done.append(seconds(program))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield done
    finally:
        ended.set()
        writer.join()


def _asked(simulator: Simulator, folder: Path) -> tuple[str, ...]:
    secret = folder / "client-secret"
    secret.touch(mode=0o600)
    secret.write_text(simulator.client_secret, encoding="utf-8")
    at = ("--api-server", simulator.api_server, "--client-id", simulator.client_id)
    return (*at, "--client-secret-file", str(secret), "--preset", "look")


def _each(
    measure: Callable[[Program], float], programs: Mapping[str, Program]
) -> dict[str, Callable[[], float]]:
    return {name: partial(measure, program) for name, program in programs.items()}


def _machine() -> str:
    system, python = f"{platform.system()} {platform.machine()}", platform.python_version()
    return f"{system}, {os.cpu_count()} cores, Python {python}"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    for line in (head, ("---",) * len(head), *rows):
        _print(f"| {' | '.join(line)} |")
    _print()


def _print(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _ms(took: float) -> str:
    return f"{took * 1000:.0f}"


def _x(ratio: float) -> str:
    return f"{ratio:.2f}"


if __name__ == "__main__":
    main()
