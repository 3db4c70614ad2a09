"""The staff's door and list, drawn from what they are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import assert_never

import flet as ft

from app.domain.ids import OrderId
from app.domain.order import Order
from app.ui import identifiers
from app.ui.components.buttons import Tap, primary_button, secondary_button, text_button
from app.ui.components.text import body, caption, display, figures, heading, lead, muted
from app.ui.identifiers import ident, live
from app.ui.kit import SizeClass
from app.ui.screens.staff.state import Bill, Bills, Door, DoorFault, Shut, StaffState, Waiting
from app.ui.texts import Texts
from app.ui.theme import Corner, Layout, Role, Size, Space, Touch

DOOR = 440
LIST = {SizeClass.COMPACT: None, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: 976}
"""How wide the list is; on a phone as wide as the screen."""

COLUMNS = {SizeClass.COMPACT: 1, SizeClass.MEDIUM: 1, SizeClass.EXPANDED: 2}
DISC = 72
SETTING = "TAFFEL_STAFF_PIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Words, fields and what taps do. `name` is the restaurant's, `zone` where its clocks stand."""

    texts: Texts
    size: SizeClass
    name: str
    zone: tzinfo
    pin: ft.Control
    table: ft.Control
    enter: Tap
    begin: Tap
    leave: Tap
    again: Tap
    bill: Callable[[OrderId], Tap]
    handed_over: Callable[[OrderId], Tap]


def staff(state: StaffState, scene: Scene) -> ft.Control:
    """A door in the middle, or behind it the list below what is always in reach."""
    match state:
        case Shut():
            return _door(_shut(scene.texts), scene)
        case Door():
            return _door(_ask(state, scene), scene)
        case Bills():
            return _inside(state, scene)
        case _:
            assert_never(state)


# -- the door


def _door(parts: Sequence[ft.Control], scene: Scene) -> ft.Control:
    plate = ft.Container(
        ft.Column(list(parts), spacing=Space.NORMAL, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=Space.WIDE,
    )
    out = ft.Row([text_button(scene.texts.t("To the tablet"), identifiers.STAFF_LEAVE, scene.leave, flush=True)])
    column = ft.Column(
        [display(scene.name, size=Size.LARGE), plate, out],
        spacing=Space.WIDE,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        ft.Column(
            [ft.Container(column, width=DOOR, padding=Space.NORMAL)],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            scroll=ft.ScrollMode.AUTO,
        ),
        bgcolor=Role.PAPER,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )


def _shut(texts: Texts) -> list[ft.Control]:
    return [
        heading(texts.t("Staff mode is closed")),
        body(texts.t("No staff PIN is set. Set this on the hub, at least four characters, and start it again:")),
        ft.Container(
            figures(SETTING, size=Size.BODY, selectable=True),
            bgcolor=Role.PAPER,
            border_radius=Corner.SMALL,
            padding=Space.SNUG,
        ),
    ]


def _ask(state: Door, scene: Scene) -> list[ft.Control]:
    texts = scene.texts
    faults = {
        None: "",
        DoorFault.WRONG: texts.t("That is not the PIN."),
        DoorFault.TOO_SOON: texts.t("Too many tries. Wait a moment."),
    }
    words = faults[state.fault]
    return [
        heading(texts.t("Staff")),
        muted(texts.t("Open bills, and orders at the tables.")),
        ft.Row([ident(identifiers.STAFF_PIN, scene.pin, expand=True)]),
        *([live(identifiers.STAFF_FAULT, body(words, colour=Role.WRONG))] if words else []),
        primary_button(texts.t("Sign in"), identifiers.STAFF_ENTER, scene.enter),
    ]


# -- behind it


def _inside(state: Bills, scene: Scene) -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                ft.Container(
                    ft.Column(
                        [_middle(_head(scene), scene), _middle(_new_order(scene), scene)],
                        spacing=Space.TIGHT,
                        tight=True,
                    ),
                    padding=ft.Padding.only(top=Space.TIGHT, bottom=Space.NORMAL),
                    border=ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
                ),
                ft.Column(
                    [
                        ft.Container(
                            _middle(_waiting(state, scene), scene),
                            padding=ft.Padding.only(bottom=Space.ROOMY),
                            visible=bool(state.waiting),
                        ),
                        ft.Container(_middle(_list(state, scene), scene), padding=ft.Padding.only(bottom=Space.ROOMY)),
                    ],
                    expand=True,
                    scroll=ft.ScrollMode.AUTO,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
            ],
            spacing=Space.NORMAL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.PAPER,
        expand=True,
    )


def _middle(content: ft.Control, scene: Scene) -> ft.Control:
    """As wide as the list is, in the middle."""
    return ft.Container(
        ft.Container(content, width=LIST[scene.size]),
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
        alignment=ft.Alignment.CENTER,
    )


def _head(scene: Scene) -> ft.Control:
    texts = scene.texts
    out = text_button(texts.t("Leave staff mode"), identifiers.STAFF_LEAVE, scene.leave, flush=True)
    return ft.Row(
        [ft.Container(heading(texts.t("Open bills"), level=1), expand=True), out],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _new_order(scene: Scene) -> ft.Control:
    return ft.Row(
        [
            ident(identifiers.STAFF_TABLE, scene.table, expand=True),
            primary_button(scene.texts.t("New order"), identifiers.STAFF_NEW, scene.begin),
        ],
        spacing=Touch.APART,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _waiting(state: Bills, scene: Scene) -> ft.Control:
    """What is paid and still to be carried out; the money is taken with the tap."""
    if not state.waiting:
        return ft.Container()
    texts = scene.texts
    return ft.Column(
        [
            heading(texts.t("To hand over")),
            muted(texts.t("Paid. The money is taken when you hand it over.")),
            _beside_each_other([_to_hand_over(each, scene) for each in state.waiting], scene),
        ],
        spacing=Space.TIGHT,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _whose(order: Order, scene: Scene) -> tuple[str, list[str]]:
    """Where it goes, and beneath it since when and whose number, which is never cut off; no table, the number leads."""
    called = scene.texts.t("Order {number}", number=order.number)
    since = scene.texts.clock(order.opened_at, scene.zone)
    if not order.table:
        return called, [since]
    return scene.texts.t("Table {table}", table=order.table), [called, since]


def _to_hand_over(waiting: Waiting, scene: Scene) -> ft.Control:
    texts, order, held = scene.texts, waiting.order, waiting.held
    where, below = _whose(order, scene)
    money = texts.money(held.minor, held.currency)
    told = [" · ".join(below), money] if scene.size is SizeClass.COMPACT else [" · ".join([*below, money])]
    done = secondary_button(
        texts.t("Handed over"),
        identifiers.staff_handed_over(order.number),
        scene.handed_over(order.id),
        height=Touch.LEAST,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Column(
                    [lead(where, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS), *(muted(each) for each in told)],
                    spacing=2,
                    tight=True,
                    expand=True,
                ),
                done,
            ],
            spacing=Space.SNUG,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=Space.NORMAL,
        expand=1,
    )


def _list(state: Bills, scene: Scene) -> ft.Control:
    if state.failed:
        return _unreadable(scene)
    if state.bills is None:
        return ft.Container()
    if not state.bills:
        return _nothing_open(scene.texts)
    bills = _beside_each_other([_row(bill, scene) for bill in state.bills], scene)
    if not state.waiting:
        return bills
    return ft.Column([heading(scene.texts.t("Not paid yet")), bills], spacing=Space.SNUG, tight=True)


def _beside_each_other(rows: Sequence[ft.Control], scene: Scene) -> ft.Control:
    count = COLUMNS[scene.size]
    across = [rows[n : n + count] for n in range(0, len(rows), count)]
    return ft.Column([_neighbours(each, count) for each in across], spacing=Space.SNUG, tight=True)


def _neighbours(rows: Sequence[ft.Control], count: int) -> ft.Control:
    """Cards beside each other are equally high; a last one alone is as wide as the others."""
    missing = [ft.Container(expand=1) for _ in range(count - len(rows))]
    return ft.Row(
        [*rows, *missing],
        spacing=Space.NORMAL,
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _unreadable(scene: Scene) -> ft.Control:
    texts = scene.texts
    return ft.Column(
        [
            muted(texts.t("The bills cannot be read right now.")),
            secondary_button(texts.t("Look again"), identifiers.STAFF_AGAIN, scene.again),
        ],
        spacing=Space.NORMAL,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _nothing_open(texts: Texts) -> ft.Control:
    """A calm end of the evening."""
    disc = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=36, color=Role.ON_ACCENT_SOFT),
        width=DISC,
        height=DISC,
        bgcolor=Role.ACCENT_SOFT,
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Container(
        ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=disc),
                lead(texts.t("Everything is paid.")),
                muted(texts.t("New bills appear here by themselves."), text_align=ft.TextAlign.CENTER),
            ],
            spacing=Space.TIGHT,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=ft.Padding.only(top=Space.VAST),
        alignment=ft.Alignment.CENTER,
    )


def _row(bill: Bill, scene: Scene) -> ft.Control:
    """One large button: where it is, whose number, since when, how many pay, and what is left."""
    texts, order = scene.texts, bill.order
    where, below = _whose(order, scene)
    below += [texts.n("{count} payer", "{count} payers", bill.payers)] if bill.payers > 1 else []
    some_paid = bill.unpaid < order.amount
    whole = texts.money(order.amount.minor, order.currency)
    waits = [body(texts.t("The rest waits for you"), colour=Role.ATTENTION)] if some_paid and order.with_staff else []
    words: list[ft.Control] = [
        lead(where, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
        muted(" · ".join(below)),
        *waits,
    ]
    sums: list[ft.Control] = [
        figures(texts.money(bill.unpaid.minor, bill.unpaid.currency), size=Size.TITLE, strong=True),
        *([caption(texts.t("of {amount}", amount=whole))] if some_paid else []),
    ]
    row = ft.Row(
        [
            ft.Column(words, spacing=2, tight=True, expand=True),
            ft.Column(sums, spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.END),
        ],
        spacing=Space.SNUG,
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
        ),
        expand=1,
    )
