"""The staff's door and list, drawn from what they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import flet as ft

from app.domain.ids import OrderId
from app.ui import identifiers
from app.ui.components.buttons import Tap, primary_button, secondary_button, text_button
from app.ui.components.text import body, figures, heading, lead, muted
from app.ui.identifiers import ident, live
from app.ui.screens.staff.state import Bill, Bills, Door, DoorFault, Shut, StaffState
from app.ui.texts import Texts
from app.ui.theme import Corner, Layout, Role, Size, Space, Touch

DOOR = 328
SETTING = "TAFFEL_STAFF_PIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Words, fields and what taps do."""

    texts: Texts
    pin: ft.Control
    table: ft.Control
    enter: Tap
    begin: Tap
    leave: Tap
    again: Tap
    bill: Callable[[OrderId], Tap]


def staff(state: StaffState, scene: Scene) -> ft.Control:
    """One column in the middle; only it scrolls."""
    match state:
        case Shut():
            parts = _shut(scene.texts)
        case Door():
            parts = _door(state, scene)
        case Bills():
            parts = _bills(state, scene)
        case _:
            assert_never(state)
    width = Layout.READING if isinstance(state, Bills) else DOOR
    column = ft.Column(parts, spacing=Space.NORMAL, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(
        ft.Column(
            [ft.Container(ft.Container(column, width=width), padding=Space.NORMAL, alignment=ft.Alignment.CENTER)],
            scroll=ft.ScrollMode.AUTO,
            alignment=ft.MainAxisAlignment.START if isinstance(state, Bills) else ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.PAPER,
        expand=True,
    )


def _shut(texts: Texts) -> list[ft.Control]:
    return [
        heading(texts.t("No tablet is the staff's"), level=1),
        body(texts.t("No staff PIN is set. Set this on the hub, at least four characters, and start it again:")),
        figures(SETTING, size=Size.BODY, selectable=True),
    ]


def _door(state: Door, scene: Scene) -> list[ft.Control]:
    texts = scene.texts
    faults = {
        None: "",
        DoorFault.WRONG: texts.t("That is not the PIN."),
        DoorFault.TOO_SOON: texts.t("Too many tries. Wait a moment."),
    }
    words = faults[state.fault]
    return [
        heading(texts.t("Staff"), level=1),
        ident(identifiers.STAFF_PIN, scene.pin),
        *([live(identifiers.STAFF_FAULT, body(words, colour=Role.WRONG))] if words else []),
        primary_button(texts.t("Open"), identifiers.STAFF_ENTER, scene.enter),
    ]


def _bills(state: Bills, scene: Scene) -> list[ft.Control]:
    texts = scene.texts
    new = ft.Row(
        [
            ident(identifiers.STAFF_TABLE, scene.table, expand=True),
            primary_button(texts.t("New order"), identifiers.STAFF_NEW, scene.begin),
        ],
        spacing=Touch.APART,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return [
        heading(texts.t("Open bills"), level=1),
        new,
        *_list(state, scene),
        secondary_button(texts.t("Look again"), identifiers.STAFF_AGAIN, scene.again),
        text_button(texts.t("Leave staff mode"), identifiers.STAFF_LEAVE, scene.leave),
    ]


def _list(state: Bills, scene: Scene) -> list[ft.Control]:
    if state.failed:
        return [muted(scene.texts.t("The bills cannot be read right now."))]
    if not state.bills:
        return [muted(scene.texts.t("Everything is paid."))]
    return [_row(bill, scene) for bill in state.bills]


def _row(bill: Bill, scene: Scene) -> ft.Control:
    """One large button: where it is, whose number, how many pay, and what is left."""
    texts, order = scene.texts, bill.order
    called = texts.t("Order {number}", number=order.number)
    where = texts.t("Table {table}", table=order.table) if order.table else called
    below = [called] if order.table else []
    below += [texts.n("{count} payer", "{count} payers", bill.payers)] if bill.payers > 1 else []
    below += [texts.t("Partly paid")] if bill.unpaid < order.amount else []
    row = ft.Row(
        [
            ft.Column([lead(where), muted(", ".join(below))] if below else [lead(where)], spacing=2, expand=True),
            figures(texts.money(bill.unpaid.minor, bill.unpaid.currency), size=Size.TITLE, strong=True),
        ],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifiers.staff_bill(order.number),
            button=True,
            content=ft.Container(
                row,
                bgcolor=Role.SURFACE,
                border=ft.Border.all(1, Role.LINE),
                border_radius=Corner.CARD,
                padding=Space.NORMAL,
                ink=True,
                on_click=scene.bill(order.id),
            ),
        )
    )
