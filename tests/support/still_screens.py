"""Draws the states of a screen that were written down, in-process: what each screen's tests ask of all of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import flet as ft

from app.ui.kit import SizeClass, UiContext, UiState, wire
from app.ui.theme import Touch
from support.flet_inproc import App, Main

LANGUAGES = ("en", "nb")

State = TypeVar("State")
Scene = TypeVar("Scene")


@dataclass(frozen=True, slots=True, kw_only=True)
class StillScreen(Generic[State, Scene]):
    """How one screen draws: its states by name, a scene that does nothing, the view and the sheet over it."""

    states: Mapping[str, State]
    scene: Callable[[str, SizeClass], Scene]
    draw: Callable[[State, Scene], ft.Control]
    sheet: Callable[[State, Scene], ft.BottomSheet | None]

    def drawn(self, name: str, language: str = "en", size: SizeClass = SizeClass.EXPANDED) -> Main:
        """A page that shows one state, and its sheet when it has one."""

        def main(page: ft.Page) -> None:
            ui = UiState(language=language, size=size)
            wire(page, ui)
            scene, state = self.scene(language, size), self.states[name]
            page.render(lambda: UiContext(ui, lambda: self.draw(state, scene)))
            over = self.sheet(state, scene)
            if over is not None:
                page.show_dialog(over)

        return main

    async def assert_drawn_everywhere(self, name: str) -> None:
        """At every size and in every language, without a crash and without a hole in the words."""
        for language in LANGUAGES:
            for size in SizeClass:
                async with App(self.drawn(name, language, size)) as app:
                    assert [] == app.crashes
                    assert [text for text in app.texts() if "{" in text] == []

    async def assert_tappable(self, name: str) -> None:
        """Whatever can be tapped is large enough and has a name of its own."""
        async with App(self.drawn(name)) as app:
            for control in tappable(app):
                assert control.height is not None
                assert control.height >= Touch.LEAST
            named = [each.identifier for each in app.all(ft.Semantics) if each.identifier]

            assert len(named) == len(set(named))


def tappable(app: App) -> Iterator[ft.LayoutControl]:
    """All buttons."""
    for kind in (ft.FilledButton, ft.OutlinedButton, ft.TextButton, ft.IconButton):
        yield from app.all(kind)
