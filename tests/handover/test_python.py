"""The package from Python: a credential, its token, and ``auth=`` for httpx and for requests."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import requests
import urllib3

import bs_wizard
from bs_wizard import BaseSpaceAuth
from bs_wizard.errors import IndexDamaged, NoSuchCredential, StoreUnavailable, UsageError
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from tests.store.age_homes import NOBODY, file_vault, passphrase_vault
from tests.store.examples import SERVER, a_credential
from tests.support.loopback import NO_TRUST
from tests.support.readme import fenced

TOKEN = "canary-of-python"
HEADER = f"Bearer {TOKEN}"
HEAVY = {"httpx", "requests", "asyncio", "textual", "qrcode", "keyring", "certifi", "filelock"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the credential ``lab``, which is the default."""
    folder = tmp_path / "home"
    monkeypatch.setenv("BS_WIZARD_HOME", str(folder))
    vault = file_vault(folder)
    save = Credentials(Index(folder), lambda store, backend: vault).save
    save(a_credential(store="vault"), Secret(TOKEN))
    save(a_credential(name="other", store="vault"), Secret("canary-of-other"))
    return folder


def test_a_credential_has_its_record_and_a_token_that_is_masked(home: Path) -> None:
    lab = bs_wizard.load("lab")

    assert (lab.name, lab.api_server, lab.token) == ("lab", SERVER, Secret(TOKEN))
    assert lab.record is not None
    assert lab.record.user.name == "Ada Example"
    assert TOKEN not in f"{lab!r} {lab} {lab.token} {BaseSpaceAuth('lab')!r}"
    assert bs_wizard.token("lab") == TOKEN


def test_the_name_the_variable_the_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bs_wizard.load().name == "lab"
    monkeypatch.setenv("BS_WIZARD_CREDENTIAL", "other")
    assert (bs_wizard.load().name, bs_wizard.load("lab").name) == ("other", "lab")


def test_the_environments_token_comes_before_one_that_is_not_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASESPACE_ACCESS_TOKEN", "canary-of-run")
    with pytest.raises(UsageError, match="BASESPACE_API_SERVER"):
        BaseSpaceAuth()
    monkeypatch.setenv("BASESPACE_API_SERVER", "http://api.basespace.illumina.com")
    with pytest.raises(UsageError, match="https"):
        BaseSpaceAuth()
    monkeypatch.setenv("BASESPACE_API_SERVER", f"{SERVER}/")

    given = bs_wizard.load()
    assert (given.name, given.api_server, given.record) == ("", SERVER, None)
    assert bs_wizard.token() == "canary-of-run"
    assert _in_requests(f"{SERVER}/v2", BaseSpaceAuth()) == (
        "api.basespace.illumina.com",
        "Bearer canary-of-run",
    )
    assert bs_wizard.token("lab") == TOKEN


def test_errors_are_of_this_package(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoSuchCredential, match="Did you mean lab"):
        bs_wizard.token("labb")
    (home / "index.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamaged):
        bs_wizard.load("lab")
    assert issubclass(IndexDamaged, bs_wizard.BsWizardError)


def test_nobody_is_asked_for_a_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "home"))
    vault = passphrase_vault(tmp_path / "home")
    save = Credentials(Index(tmp_path / "home"), lambda store, backend: vault).save
    save(a_credential(store="vault"), Secret(TOKEN))

    with pytest.raises(StoreUnavailable, match="BS_WIZARD_PASSPHRASE_FILE"):
        bs_wizard.load("lab")
    file = tmp_path / "passphrase"
    file.write_text("canary battery staple\n", encoding="utf-8")
    file.chmod(0o644)
    monkeypatch.setenv("BS_WIZARD_PASSPHRASE_FILE", str(file))
    with pytest.warns(UserWarning, match="PASSPHRASE_FILE"):  # others can read it
        assert bs_wizard.token("lab") == TOKEN


def test_what_is_not_needed_is_not_imported(home: Path) -> None:
    code = (
        "import sys, json, bs_wizard\n"
        "names = dir(bs_wizard)\n"
        "before = [name for name in sys.modules if name.startswith('bs_wizard.')]\n"
        "bs_wizard.BaseSpaceAuth('lab')\n"
        "print(json.dumps([names, before, sorted(sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, before, after = json.loads(done.stdout)

    assert {"load", "token", "BaseSpaceAuth"} <= set(names)
    assert before == []
    assert not HEAVY & set(after)
    with pytest.raises(AttributeError, match="nothing"):
        bs_wizard.nothing  # noqa: B018


def _in_httpx(url: str, auth: BaseSpaceAuth) -> tuple[str, str | None]:
    """Return the host that a request goes to, and the header that it carries."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    with httpx.Client(transport=httpx.MockTransport(answer), auth=auth) as client:
        client.get(url)
    return seen[0].url.host, seen[0].headers.get("Authorization")


def _in_requests(url: str, auth: BaseSpaceAuth) -> tuple[str, str | None]:
    sent = requests.Request("GET", url, auth=auth).prepare()
    return urllib3.util.parse_url(sent.url or "").host or "", sent.headers.get("Authorization")


@pytest.mark.parametrize("seen_by", [_in_httpx, _in_requests])
@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        (f"{SERVER}/v1pre3/users/current?Limit=1", True),
        ("https://API.BaseSpace.Illumina.com:443/v2", True),
        ("http://api.basespace.illumina.com/v2", False),
        ("https://api.basespace.illumina.com:8443/v2", False),
        ("https://basespace.illumina.com/v2", False),
        ("https://api.euc1.sh.basespace.illumina.com/v2", False),
        ("https://api.basespace.illumina.com.evil.example/", False),
        ("https://api.basespace.illumina.com:443@evil.example/", False),
        ("https://evil.example/?api.basespace.illumina.com", False),
        ("https://evil.example#@api.basespace.illumina.com/", False),
        ("https://api.basespace.illumina.com%2eevil.example/", False),
        ("http://127.0.0.1:80/v2", False),
    ],
)
def test_the_token_goes_to_its_own_server_alone(
    home: Path,
    seen_by: Callable[[str, BaseSpaceAuth], tuple[str, str | None]],
    url: str,
    is_own: bool,
) -> None:
    assert seen_by(url, BaseSpaceAuth("lab"))[1] == (HEADER if is_own else None)


@pytest.mark.parametrize("seen_by", [_in_httpx, _in_requests])
@pytest.mark.parametrize("host", ["api.basespace.illumina.com", "evil.example"])
def test_an_address_that_parsers_read_differently_goes_with_its_host(
    home: Path, seen_by: Callable[[str, BaseSpaceAuth], tuple[str, str | None]], host: str
) -> None:
    other = {"evil.example", "api.basespace.illumina.com"} - {host}
    went_to, header = seen_by(f"https://{host}\\@{other.pop()}/", BaseSpaceAuth("lab"))
    assert (went_to == "api.basespace.illumina.com") == (header == HEADER)


def _with_httpx(url: str, auth: BaseSpaceAuth) -> int:
    with httpx.Client(auth=auth, follow_redirects=True, verify=NO_TRUST, trust_env=False) as client:
        return client.get(url).status_code


def _with_requests(url: str, auth: BaseSpaceAuth) -> int:
    with requests.Session() as session:
        session.trust_env, session.auth = False, auth
        return session.get(url, timeout=30).status_code


@contextmanager
def _server(leads_to: str = "") -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Serve; yield the address, and path and header of what came. ``/far`` is redirected."""
    came: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append((self.path, self.headers.get("Authorization")))
            to = {"/far": f"{leads_to}/there", "/near": "/here"}.get(self.path)
            self.send_response(302 if to else 200)
            if to:
                self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", came
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("get", [_with_httpx, _with_requests])
def test_a_redirect_to_another_host_goes_without_the_token(
    monkeypatch: pytest.MonkeyPatch, get: Callable[[str, BaseSpaceAuth], int]
) -> None:
    with _server() as (far, came_far), _server(far) as (own, came):
        monkeypatch.setenv("BASESPACE_ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("BASESPACE_API_SERVER", own)
        auth = BaseSpaceAuth()
        assert (
            get(f"{own}/far", auth) == get(f"{own}/near", auth) == get(f"{far}/file", auth) == 200
        )

    assert came == [("/far", HEADER), ("/near", HEADER), ("/here", HEADER)]
    assert came_far == [("/there", None), ("/file", None)]


@pytest.mark.parametrize("get", [_with_httpx, _with_requests])
def test_it_opens_a_server_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, get: Callable[[str, BaseSpaceAuth], int]
) -> None:
    with Simulator() as simulator:
        monkeypatch.setenv("BASESPACE_ACCESS_TOKEN", simulator.owner_token)
        monkeypatch.setenv("BASESPACE_API_SERVER", simulator.api_server)
        auth = BaseSpaceAuth()
        assert get(f"{auth.api_server}/v1pre3/users/current", auth) == 200


def test_what_the_readme_shows_runs(home: Path) -> None:
    with Simulator() as simulator:
        vault = AgeVault(home, NOBODY)
        Credentials(Index(home), lambda store, backend: vault).save(
            a_credential(store="vault", api_server=simulator.api_server),
            Secret(simulator.owner_token),
            overwrite=True,
        )
        argv = [sys.executable, "-W", "error", "-c", fenced("In Python", "python")]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
        assert simulator.owner_token not in done.stdout + done.stderr
        paths = [request.path for request in simulator.requests]

    assert "Amira Haddad" in done.stdout
    assert paths == ["/v1pre3/users/current", "/v1pre3/users/current/projects"]


async def test_it_serves_an_asynchronous_client_too(home: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=request.headers.get("Authorization", ""))

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(answer), auth=BaseSpaceAuth("lab")
    ) as client:
        assert (await client.get(f"{SERVER}/v2/users/current")).text == HEADER
