"""The recipes of the README for workflows and batch jobs, as they stand there."""

import os
import shlex
import sys
from pathlib import Path

from bs_wizard.simulator import Simulator
from tests.store.age_homes import file_vault
from tests.support import leaks
from tests.support.another_user import as_another, can_become_another, folder_of_another
from tests.support.programs import WIZARD, Done, bare_environment, run, wizard
from tests.support.readme import fenced, indented

HEADING = "In a workflow and in a batch job"
BS = """#!/bin/sh
test "$BASESPACE_ACCESS_TOKEN" && echo "$BASESPACE_API_SERVER $*"
"""


def path_with(folder: Path) -> str:
    """Make a bs that tells its server and arguments; return a PATH with it and bs-wizard."""
    (folder / "bs").write_text(BS)
    (folder / "bs").chmod(0o755)
    return f"{folder}:{Path(sys.executable).parent}:/usr/bin:/bin"


def test_snakemake(tmp_path: Path) -> None:
    env = bare_environment(tmp_path) | {"PATH": path_with(tmp_path)}
    file_vault(Path(env["BS_WIZARD_HOME"]))
    work = tmp_path / "work"
    work.mkdir()
    (work / "Snakefile").write_text(fenced(HEADING, "python"))
    (line,) = [each for each in indented(HEADING) if "snakemake" in each]
    with Simulator() as simulator:
        given = ("--with-token", "--api-server", simulator.api_server)
        assert wizard(env, "login", "lab", *given, given=simulator.owner_token).code == 0
        done = run(env, "sh", "-c", f"cd {shlex.quote(str(work))} && {line}")
    assert done.code == 0, done.said
    said = f"{simulator.api_server} list projects -f json\n"
    assert (work / "projects.json").read_text() == said
    secrets = {"the token": simulator.owner_token}
    assert leaks.in_text(secrets, done.said) == []
    assert leaks.in_files(secrets, work, Path(env["HOME"])) == []


def test_a_batch_job(tmp_path: Path) -> None:
    """Another user's, whose environment is empty and whose home is all there is."""
    with folder_of_another() as home, Simulator() as simulator:
        path = path_with(home)

        def does(*argv: str, given: str | None = None, **more: str) -> Done:
            env = {"PATH": path, "PYTHONPYCACHEPREFIX": str(home / "bytecode"), **more}
            ran = run(env, *(as_another(*argv) if can_become_another() else argv), given=given)
            assert ran.code == 0, ran.said
            return ran

        at_login = {"HOME": str(home)}
        create, move = [line for line in indented(HEADING) if "vault" in line]
        does(*shlex.split(create), **at_login)
        given = ("--with-token", "--api-server", simulator.api_server)
        does(*WIZARD, "login", "lab", *given, given=simulator.owner_token, **at_login)
        does(*shlex.split(move), **at_login)
        before, place, after = fenced(HEADING, "bash").partition("/home/ada")
        assert place
        (home / "job.sh").write_text(f"{before}{home}{after}")
        done = does("env", "-i", f"PATH={path}", "bash", "-e", str(home / "job.sh"))
        assert done.out == f"{simulator.api_server} download project -n Gut samples -o gut\n"
        assert done.err == ""
        owners = {each.stat().st_uid for each in home.rglob("*.age")}
        assert owners == {home.stat().st_uid}
        if can_become_another():
            assert owners != {os.geteuid()}
