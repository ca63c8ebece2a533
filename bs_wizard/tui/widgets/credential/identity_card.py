"""Whose a token is, as a card."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bs_wizard.basespace.identity import Identity
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.rules.token_differences import scopes_missing
from bs_wizard.wizard.texts import credential_texts, words


class IdentityCard(Vertical):
    """What BaseSpace says of a token, what it lacks, what is unlike the one its name holds."""

    def __init__(self, classes: str) -> None:
        super().__init__(classes=classes)
        self._differing: tuple[str, tuple[str, ...]] = ("", ())

    def compose(self) -> ComposeResult:
        """Lay out the rows, empty at first."""
        yield Facts((), id="card")
        yield Static("", id="missing", classes="hidden", markup=False)
        yield Static("", id="sharing", classes="hidden", markup=False)
        yield Static("", id="differs", classes="hidden", markup=False)

    def show(self, draft: Draft, identity: Identity) -> None:
        """Fill in what ``identity`` says of the token that ``draft`` asked for."""
        missing = self.query_one("#missing", Static)
        if not identity.is_known:
            missing.update("\n".join(words.unverified(draft.name or "NAME")))
            missing.remove_class("hidden")
            return
        instance = draft.instance
        asked = "-" if draft.token_is_users_own else words.scopes_label(draft.scopes)
        self.query_one(Facts).show(
            (
                ("Belongs to", words.owner(identity)),
                ("Workgroup", credential_texts.workgroup(identity.workgroup)),
                ("Instance", f"{instance.label}, {instance.place}"),
                *([("Sees", sees)] if (sees := credential_texts.sees(identity.sees)) else []),
                ("Asked for", asked),
                ("Granted", _granted(draft, identity)),
            )
        )
        lacking = credential_texts.missing_sentence(scopes_missing(draft, identity))
        missing.update(f"▲ {lacking}")
        missing.set_class(not lacking, "hidden")

    def share(self, names: tuple[str, ...]) -> None:
        """Point out which credentials hold the token already."""
        sharing = self.query_one("#sharing", Static)
        sharing.update(f"▲ {credential_texts.same_token(names)}")
        sharing.set_class(not names, "hidden")

    def compare(self, name: str, differences: tuple[str, ...]) -> None:
        """Point out how the token differs from the one that ``name`` holds, if in anything."""
        self._differing = (name, differences)
        marked = [Content.assemble(("▲ ", "bold $warning"), said) for said in differences]
        self.query_one("#differs", Static).update(Content("\n").join(marked))
        self.follow_flow(name)

    @property
    def warns(self) -> bool:
        """Whether a difference is shown."""
        return not self.query_one("#differs").has_class("hidden")

    def follow_flow(self, name: str) -> None:
        """Show what differs only while ``name`` is the one that was compared with."""
        compared, differences = self._differing
        said = differences and name.strip().casefold() == compared.casefold()
        self.query_one("#differs").set_class(not said, "hidden")


def _granted(draft: Draft, identity: Identity) -> str:
    same = not draft.token_is_users_own and set(identity.scopes or ()) == set(draft.scopes)
    return "all that was asked for" if same else credential_texts.granted(identity.scopes)
