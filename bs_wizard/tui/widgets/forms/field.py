"""A field to type into that takes keys in their order, however fast they come."""

from textual.events import Key, Paste
from textual.widgets import Input
from textual.widgets.input import Selection


class Field(Input):
    """Enter moves to the field named ``following``, or submits where there is none.

    It submits as well what is empty and ``wanted``: nothing that follows can make up for it.

    Over a slow line Enter and what is pasted after it come in one packet. Textual puts a typed
    letter into the focused widget's queue, lets a bound key climb to the application first, and
    moves the focus by a message, so that keys overtake each other and a secret can land in the
    field before its own. The application gives a field its keys by :meth:`take`, one at a time.
    """

    def __init__(
        self,
        value: str = "",
        *,
        id: str,
        following: str = "",
        wanted: bool = False,
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
        self.set_reactive(Input.cursor_blink, False)
        self._following = following
        self._wanted = wanted

    async def take(self, event: Key | Paste) -> bool:
        """Put in what was typed or pasted; return False for a key that is no text."""
        if isinstance(event, Paste):
            self._on_paste(event)
            return True
        if event.is_printable:
            await self._on_key(event)
        return event.is_printable

    @property
    def awaits_text(self) -> bool:
        """Whether what is pasted now is all that will stand here."""
        return not self.value or self.selection == Selection(0, len(self.value))

    async def action_submit(self) -> None:
        """Go on to the next field, or submit."""
        if self._following and (self.value or not self._wanted):
            self.screen.set_focus(self.screen.query_one(f"#{self._following}"))
        else:
            await super().action_submit()

    def propose(self, value: str) -> None:
        """Fill in ``value``, marked so that typing replaces it, and take the focus."""
        self.value = value
        self.action_select_all()
        self.screen.set_focus(self)


class KeyField(Field):
    """Takes a Client Key; a space ends it as Enter does.

    No key holds one, and some terminals give a paste as typing: what follows is the secret.
    """

    async def take(self, event: Key | Paste) -> bool:
        """Put in what was typed or pasted, and go on where a space ends it."""
        if not isinstance(event, Key) or event.key != "space":
            return await super().take(event)
        if self.value:
            await self.action_submit()
        return True
