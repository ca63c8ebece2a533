"""What holds for every test: a home of its own, and in CI nothing skipped."""

import gc
import os
import sys
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from bs_wizard.terminal import controlling_tty
from tests.support.figures import figures_in
from tests.support.secret_service import aborted

FROM_OUTSIDE = (
    "ACCESSIBLE",
    "BASESPACE_ACCESS_TOKEN",
    "BASESPACE_API_SERVER",
    "BS_WIZARD_CREDENTIAL",
    "BS_WIZARD_PLAIN",
    "BS_WIZARD_THEME",
    "NO_COLOR",
    "PYTHON_KEYRING_BACKEND",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
)


BYTECODE = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"

if sys.dont_write_bytecode:
    # Hundreds of programs are started here. Where none may leave its bytecode beside its source,
    # each would compile itself and its libraries again, which takes longer than all it does.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)

# httpcore looks for it four times a request. Where it is not installed, that is a search of every
# folder of libraries, and a fifth of the time that a request takes.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

# A screen makes so many objects that the search for cycles among them takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)

# A busy machine is no fault of an example.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the person's own credentials, settings and terminal and the tests apart."""
    for name in FROM_OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "bs-wizard-home"))
    monkeypatch.setattr(controlling_tty, "PLACE", str(tmp_path / "no-terminal"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test, and once more where it failed and its gnome-keyring had aborted under it."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    before = len(aborted)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if len(aborted) > before and any(each.failed for each in reports):
        item._initrequest()  # type: ignore[attr-defined]  # as plugins do that run a test again
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for each in reports:
        item.ihook.pytest_runtest_logreport(report=each)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run twice as many tests as there are processors: half of a test's time is waiting."""
    return 2 * (os.cpu_count() or 1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With BS_WIZARD_SKIP_NOTHING set a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("BS_WIZARD_SKIP_NOTHING") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print again the figures that tests found out, which pytest keeps to itself."""
    passed = terminalreporter.getreports("passed")
    figures = [each for report in passed for each in figures_in(report.capstdout)]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(figures))
