"""Clients that were not written for this server run against it as they come."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from bs_wizard.simulator import Settings, Simulator
from tests.support.programs import needs

SCOPE = "read global, create runs"
URN = "urn:ietf:params:oauth:grant-type:device_code"
OPENID_CLIENT = Path(sys.prefix) / "openid-client" / "node_modules"
"""Where ``.ci/run`` installs it."""


@needs("node")
@pytest.mark.skipif(not OPENID_CLIENT.is_dir(), reason="needs openid-client, see .ci/run")
def test_openid_client(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(OPENID_CLIENT)
    program = shutil.copy(Path(__file__).parent / "openid_client.mjs", tmp_path)
    with Simulator(Settings(dialect="rfc8628", approve_after=1.5)) as simulator:
        given = simulator.api_server, simulator.client_id, simulator.client_secret, SCOPE
        done = subprocess.run(["node", program, *given], capture_output=True, text=True)

    assert done.stderr == ""
    logins = json.loads(done.stdout)
    assert [(login["user"], login["scope"]) for login in logins] == [("Amira Haddad", SCOPE)] * 2
    assert all(simulator.api_server in login["complete"] for login in logins)


@pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning")
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with Simulator(Settings(dialect="rfc8628")) as simulator:
        oauth = f"{simulator.api_server}/v1pre3/oauthv2"
        session = OAuth2Session(
            simulator.client_id,
            simulator.client_secret,
            scope=SCOPE,
            token_endpoint_auth_method=method,
        )
        asked = {"client_id": simulator.client_id, "scope": SCOPE}
        code = httpx.post(f"{oauth}/deviceauthorization", data=asked, trust_env=False).json()

        def collect() -> dict[str, Any]:
            token: dict[str, Any] = session.fetch_token(
                f"{oauth}/token", grant_type=URN, device_code=code["device_code"]
            )
            return token

        with pytest.raises(OAuthError, match="authorization_pending"):
            collect()
        simulator.approve()
        assert collect()["scope"] == SCOPE
        user = session.get(f"{simulator.api_server}/v2/users/current").json()
    assert user["Name"] == "Amira Haddad"


def test_what_illuminas_old_command_line_asks() -> None:
    """Bs 0.8.12: ``whoami`` and ``list runs``, the requests and the fields that it reads."""
    with Simulator() as simulator, requests.Session() as session:
        session.trust_env = False
        version = f"{simulator.api_server}/v1pre3"
        token = simulator.owner_token

        details = session.get(f"{version}/oauthv2/token/current", params={"access_token": token})
        found = details.json()["Response"]
        owner, application = found["UserResourceOwner"], found["Application"]
        assert (owner["Id"], owner["Name"]) == ("1001", "Amira Haddad")
        assert (application["Name"], found["Scopes"][0]) == ("Lab import", "READ GLOBAL")

        runs = session.get(
            f"{version}/users/current/runs",
            params={"Limit": "1024", "SortBy": "DateCreated", "Offset": "0"},
            headers={"Authorization": f"Bearer {token}"},
        ).json()["Response"]
        assert runs["TotalCount"] == runs["DisplayedCount"] == 2
        assert [run["ExperimentName"] for run in runs["Items"]] == [
            "Exomes, plate 3",
            "Gut samples",
        ]
