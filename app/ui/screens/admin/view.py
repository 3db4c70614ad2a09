"""From a state of the admin to controls, and to the sheet over them."""

from typing import assert_never

import flet as ft

from app.domain.connection import Why
from app.ui import connection_words, identifiers
from app.ui.components.buttons import secondary_button
from app.ui.components.text import body
from app.ui.identifiers import live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import (
    AdminState,
    Inside,
    Loading,
    MessagesPage,
    NoSuchPage,
    OverviewPage,
    Page,
    PaymentPage,
    PaymentsPage,
    PongoPage,
    RewardsPage,
    Shut,
    SignIn,
)
from app.ui.screens.admin.views.entrance import shut, sign_in
from app.ui.screens.admin.views.frame import framed
from app.ui.screens.admin.views.messages import messages
from app.ui.screens.admin.views.overview import overview
from app.ui.screens.admin.views.payment import no_such_payment, payment
from app.ui.screens.admin.views.payments import payments
from app.ui.screens.admin.views.pieces import WIDEST, note
from app.ui.screens.admin.views.pongo import pongo
from app.ui.screens.admin.views.rewards import rewards
from app.ui.screens.admin.views.sheets import over
from app.ui.theme import Role, Space, Touch


def draw(state: AdminState, scene: Scene) -> ft.Control:
    """The whole screen."""
    match state:
        case Shut():
            return shut(scene)
        case SignIn():
            return sign_in(state, scene)
        case Inside():
            return framed(state, _content(state, scene), scene)
        case _:
            assert_never(state)


def sheet(state: AdminState, scene: Scene) -> ft.BottomSheet | None:
    """What lies over it."""
    return over(state.sheet, scene) if isinstance(state, Inside) and state.sheet is not None else None


def _content(state: Inside, scene: Scene) -> ft.Control:
    """Notes above, the page below; both have their place whether there is a note or not."""
    notes = [*_unreadable(state, scene), *_told(state, scene)]
    side = Space.NORMAL if scene.compact else Space.ROOMY
    above = ft.Container(
        ft.Column(notes, spacing=Space.TIGHT, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.only(left=side, right=side, top=Space.NORMAL),
        width=None if scene.compact else WIDEST,
        visible=bool(notes),
    )
    return ft.Column([above, ft.Container(_page(state.page, scene), expand=True)], spacing=0, expand=True)


def _page(page: Page, scene: Scene) -> ft.Control:
    match page:
        case Loading():
            return ft.Container(bgcolor=Role.PAPER, expand=True)
        case OverviewPage():
            return overview(page, scene)
        case PaymentsPage():
            return payments(page, scene)
        case PaymentPage():
            return payment(page, scene)
        case NoSuchPage():
            return no_such_payment(page, scene)
        case MessagesPage():
            return messages(page, scene)
        case PongoPage():
            return pongo(page, scene)
        case RewardsPage():
            return rewards(page, scene)
        case _:
            assert_never(page)


def _told(state: Inside, scene: Scene) -> list[ft.Control]:
    if state.told is None:
        return []
    if isinstance(state.told, Why):
        trouble = connection_words.trouble(scene.texts, state.told)
        return [live(identifiers.ADMIN_TOLD, note(f"{trouble.happened} {trouble.next_step}", good=False))]
    said = words.told(state.told, scene.wallet, scene.texts)
    return [live(identifiers.ADMIN_TOLD, note(said, good=state.told.is_good))]


def _unreadable(state: Inside, scene: Scene) -> list[ft.Control]:
    if not state.unreadable:
        return []
    texts = scene.texts
    again = secondary_button(texts.t("Try again"), identifiers.ADMIN_AGAIN, scene.taps.again, height=Touch.LEAST)
    said = texts.t("The hub's database does not answer. What you see may be old; nothing can be changed now.")
    return [note(said, good=False), ft.Row([again, body("")])]
