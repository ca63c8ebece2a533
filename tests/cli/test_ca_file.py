"""``--ca-file``: authorities that are trusted for one run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.support.certificates import Authority, server_side
from tests.support.loopback import beside, reply, serve

TOKEN = "0123456789abcdef0123456789abcdef"
LOGIN = ("login", "lab", "--with-token", "--json", "--api-server")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setattr(os, "environ", os.environ.copy())  # as a run of its own would leave it
    return Authority(tmp_path)


@pytest.fixture
def server(authority: Authority) -> Iterator[str]:
    answer = reply("401 Unauthorized", b"{}", "Content-Type: application/json\r\n")
    with beside(serve(answer, server_side(authority.issue()))) as listening:
        yield f"https://127.0.0.1:{listening.port}"


def test_it_is_trusted_in_the_run_that_names_it(
    program: Program, authority: Authority, server: str
) -> None:
    untrusted = program(*LOGIN, server, typed=TOKEN)
    assert untrusted.code == 6
    assert "nobody whom this machine trusts" in untrusted.events[-1]["message"]
    trusted = program(*LOGIN, server, "--ca-file", str(authority.file), typed=TOKEN)
    assert trusted.code == 9  # the server was heard


def test_one_that_holds_none_is_said(program: Program, tmp_path: Path) -> None:
    done = program("verify", "--ca-file", str(tmp_path / "missing.pem"))
    assert done.code == 2
    assert f"from --ca-file: {tmp_path}/missing.pem, which is not there." in done.err
