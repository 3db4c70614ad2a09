"""What a scanner types goes to whoever judges codes, and leaves no trace in whatever field has the focus."""

import flet as ft
import pytest

from app.ui.identifiers import ident
from app.ui.kit import UiContext, UiState, component, supervise, use_text_field, wire
from app.ui.viewfinder.scanning import Verdict
from app.ui.viewfinder.typed import use_typed_codes
from support.fakes import FakeClock, settle
from support.flet_inproc import App

CODE = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"


class Desk:
    """A screen that hears scanners and has two fields; one of them can be taken away."""

    def __init__(self) -> None:
        self.judged: list[str] = []
        self.clock = FakeClock()

    async def judge(self, text: str) -> Verdict | None:
        self.judged.append(text)
        return Verdict(accepted=True)

    def main(self, page: ft.Page) -> None:
        @component
        def field(name: str) -> ft.Control:
            return ident(name, use_text_field(name).control)

        @component
        def screen() -> ft.Control:
            use_typed_codes(self.clock, self.judge)
            with_pin, show_pin = ft.use_state(initial=True)
            return ft.Column(
                [
                    field("phone"),
                    *([field("pin")] if with_pin else []),
                    ident("away", ft.Button("Away", on_click=lambda: show_pin(False))),
                ]
            )

        state = UiState()
        wire(page, state)
        page.render(lambda: UiContext(state, screen))
        supervise(page)


async def scanned(app: App, into: str) -> None:
    """A scanner types a code; the field with the focus takes its digits, as a filtered field does."""
    held = {"shift": False, "ctrl": False, "alt": False, "meta": False}
    before = str(app.by_id(into).value or "")
    for key in [*CODE, "Enter"]:
        await app.event(app.page, "keyboard_event", {"key": key if key == "Enter" else key.upper(), **held})
        if key.isdigit():
            before += key
            await app.type(into, before)
    await settle()
    await app.settle()


@pytest.mark.parametrize("into", ["phone", "pin"])
async def test_whatever_field_has_the_focus_keeps_what_a_human_typed_and_nothing_of_a_scanner(into: str) -> None:
    desk = Desk()
    async with App(desk.main) as app:
        await app.type("phone", "41")
        await app.type("pin", "12")
        await scanned(app, into)

        assert [CODE.lower()] == [text.lower() for text in desk.judged]
        assert ("41", "12") == (app.by_id("phone").value, app.by_id("pin").value)


async def test_a_field_that_left_the_screen_is_forgotten() -> None:
    desk = Desk()
    async with App(desk.main) as app:
        await app.tap("away")
        await scanned(app, "phone")

        assert 1 == len(desk.judged)
        assert "" == app.by_id("phone").value
        assert [] == app.crashes
