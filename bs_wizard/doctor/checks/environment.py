"""Environment variables that decide instead of what is stored or chosen here."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.store.index.contents import Contents

CHECK = "environment"
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_WHERE = ("BS_WIZARD_HOME", "BASESPACE_API_SERVER", "PYTHON_KEYRING_BACKEND")


def examine(scene: Scene) -> Iterator[Finding]:
    """Look at the variables this program and its libraries obey."""
    yield judge_token(scene.environ)
    yield judge_credential(scene.environ.get("BS_WIZARD_CREDENTIAL", ""), scene.contents)
    yield judge_settings(scene.environ)
    yield judge_proxies(scene.environ)
    named = {name: scene.environ[name] for name in _TRUST if scene.environ.get(name)}
    yield judge_trust({name: (path, _is_there(path)) for name, path in named.items()})


def _is_there(path: str) -> bool:
    # SSL_CERT_DIR may be a list; one of them is enough to be of use.
    return any(Path(each).exists() for each in path.split(os.pathsep))


def judge_token(environ: Mapping[str, str]) -> Finding:
    """Say whether a token in the environment goes before the stored ones; never which."""
    name = "BASESPACE_ACCESS_TOKEN"
    did = f"looked whether {name} is set"
    if environ.get(name, "").strip():
        saw = "it is: where no credential is named, it is used in place of a stored one"
        return Finding("shadowing-token", Level.WARNING, did, saw, f"unset {name}")
    return Finding("shadowing-token", Level.OK, did, "it is not")


def judge_credential(name: str, contents: Contents) -> Finding:
    """Say which credential BS_WIZARD_CREDENTIAL chooses, and whether there is one."""
    check, did = "chosen-credential", "looked up BS_WIZARD_CREDENTIAL"
    if not name:
        chosen = f"the default, {contents.default}" if contents.default else "none by default"
        return Finding(check, Level.OK, did, f"not set; used is {chosen}")
    if contents.find(name) is None:
        saw = f"it names “{printable(name)}”, and no credential has that name"
        return Finding(check, Level.WARNING, did, saw, "unset BS_WIZARD_CREDENTIAL")
    return Finding(check, Level.OK, did, f"it chooses {name}")


def judge_settings(environ: Mapping[str, str]) -> Finding:
    """Say which variables move the home, the server or the keyring."""
    found = [f"{name}={printable(environ[name])}" for name in _WHERE if environ.get(name)]
    saw = ", ".join(found) or "none is set"
    return Finding("settings", Level.OK, f"looked for {', '.join(_WHERE)}", saw)


def judge_proxies(environ: Mapping[str, str]) -> Finding:
    """Say the proxies, passwords left out, and where two spellings disagree."""
    did = "looked for proxies, in both spellings"
    check = "proxies"
    found = {name: value for name in _PROXIES if (value := _proxy(environ, name))}
    for name in found:
        upper, lower = environ.get(name), environ.get(name.lower())
        if upper and lower and upper != lower:
            saw = f"{name} and {name.lower()} differ, and programs differ in which they obey"
            return Finding(check, Level.WARNING, did, saw, f"unset {name}")
    saw = ", ".join(f"{name}={value}" for name, value in found.items())
    return Finding(check, Level.OK, did, saw or "none is set")


def _proxy(environ: Mapping[str, str], name: str) -> str:
    value = printable(environ.get(name.lower()) or environ.get(name) or "")
    start, at, place = value.rpartition("@")
    if not at:
        return value
    scheme, separator, _ = start.partition("://")
    return f"{scheme}{separator}[masked]@{place}" if separator else f"[masked]@{place}"


def judge_trust(named: Mapping[str, tuple[str, bool]]) -> Finding:
    """Say which certificates are added; ``named`` is variable to path and whether it is there."""
    check, did = "trust-settings", "looked at the variables that name certificates"
    for name, (path, is_there) in named.items():
        if not is_there:
            saw = f"{name} names {printable(path)}, which is not there"
            return Finding(check, Level.WARNING, did, saw, f"unset {name}")
    saw = ", ".join(f"{name}={printable(path)}" for name, (path, _) in named.items())
    return Finding(check, Level.OK, did, saw or "none is set: the system's and certifi's are used")
