"""Text fields that lose nothing the guest typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from app.ui.kit.lasting import use_lasting

_SHOWN: Final = "fields"


@dataclass(slots=True)
class _Typed:
    value: str
    watchers: list[Callable[[str], None]] = field(default_factory=list)

    def become(self, value: str) -> None:
        """Remember what stands there now, and tell who watches."""
        self.value = value
        for watcher in tuple(self.watchers):
            watcher(value)


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
        self._bump(lambda version: version + 1)
        self._typed.become(value)

    def watch(self, watcher: Callable[[str], None]) -> Callable[[], None]:
        """From now on tell `watcher` of every change, and of nothing else; returns how to stop."""
        self._typed.watchers.append(watcher)

        def stop() -> None:
            if watcher in self._typed.watchers:
                self._typed.watchers.remove(watcher)

        return stop


@dataclass(slots=True, eq=False)
class _Newest:
    """One field on a page, as it was drawn last; no two of them are the same, though they look alike."""

    field: Field


def use_text_field(label: str, initial: str = "", *, error: str | None = None, **looks: Any) -> Field:
    """Hook: a text field whose text survives every render.

    Built anew at each render, Flet's field is emptied (without value) or loses quick keystrokes (with one).
    So there is one instance, replaced only when label, error, looks or language change, and typing renders nothing.
    """
    page = ft.context.page
    version, bump = ft.use_state(0)
    typed = ft.use_memo(lambda: _Typed(initial), [])

    def changed(event: ft.Event[ft.TextField]) -> None:
        typed.become(str(event.data if event.data is not None else event.control.value))

    control = ft.use_memo(
        lambda: ft.TextField(label=label, value=typed.value, error=error, on_change=changed, **looks),
        [label, error, version, *(value for value in looks.values() if not callable(value))],
    )
    here = Field(control, typed, bump)
    newest = ft.use_memo(lambda: _Newest(here), [])
    newest.field = here

    def begin() -> Callable[[], None]:
        shown = _shown(page)
        shown.append(newest)
        return lambda: shown.remove(newest)

    use_lasting(begin, [])
    return here


def remember_fields(page: ft.Page) -> Callable[[], None]:
    """Note what stands in every field that is shown now; calling the answer puts it back where it has changed."""
    before = [(newest, newest.field.value) for newest in _shown(page)]

    def put_back() -> None:
        for newest, value in before:
            if newest.field.value != value:
                newest.field.put(value)

    return put_back


def _shown(page: ft.Page) -> list[_Newest]:
    """The fields of this page, each as it was drawn last."""
    if page.session.store.get(_SHOWN) is None:
        page.session.store.set(_SHOWN, [])
    shown: list[_Newest] = page.session.store.get(_SHOWN)
    return shown
