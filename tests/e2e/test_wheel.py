"""What is published: built, checked, installed where the checkout is not, and run."""

import os
import sys
import sysconfig
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

import bs_wizard
from tests.support.programs import Done, needs, run
from tests.support.pty_program import in_pty

ROOT = Path(bs_wizard.__file__).parent.parent

pytestmark = needs("uv")


def made(env: Mapping[str, str], *argv: str) -> Done:
    done = run(env, *argv)
    assert done.code == 0, done.said
    return done


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    made(os.environ, "uv", "build", "--quiet", "--out-dir", str(folder), str(ROOT))
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    [found] = dist.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and what it depends on from this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    made(os.environ, "uv", "venv", "--quiet", "--python", sys.executable, str(folder))
    python = folder / "bin" / "python"
    install = ("uv", "pip", "install", "--quiet", "--offline", "--no-deps")
    made(os.environ, *install, "--python", str(python), str(wheel))
    where = made(os.environ, str(python), "-c", "import site; print(site.getsitepackages()[0])")
    # A line of a .pth file comes behind the environment's own packages.
    Path(where.out.strip(), "beside.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


@pytest.fixture(scope="module")
def with_oldest(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment in which each library is the oldest that is allowed."""
    folder = tmp_path_factory.mktemp("oldest") / "venv"
    made(os.environ, "uv", "venv", "--quiet", "--python", sys.executable, str(folder))
    install = ("uv", "pip", "install", "--quiet", "--resolution", "lowest-direct")
    made(os.environ, *install, "--python", str(folder / "bin" / "python"), str(wheel))
    return folder / "bin"


def test_it_holds_all_that_is_not_python(wheel: Path) -> None:
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bs_wizard").rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    there = {name for name in ZipFile(wheel).namelist() if not name.endswith(".py")}
    assert {name for name in there if ".dist-info/" not in name} == here
    assert {
        "bs_wizard/py.typed",
        "bs_wizard/tui/app.tcss",
        "bs_wizard/tui/screens/name.tcss",
    } <= there
    assert "bs_wizard/simulator/page/consent.html" in there


def test_it_holds_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"bs_wizard", f"bs_wizard-{bs_wizard.__version__}.dist-info"}


def test_an_index_would_take_it(dist: Path) -> None:
    files = [str(path) for path in dist.iterdir() if path.suffix in {".whl", ".gz"}]
    assert len(files) == 2
    twine = ("uv", "tool", "run", "--quiet", "twine", "--no-color")
    done = made(os.environ, *twine, "check", "--strict", *files)
    assert done.said.count("PASSED") == 2


def test_it_is_the_same_byte_for_byte_when_it_is_built_again(dist: Path, tmp_path: Path) -> None:
    [source] = dist.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")  # in another place, of another time
    copy = tmp_path / source.name.removesuffix(".tar.gz")
    made(os.environ, "uv", "build", "--quiet", "--out-dir", str(tmp_path / "again"), str(copy))
    for first in (path for path in dist.iterdir() if path.suffix in {".whl", ".gz"}):
        assert (tmp_path / "again" / first.name).read_bytes() == first.read_bytes(), first.name


def test_it_runs_with_the_oldest_libraries_it_allows(
    with_oldest: Path, bare: dict[str, str]
) -> None:
    program = str(with_oldest / "bs-wizard")
    assert "Saved as" in made(bare, program, "demo", "--auto").err
    made(bare, program, "vault", "create", "--identity", "file")
    with in_pty(bare, program, "demo") as screen:
        screen.sees("A BaseSpace credential", "tested just now")
        screen.press("\x11")
        assert screen.ends()[0] == 130


def test_it_is_the_one_that_runs(installed: Path, bare: dict[str, str]) -> None:
    where = made(bare, str(installed / "python"), "-Pc", "import bs_wizard; print(bs_wizard)")
    assert str(installed.parent) in where.out
    done = made(bare, str(installed / "bs-wizard"), "--version")
    assert done.out == f"bs-wizard {bs_wizard.__version__}\n"


def test_simulator_and_plain_mode_run_from_it(installed: Path, bare: dict[str, str]) -> None:
    assert "Saved as" in made(bare, str(installed / "bs-wizard"), "demo", "--auto").err


def test_the_screen_runs_from_it(installed: Path, bare: dict[str, str]) -> None:
    with in_pty(bare, str(installed / "bs-wizard"), "demo") as program:
        program.sees("A BaseSpace credential", "tested just now")
        program.press("\x11")
        assert program.ends()[0] == 130
        assert program.left_behind == []
