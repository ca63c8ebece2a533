"""What is done once a change is laid out and painted, where the widget is still there by then."""

from collections.abc import Callable
from functools import partial

from textual.widget import Widget


def after_refresh(widget: Widget, call: Callable[[], object]) -> None:
    """Call ``call`` after the next refresh, unless ``widget`` or the program has gone by then.

    Textual's own ``call_after_refresh`` calls for a widget that was removed in between too, and
    whatever that asks of its screen then raises.
    """
    widget.call_after_refresh(partial(_call_where_it_is_there, widget, call))


def _call_where_it_is_there(widget: Widget, call: Callable[[], object]) -> None:
    if widget.is_attached:
        call()
