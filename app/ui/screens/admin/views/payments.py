"""The payments of a day, or those that were searched for; each row leads to its payment."""

import flet as ft

from app.domain.oversight import ListedPayment, Sorted
from app.ui import identifiers
from app.ui.components.buttons import icon_button, secondary_button, text_button
from app.ui.components.choices import word_choice
from app.ui.components.text import body, caption, figures, lead
from app.ui.identifiers import admin_payment, admin_sort, ident
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import PaymentsPage
from app.ui.screens.admin.views.pieces import mark, nothing_here, page, rows, tappable
from app.ui.theme import Role, Size, Space, Touch


def payments(state: PaymentsPage, scene: Scene) -> ft.Control:
    """Search, day, filter, list."""
    texts = scene.texts
    shown = state.listed[: state.most]
    parts: list[ft.Control] = [
        _search(state, scene),
        _found(state, scene) if state.words else _day(state, scene),
        _sorts(state, scene),
    ]
    if shown:
        last = len(shown) - 1
        parts.append(rows([_row(each, state, scene, last=n == last) for n, each in enumerate(shown)]))
    else:
        none = texts.t("No payment fits") if state.words else texts.t("No payments on this day")
        parts.append(nothing_here(none, icon=ft.Icons.RECEIPT_LONG_OUTLINED))
    if len(state.listed) > len(shown):
        more = secondary_button(texts.t("Show more"), identifiers.ADMIN_MORE, scene.taps.more, height=Touch.LEAST)
        parts.append(ft.Row([more]))
    return page(texts.t("Payments"), parts, scene)


def _search(state: PaymentsPage, scene: Scene) -> ft.Control:
    texts = scene.texts
    return ft.Row(
        [
            ident(identifiers.ADMIN_SEARCH, scene.fields.search, expand=True),
            icon_button(ft.Icons.SEARCH, texts.t("Search"), identifiers.ADMIN_SEARCH_SUBMIT, scene.taps.search),
        ],
        spacing=Space.TIGHT,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _found(state: PaymentsPage, scene: Scene) -> ft.Control:
    texts = scene.texts
    return ft.Row(
        [
            ft.Container(lead(texts.t("Found for {words}", words=state.words)), expand=True),
            text_button(texts.t("Back to the day"), identifiers.ADMIN_SEARCH_CLEAR, scene.taps.clear_search),
        ],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _day(state: PaymentsPage, scene: Scene) -> ft.Control:
    texts = scene.texts
    written = texts.date(state.day)
    name = f"{texts.t('Today')}, {written}" if state.is_today else written
    return ft.Row(
        [
            icon_button(
                ft.Icons.CHEVRON_LEFT, texts.t("The day before"), identifiers.ADMIN_EARLIER, scene.taps.other_day(-1)
            ),
            ft.Container(lead(name), expand=True),
            icon_button(
                ft.Icons.CHEVRON_RIGHT,
                texts.t("The day after"),
                identifiers.ADMIN_LATER,
                None if state.is_today else scene.taps.other_day(+1),
            ),
        ],
        spacing=Space.TIGHT,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _sorts(state: PaymentsPage, scene: Scene) -> ft.Control:
    chips = [
        word_choice(words.sort(each, scene.texts), admin_sort(each), scene.taps.sort(each), chosen=each is state.sort)
        for each in Sorted
    ]
    return ft.Row(list(chips), spacing=Space.HAIR, scroll=ft.ScrollMode.HIDDEN)


def _row(listed: ListedPayment, state: PaymentsPage, scene: Scene, *, last: bool) -> ft.Control:
    payment, texts = listed.payment, scene.texts
    day = texts.day(payment.created_at, scene.zone, "medium") if state.words else ""
    clock = scene.clock(payment.created_at)
    order = words.order(listed.order_number, payment.share, listed.payers, texts)
    said = mark(words.payment_state(payment, scene.wallet, texts))
    price = figures(scene.money(payment.amount), size=Size.LEAD, strong=True)
    below = caption(payment.reference, no_wrap=True, overflow=ft.TextOverflow.ELLIPSIS)
    what = ft.Column([lead(order), below], spacing=2, tight=True, expand=True)
    if scene.compact:
        content: ft.Control = ft.Column(
            [
                ft.Row([ft.Container(lead(order), expand=True), price]),
                ft.Row(
                    [ft.Container(body(", ".join(filter(None, (day, clock))), colour=Role.MUTED), expand=True), said]
                ),
                below,
            ],
            spacing=Space.HAIR,
            tight=True,
        )
    else:
        content = ft.Row(
            [
                _when(day, clock),
                what,
                said,
                ft.Container(price, width=136, alignment=ft.Alignment.CENTER_RIGHT),
            ],
            spacing=Space.NORMAL,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    return tappable(admin_payment(payment.reference), content, scene.taps.payment(payment.reference), last=last)


def _when(day: str, clock: str) -> ft.Control:
    """A column of its own: the time, below the day where the list has several; the order beside it needs the room."""
    if not day:
        return ft.Container(body(clock, colour=Role.MUTED), width=Space.VAST)
    return ft.Column([body(day, colour=Role.MUTED), body(clock, colour=Role.MUTED)], spacing=2, tight=True)
