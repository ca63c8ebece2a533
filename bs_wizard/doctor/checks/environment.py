"""Environment variables that decide instead of what is stored or chosen here."""

import os
from collections.abc import Mapping
from pathlib import Path

from bs_wizard.basespace import proxy_setting
from bs_wizard.clean import printable
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report
from bs_wizard.scrub import MASKED
from bs_wizard.store.age_vault.passphrase_sources import FILE
from bs_wizard.store.files.exposure import is_open_to_others
from bs_wizard.store.index.contents import Contents

CHECK = "environment"
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_WHERE = ("BS_WIZARD_HOME", "BASESPACE_API_SERVER", "PYTHON_KEYRING_BACKEND")


def check(context: Context, report: Report) -> None:
    """Look at the variables this program and its libraries obey."""
    assess_token(context.environ, report)
    assess_passphrase_file(context.environ, report)
    chosen = context.environ.get("BS_WIZARD_CREDENTIAL", "")
    assess_credential(chosen, context.contents, report)
    assess_settings(context.environ, report)
    assess_proxies(context.environ, report)
    named = {name: context.environ[name] for name in _TRUST if context.environ.get(name)}
    assess_trust({name: (path, _is_there(path)) for name, path in named.items()}, report)


def _is_there(path: str) -> bool:
    # SSL_CERT_DIR may be a list; one of them is enough to be of use.
    return any(Path(each).exists() for each in path.split(os.pathsep))


def assess_token(environ: Mapping[str, str], report: Report) -> None:
    """Say whether a token in the environment goes before the stored ones; never which."""
    name, report = "BASESPACE_ACCESS_TOKEN", report.named("shadowing-token")
    checked = f"looked whether {name} is set"
    if environ.get(name, "").strip():
        found = "it is: where no credential is named, it is used in place of a stored one"
        report.warn(checked, found, f"unset {name}")
    else:
        report.ok(checked, "it is not")


def assess_passphrase_file(environ: Mapping[str, str], report: Report) -> None:
    """Say where others can read the file the passphrase is in; never its name, as elsewhere."""
    if (named := environ.get(FILE)) and is_open_to_others(Path(named)):
        found = f"the file that {FILE} names may be opened by other users"
        fix = f'chmod 600 "${FILE}"'
        report.named("passphrase-file").warn(f"looked at the mode of {FILE}", found, fix)


def assess_credential(name: str, contents: Contents, report: Report) -> None:
    """Say which credential BS_WIZARD_CREDENTIAL chooses, and whether there is one."""
    report = report.named("chosen-credential")
    checked = "looked up BS_WIZARD_CREDENTIAL"
    if not name:
        chosen = f"the default, {contents.default}" if contents.default else "none by default"
        report.ok(checked, f"not set; used is {chosen}")
    elif contents.find(name) is None:
        found = f"it names “{printable(name)}”, and no credential has that name"
        report.warn(checked, found, "unset BS_WIZARD_CREDENTIAL")
    else:
        report.ok(checked, f"it chooses {name}")


def assess_settings(environ: Mapping[str, str], report: Report) -> None:
    """Say which variables move the home, the server or the keyring."""
    found = [f"{name}={printable(environ[name])}" for name in _WHERE if environ.get(name)]
    checked = f"looked for {', '.join(_WHERE)}"
    report.named("settings").ok(checked, ", ".join(found) or "none is set")


def assess_proxies(environ: Mapping[str, str], report: Report) -> None:
    """Say the proxies, passwords left out, and where two spellings disagree."""
    report = report.named("proxies")
    checked = "looked for proxies, in both spellings"
    proxies = {name: value for name in _PROXIES if (value := _proxy(environ, name))}
    for name in proxies:
        upper, lower = environ.get(name), environ.get(name.lower())
        if upper and lower and upper != lower:
            found = f"{name} and {name.lower()} differ, and programs differ in which they obey"
            report.warn(checked, found, f"unset {name}")
            return
    found = ", ".join(f"{name}={value}" for name, value in proxies.items())
    report.ok(checked, found or "none is set")


def _proxy(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name.lower()) or environ.get(name) or ""
    if not value:
        return ""
    if name != "NO_PROXY":
        return proxy_setting.shown(value)
    _, at, rest = printable(value).rpartition("@")
    return f"{MASKED}@{rest}" if at else rest


def assess_trust(named: Mapping[str, tuple[str, bool]], report: Report) -> None:
    """Say which certificates are added; ``named`` is variable to path and whether it is there."""
    report = report.named("trust-settings")
    checked = "looked at the variables that name certificates"
    for name, (path, is_there) in named.items():
        if not is_there:
            found = f"{name} names {printable(path)}, which is not there"
            report.warn(checked, found, f"unset {name}")
            return
    found = ", ".join(f"{name}={printable(path)}" for name, (path, _) in named.items())
    report.ok(checked, found or "none is set: the system's are used")
