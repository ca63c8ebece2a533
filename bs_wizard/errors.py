"""Every error this program raises on purpose.

::

    BsWizardError                exit  code
    ├── UsageError                  2  usage
    │   ├── AlreadyExists          10  already_exists
    │   │   └── NameTaken          10  name_taken
    │   ├── Replaced                2  replaced
    │   ├── TokenDiffers            2  token_differs
    │   ├── ClientRefused           2  invalid_client
    │   │   └── SecretRefused       2  invalid_client
    │   └── ScopeRefused            2  invalid_scope
    ├── NoSuchCredential            3  no_such_credential
    ├── AccessDenied                4  access_denied
    ├── CodeExpired                 5  expired_token
    ├── TimedOut                    5  timed_out
    ├── NotApprovedYet             11  authorization_pending
    ├── NetworkError                6  network
    ├── ServerError                 6  server
    ├── StoreUnavailable            7  store_unavailable
    │   ├── HomeUnavailable         7  home_unavailable
    │   ├── NoKeyring               7  no_keyring
    │   ├── TokenElsewhere          7  token_elsewhere
    │   ├── RecordChanged           7  record_changed
    │   └── StoreBusy               7  store_busy
    ├── IndexDamaged                8  index_damaged
    ├── IndexTooNew                 8  index_too_new
    ├── TokenNotAccepted            9  token_not_accepted
    └── Cancelled                 130  cancelled

An error says what happened and why (``message``) and the one thing to do next (``hint``).
``exit_code`` is the status the process ends with; ``code`` is the word for programs, the server's
own OAuth word (RFC 6749 section 5.2, RFC 8628 section 3.5) where there is one. A wrong client
secret, a refused scope and what exists already count as usage: trying again unchanged cannot help.
"""


class BsWizardError(Exception):
    """Root of the tree; raised as such only where nothing below fits."""

    exit_code: int = 1
    code: str = "unexpected"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(BsWizardError):
    """What was typed cannot be done as it stands."""

    exit_code = 2
    code = "usage"


class AlreadyExists(UsageError):
    """What was to be written is there already, and nobody asked to overwrite it."""

    exit_code = 10
    code = "already_exists"


class NameTaken(AlreadyExists):
    """A credential of that name exists, and nobody asked to overwrite it."""

    code = "name_taken"


class Replaced(UsageError):
    """Another program replaced the credential while this one was using its token."""

    code = "replaced"


class TokenDiffers(UsageError):
    """A token that should take another's place is not like it, and nobody agreed to that."""

    code = "token_differs"


class ClientRefused(UsageError):
    """The server gives this Client Key nothing: it, or the instance, is not the right one."""

    code = "invalid_client"


class SecretRefused(ClientRefused):
    """The Client Secret does not belong to the Client Key; the code lives on."""


class ScopeRefused(UsageError):
    """BaseSpace refuses the scopes that were asked for."""

    code = "invalid_scope"


class NoSuchCredential(BsWizardError):
    """No credential of that name, or none at all."""

    exit_code = 3
    code = "no_such_credential"


class AccessDenied(BsWizardError):
    """The person at the browser pressed Deny."""

    exit_code = 4
    code = "access_denied"


class CodeExpired(BsWizardError):
    """The device code ran out before it was approved."""

    exit_code = 5
    code = "expired_token"


class TimedOut(BsWizardError):
    """The time that the user allowed (``--timeout``) ran out."""

    exit_code = 5
    code = "timed_out"


class NotApprovedYet(BsWizardError):
    """The person has not decided: the code lives on, and this run does not wait (``--no-wait``)."""

    exit_code = 11
    code = "authorization_pending"


class NetworkError(BsWizardError):
    """The server was not reached: name, connection, TLS, proxy or time-out."""

    exit_code = 6
    code = "network"


class ServerError(BsWizardError):
    """The server was reached and its answer cannot be used."""

    exit_code = 6
    code = "server"


class StoreUnavailable(BsWizardError):
    """The store did not keep, return or remove a secret, or there is no safe one."""

    exit_code = 7
    code = "store_unavailable"


class HomeUnavailable(StoreUnavailable):
    """The folder for everything local cannot be used, so another store would not help."""

    code = "home_unavailable"


class NoKeyring(StoreUnavailable):
    """This machine has no system keyring, as most servers: an encrypted vault works there.

    ``lacking`` is for who asks why: what there would have to be, a paragraph each.
    """

    code = "no_keyring"
    lacking: tuple[str, ...] = ()


class TokenElsewhere(StoreUnavailable):
    """The store works, and holds no token for the credential, or another than the recorded one."""

    code = "token_elsewhere"


class RecordChanged(StoreUnavailable):
    """The record of a credential or application does not fit its secret, which is not used."""

    code = "record_changed"


class StoreBusy(StoreUnavailable):
    """Another process is changing the store and did not finish in time."""

    code = "store_busy"


class IndexDamaged(BsWizardError):
    """The index file does not hold what this program writes."""

    exit_code = 8
    code = "index_damaged"


class IndexTooNew(BsWizardError):
    """The index file was written by a later version of this program."""

    exit_code = 8
    code = "index_too_new"


class TokenNotAccepted(BsWizardError):
    """The server answered that the token is not valid there, or no longer."""

    exit_code = 9
    code = "token_not_accepted"


class Cancelled(BsWizardError):
    """The user left before the end."""

    exit_code = 130
    code = "cancelled"

    def __init__(self, message: str = "Nothing was saved.", hint: str = "") -> None:
        super().__init__(message, hint)
