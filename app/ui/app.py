"""The Flet application of a tablet: theme, fonts, language, places. The database is the truth, a session its view."""

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.ports.clock import Clock
from app.services.services import Services
from app.ui.chime import chime
from app.ui.clock import WallClock
from app.ui.context import Departed, Devices, GuestSession
from app.ui.ids import first_control_number
from app.ui.kit import UiContext, UiState, component, number_controls_from, supervise, wire
from app.ui.material import dress
from app.ui.routes import Places
from app.ui.tablet import which_tablet
from app.ui.texts import LANGUAGES


def app_main(services: Services, devices: Devices, clock: Clock | None = None) -> Callable[[ft.Page], Awaitable[None]]:
    """What Flet runs for each new session. A reload, a new tab or a restarted hub shows the tablet's order again."""
    number_controls_from(first_control_number())
    departed = Departed()

    async def main(page: ft.Page) -> None:
        ui = UiState(language=services.restaurant.language)
        dress(page)
        page.title = services.restaurant.name
        page.padding = 0
        wire(page, ui)
        memory = ft.SharedPreferences()
        session = GuestSession(
            services=services,
            devices=devices,
            clock=clock or WallClock(),
            ui=ui,
            tablet=await which_tablet(page, memory, several=len(services.restaurant.places) > 1),
            chime=chime(page, wanted=devices.sound),
            memory=memory,
            departed=departed,
        )
        session.resume(page.route or "")
        page.render_views(App, session)
        supervise(page)

    return main


@component
def App(session: GuestSession) -> Any:
    """The root: follows the session's looks and language, and draws anew after a reconnect."""
    ui, _ = ft.use_state(session.ui)
    page = ft.context.page

    def look() -> None:
        page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
        page.locale_configuration = _locales(ui)
        page.update()

    ft.use_effect(look, [ui.dark, ui.language])
    return UiContext(ui, lambda: Places(session))


def _locales(ui: UiState) -> ft.LocaleConfiguration:
    """Flutter's own texts (fields, dialogs) in the guest's language."""
    own = ui.texts.language
    return ft.LocaleConfiguration(
        supported_locales=[ft.Locale(each.code, each.country) for each in LANGUAGES],
        current_locale=ft.Locale(own.code, own.country),
    )
