"""What is asked before a stored credential is changed."""

from functools import partial

from bs_wizard.care.credential_actions import CredentialActions
from bs_wizard.handover import programs
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.edit import Edit, EditDialog
from bs_wizard.wizard.texts import credential_texts

_NAME_LIMIT = 64


def rename_dialog(one: Credential, actions: CredentialActions) -> EditDialog:
    """Return the dialog that gives it another name."""
    edit = Edit(
        f"Rename {one.name}",
        "New name",
        one.name,
        _NAME_LIMIT,
        "The name is what is typed: bs-wizard token NAME. Scripts that use the old name do not "
        "find it any more. The token stays the same.",
    )
    return EditDialog(edit, partial(actions.rename, one))


def describe_dialog(one: Credential, actions: CredentialActions) -> EditDialog:
    """Return the dialog that gives it another description."""
    edit = Edit(
        f"Describe {one.name}",
        "Description",
        one.description,
        DESCRIPTION_LIMIT,
        "The description is for people only: what the token is for, who asked for it. It is kept "
        "in the index, which is not encrypted.",
    )
    return EditDialog(edit, partial(actions.describe, one))


def export_dialog(one: Credential) -> ChoiceDialog:
    """Return the question which program's file to write; ``keep`` is none."""
    return ChoiceDialog(
        f"Export {one.name} for",
        credential_texts.EXPORTING,
        (("keep", credential_texts.DO_NOT), *programs.with_files()),
        explains=("More shapes, and other files: bs-wizard export --help.",),
    )


def move_dialog(one: Credential) -> ChoiceDialog:
    """Return the question whether to move it; the answer is the other store, or ``keep``."""
    to = credential_texts.other_store(one)
    return ChoiceDialog(
        f"Move {one.name} to the {to}?",
        credential_texts.MOVING[to],
        (("keep", credential_texts.DO_NOT), (to, "Move it")),
    )


def remove_record_dialog(one: Credential, why: str) -> ChoiceDialog:
    """Return the question whether to remove a record whose token is not here, for ``why``.

    Its answers are ``keep`` and ``remove``.
    """
    return ChoiceDialog(
        f"The token of {one.name} is not here",
        f"{why}\n\n{credential_texts.REMOVING_RECORD}",
        (("keep", "Keep it"), ("remove", credential_texts.REMOVE_RECORD)),
    )


def remove_dialog(one: Credential, sharing: tuple[str, ...]) -> ChoiceDialog:
    """Return the question how far to go; its answers are ``keep``, ``remove`` and ``revoke``.

    ``sharing`` are others that hold the same token.
    """
    return ChoiceDialog(
        f"Remove {one.name}?",
        " ".join(credential_texts.removing(sharing)),
        credential_texts.REMOVE_ANSWERS,
        explains=(
            "Remove it here where the token is still used on another machine. Revoke it where "
            "nobody needs it any more, or where it may have leaked.",
        ),
    )
