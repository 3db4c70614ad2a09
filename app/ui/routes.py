"""Composes the screens: which one is shown at which address, and what follows it."""

import flet as ft

from app.ui.context import WELCOME, GuestSession
from app.ui.kit import component
from app.ui.theme import Role


@component
def Places(session: GuestSession) -> ft.Control:
    """The whole map. Screens do not know each other; what they call back leads from one to the next."""
    return ft.Router(
        [ft.Route(component=Frame, outlet=True, children=[])],
        manage_views=True,
        not_found=lambda: Nowhere(session),
    )


@component
def Frame() -> ft.View:
    """One view for all places, so that going from one to the next moves nothing but its content."""
    return ft.View(
        route=WELCOME,
        padding=0,
        spacing=0,
        bgcolor=Role.PAPER,
        controls=[ft.SafeArea(ft.Container(ft.use_route_outlet(), expand=True), expand=True)],
    )


@component
def Nowhere(session: GuestSession) -> ft.Control:
    """An address that leads nowhere."""
    here = ft.use_route_location()
    ft.use_effect(lambda: None if here == WELCOME else session.go(WELCOME), [here])
    return ft.Container(bgcolor=Role.PAPER, expand=True)
