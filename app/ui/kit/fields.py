"""Text fields that lose nothing the guest typed."""

from dataclasses import dataclass, field
from typing import Any

import flet as ft


@dataclass(slots=True)
class _Typed:
    value: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A text field and what stands in it."""

    control: ft.TextField
    _typed: _Typed
    _bump: Any = field(repr=False)

    @property
    def value(self) -> str:
        """What the guest typed so far."""
        return self._typed.value

    def put(self, value: str) -> None:
        """Replace the text, also on the screen."""
        self._typed.value = value
        self._bump(lambda version: version + 1)


def use_text_field(label: str, initial: str = "", *, error: str | None = None, **looks: Any) -> Field:
    """Hook: a text field whose text survives every render.

    Built anew at each render, Flet's field is emptied (without value) or loses quick keystrokes (with one).
    So there is one instance, replaced only when label, error, looks or language change, and typing renders nothing.
    """
    version, bump = ft.use_state(0)
    typed = ft.use_memo(lambda: _Typed(initial), [])

    def changed(event: ft.Event[ft.TextField]) -> None:
        typed.value = str(event.data if event.data is not None else event.control.value)

    control = ft.use_memo(
        lambda: ft.TextField(label=label, value=typed.value, error=error, on_change=changed, **looks),
        [label, error, version, *(value for value in looks.values() if not callable(value))],
    )
    return Field(control, typed, bump)
