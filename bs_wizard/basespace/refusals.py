"""Why a server refused, sorted by what the request held.

The request for a code holds the Client Key and the scopes and no secret; a poll holds the code and
the Client Secret. So the first can only be refused for the Key, the instance or the scopes, and the
second, where it is for the client, for the secret. What BaseSpace answers is documented nowhere:
django-oauth-toolkit says 400 ``invalid_request`` of a Client Key that it does not know.
"""

import re
from typing import Any

from bs_wizard.basespace.answer import (
    Answer,
    cleaned,
    described_in,
    json_object,
    sign_in_page,
)
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    ScopeRefused,
    SecretRefused,
    ServerError,
)
from bs_wizard.scrub import masked

PORTAL_HINT = "Copy it again from the application's Credentials tab in the developer portal."

_OF_A_CLIENT = {"invalid_client", "unauthorized_client"}
_PASSING_WORDS = {"server_error", "temporarily_unavailable", "slow_down"}
_NOT_OF_THE_CLIENT = {407, 408, 429}  # the proxy's, the network's, the server's own load
_ABOUT_SCOPES = re.compile(r"\bscopes?\b|requires \w+ access", re.IGNORECASE)
_ABOUT_THE_SECRET = re.compile(r"secret|client.?credential", re.IGNORECASE)


def of_code_request(answer: Answer) -> BsWizardError:
    """Return why no code was given: a ScopeRefused, ClientRefused or ServerError."""
    body = json_object(answer)
    word, because = cleaned(body, "error"), _because(body)
    if word not in _OF_A_CLIENT and _is_about_scopes(word, because):
        return _scopes(because)
    refuses = 400 <= answer.status < 500 or (word and answer.status < 400)
    if word in _PASSING_WORDS or answer.status in _NOT_OF_THE_CLIENT or not refuses:
        return _unusable(word, because, answer, body)
    hint = f"The Client Key may be wrong, or the instance. {PORTAL_HINT}"
    if word not in _OF_A_CLIENT:
        hint += " If both are right, choose fewer scopes."
    if body is None and answer.content.strip():
        hint = "Check the instance and its address first, then the Client Key."
    return ClientRefused(
        f"This Client Key is given no code: the answer was {_shown(word, answer, body)}.{because}",
        hint,
    )


def of_poll(answer: Answer) -> BsWizardError:
    """Return why there will be no token for the code."""
    body = json_object(answer)
    word, because = cleaned(body, "error"), _because(body)
    match word:
        case "access_denied" | "AccessDenied":
            return AccessDenied(
                "The request was denied in the browser.",
                "Ask for a new code and press Accept, or choose fewer scopes.",
            )
        case "expired_token" | "invalid_grant":
            return CodeExpired(
                "The code expired, or was used already, before it was approved here.",
                "Ask for a new code.",
            )
        case "unauthorized_client":
            return ClientRefused(
                f"BaseSpace gives this application no token.{because}",
                "Choose another application, or ask Illumina why this one may not have it.",
            )
    if word == "invalid_scope":
        return _scopes(because)
    bare = not word and answer.status == 401
    if word == "invalid_client" or bare or _ABOUT_THE_SECRET.search(f"{word} {because}"):
        return SecretRefused(f"BaseSpace does not accept this Client Secret.{because}", PORTAL_HINT)
    return _unusable(word, because, answer, body)


def _is_about_scopes(word: str, because: str) -> bool:
    return word == "invalid_scope" or bool(_ABOUT_SCOPES.search(because))


def _scopes(because: str) -> ScopeRefused:
    return ScopeRefused(
        f"BaseSpace refuses the scopes.{because}",
        "Choose fewer scopes; instances differ in those they know.",
    )


def _unusable(word: str, because: str, answer: Answer, body: dict[str, Any] | None) -> ServerError:
    if page := sign_in_page(answer):
        return page
    passing = word in _PASSING_WORDS or answer.status in {408, 429} or answer.status >= 500
    hint = "Check the instance and the address, then try again."
    return ServerError(
        f"The server answered {_shown(word, answer, body)}.{because}",
        "Try again in a few minutes." if passing and body is not None else hint,
    )


def _shown(word: str, answer: Answer, body: dict[str, Any] | None) -> str:
    shown = f"{masked(word)} ({answer.status})" if word else str(answer.status)
    return f"{shown}, and not as an API server would" if body is None else shown


def _because(body: dict[str, Any] | None) -> str:
    said = described_in(body)
    return f" It says: {said}" if said else ""
