"""What must hold after a login, asked of the programs a person would ask."""

import json
from collections.abc import Mapping
from pathlib import Path

from bs_wizard.simulator import Simulator
from tests.support import leaks
from tests.support.programs import run, wizard


def secret_tool(env: Mapping[str, str], key: str) -> str:
    """Return what the keyring itself holds for bs-wizard under ``key``."""
    return run(env, "secret-tool", "lookup", "service", "bs-wizard", "username", key).out


def assert_kept(
    env: Mapping[str, str],
    simulator: Simulator,
    name: str,
    *,
    workgroup: str | None,
    description: str = "",
) -> str:
    """Assert that keyring, command line and server agree on the credential; return its token."""
    token = secret_tool(env, name)
    assert token in simulator.tokens
    told = wizard(env, "token", name)
    assert (told.code, told.out, told.err) == (0, f"{token}\n", "")
    host = simulator.api_server.partition("://")[2]
    assert secret_tool(env, f"app:{simulator.client_id}@{host}") == simulator.client_secret

    shown = json.loads(wizard(env, "show", name, "--json").out)
    assert json.loads(wizard(env, "list", "--json").out) == [shown]
    expected = {
        "name": name,
        "description": description,
        "api_server": simulator.api_server,
        "client_id": simulator.client_id,
        "user": {"id": "1001", "name": "Amira Haddad", "email": "amira.haddad@example.org"},
        "workgroup": workgroup,
        "scopes_requested": ["READ GLOBAL"],
        "scopes_granted": ["READ GLOBAL"],
        "store": "keyring",
        "default": True,
    }
    assert {key: shown[key] for key in expected} == expected
    home = Path(env["BS_WIZARD_HOME"])
    assert leaks.modes([home, home / "index.json"]) == ["700", "600"]
    return token


def secrets_of(simulator: Simulator, token: str | None = None) -> dict[str, str]:
    """Return all that nobody may see; the device codes only the server can tell."""
    known = {"the client secret": simulator.client_secret}
    for code in simulator._world.codes:
        known[f"the device code of {code.user_code}"] = code.device_code
    return known if token is None else known | {"the token": token}


def assert_unseen(env: Mapping[str, str], secrets: Mapping[str, str], printed: str) -> None:
    """Assert that no secret was printed, and none is in a file, the keyring's own included."""
    assert len(secrets) > 2, "secret, device code and token"
    assert leaks.in_text(secrets, printed) == []
    assert leaks.in_files(secrets, Path(env["HOME"]), Path(env["BS_WIZARD_HOME"])) == []
