"""Whose token it is and what it may do, read from BaseSpace's answers. Pure.

Shapes: BaseSpace developer documentation and Illumina's C# SDK (AccessTokenDetails, V2User). The
token-details answer repeats the token itself, so no answer is kept, logged or shown whole.
"""

from dataclasses import dataclass, replace
from typing import Any

from bs_wizard.basespace.answer import Answer, described, json_object, sign_in_page
from bs_wizard.basespace.bounds import LONGEST_NAME, LONGEST_SCOPE, MOST_SCOPES
from bs_wizard.basespace.sees import Sees
from bs_wizard.clean import printable
from bs_wizard.errors import BsWizardError, ServerError, TokenNotAccepted


@dataclass(frozen=True, slots=True)
class Identity:
    """What BaseSpace says of a token.

    ``user_*`` is the person; ``workgroup`` the name of the workgroup that owns the token, None for
    the personal space, empty if the server does not tell (``user_*`` is the workgroup's account
    then, if one owns it); ``scopes`` those granted, upper case, None if the server does not tell;
    ``application`` the application's name if it does; ``sees`` what is listed for the token, None
    while that was not asked.
    """

    user_id: str
    user_name: str
    user_email: str
    workgroup: str | None = ""
    scopes: tuple[str, ...] | None = None
    application: str | None = None
    sees: Sees | None = None

    @property
    def is_known(self) -> bool:
        """Whether BaseSpace has said whose the token is."""
        return bool(self.user_id)


NOT_TOLD = Identity("", "", "")
"""The identity of an approved token while BaseSpace cannot be asked about it."""


def read_user(answer: Answer) -> Identity:
    """Read ``/v1pre3/users/current``. Raises TokenNotAccepted or ServerError."""
    body = _accepted(answer).get("Response")
    if not isinstance(body, dict) or not _text(body, "Id"):
        raise ServerError(
            "The server's answer does not say who the token belongs to.",
            "Check that the address is a BaseSpace API server.",
        )
    return Identity(_text(body, "Id"), _text(body, "Name"), _text(body, "Email"))


def with_workgroup(identity: Identity, answer: Answer) -> Identity:
    """Add what ``/v2/users/current`` tells: the workgroup, and the person behind it.

    That end point is newer than the other and may be absent, or fail; then ``identity`` stays as
    it is, its workgroup unknown.
    """
    body = json_object(answer) if answer.status == 200 else None
    if not body or not isinstance(body.get("IsWorkgroup"), bool):
        return identity
    if not body["IsWorkgroup"]:
        return replace(identity, workgroup=None)
    person = body.get("LoggedInUser")
    workgroup = _text(body, "Name") or identity.user_name
    if not isinstance(person, dict) or not _text(person, "Id"):
        return replace(identity, workgroup=workgroup)
    return replace(
        identity,
        user_id=_text(person, "Id"),
        user_name=_text(person, "Name"),
        user_email=_text(person, "Email"),
        workgroup=workgroup,
    )


def with_details(identity: Identity, answer: Answer) -> Identity:
    """Add what ``/v1pre3/oauthv2/token/current`` tells: scopes granted, application."""
    body = json_object(answer) if answer.status == 200 else None
    details = (body or {}).get("Response")
    if not isinstance(details, dict):
        return identity
    listed, application = details.get("Scopes"), details.get("Application")
    scopes = identity.scopes
    if isinstance(listed, list) and len(listed) <= MOST_SCOPES:
        words = (printable(scope) for scope in listed if isinstance(scope, str))
        scopes = tuple(word.upper() for word in words if 0 < len(word) <= LONGEST_SCOPE)
    name = _text(application, "Name") if isinstance(application, dict) else ""
    return replace(identity, scopes=scopes, application=name or identity.application)


def refusal(answer: Answer) -> BsWizardError | None:
    """Return why a call with a token was refused, None if it was not."""
    if 200 <= answer.status < 300:
        return sign_in_page(answer)
    said = described(answer)
    because = f" It says: {said}" if said else ""
    if answer.status == 401:
        return TokenNotAccepted(
            f"BaseSpace does not accept this token on this instance.{because}",
            "Check the instance first: a token of another one looks just like a revoked one here.",
        )
    if answer.status == 403 and json_object(answer) is not None:  # else a proxy's, or a wall's
        return ServerError(
            f"The server answered 403: this token has too few rights for that.{because}",
            "The instance is the right one. Log in again with more scopes, or approve in the "
            "workgroup that owns the data.",
        )
    passing = answer.status == 429 or answer.status >= 500
    hint = "Try again in a few minutes." if passing else "Check the instance and its address."
    return ServerError(f"The server answered {answer.status}.{because}", hint)


def _accepted(answer: Answer) -> dict[str, Any]:
    if error := refusal(answer):
        raise error
    return json_object(answer) or {}


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    return printable(str(value), limit=LONGEST_NAME) if type(value) in {str, int} else ""
