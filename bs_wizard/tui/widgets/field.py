"""A field to type into that hands the focus on before the next key can arrive."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class Field(Input):
    """Enter moves to the field named ``following``, or submits where there is none.

    Over a slow line Enter and what is pasted after it come together. Textual hands a key to the
    focused widget's queue and goes on with the next, so a focus that moves by a message moves too
    late, and a secret lands in the field before its own. A priority binding runs before the next
    key is looked at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", show=False, priority=True)]

    def __init__(
        self,
        value: str = "",
        *,
        id: str,
        following: str = "",
        placeholder: str = "",
        max_length: int = 0,
        password: bool = False,
    ) -> None:
        super().__init__(
            value,
            id=id,
            placeholder=placeholder,
            max_length=max_length,
            password=password,
            select_on_focus=False,
        )
        self._following = following

    async def action_submit(self) -> None:
        """Go on to the next field, or submit."""
        if self._following:
            self.screen.set_focus(self.screen.query_one(f"#{self._following}"))
        else:
            await super().action_submit()

    def propose(self, value: str) -> None:
        """Fill in ``value``, marked so that typing replaces it, and take the focus."""
        self.value = value
        self.action_select_all()
        self.screen.set_focus(self)
