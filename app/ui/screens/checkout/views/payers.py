"""Who pays what: one row a payer, what is unpaid in large figures, and how the rest is cut."""

from typing import assert_never

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import icon_button, primary_button, secondary_button
from app.ui.components.choices import word_choice, words_row
from app.ui.components.text import body, caption, figures, heading, lead, muted
from app.ui.identifiers import live
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import PayerRow, Payers, SharingFault, Standing
from app.ui.screens.checkout.views.frame import frame, one_line, plate, stretched
from app.ui.texts import Texts
from app.ui.theme import Corner, Layout, Role, Size, Space, Touch

ROWS = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: 560}
PANEL = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: Layout.ORDER}


def payers(state: Payers, scene: Scene) -> ft.Control:
    """Rows on the left, the rest of the bill on the right; below each other where there is less room.

    There, what is left to pay stands above the rows, so that it is in sight however many pay.
    """
    both = ft.Row(
        [
            ft.Container(_rows(state, scene), width=ROWS[scene.size]),
            ft.Container(_panel(state, scene), width=PANEL[scene.size]),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.GREAT,
        run_spacing=Space.WIDE,
    )
    foot = None if state.unpaid else one_line(scene.pieces.countdown())
    return frame(both, scene, back=scene.taps.back if state.unpaid else None, foot=foot, hears=bool(state.unpaid))


def payer_name(row: PayerRow, texts: Texts) -> str:
    """How the others at the table know a payer: never by the whole number."""
    guest = row.share.guest
    if guest is None:
        return texts.t("Guest {number}", number=row.share.number)
    if guest.member is not None and guest.member.name:
        return guest.member.name.split()[0]
    return guest.phone.masked


def sharing_fault(fault: SharingFault | None, texts: Texts) -> list[ft.Control]:
    """Why nothing was changed."""
    if fault is None:
        return []
    match fault:
        case SharingFault.BEING_PAID:
            words = texts.t("Somebody is paying right now. Wait for that first.")
        case SharingFault.NOT_OWED:
            words = texts.t("That part was paid or taken off in the meantime.")
        case SharingFault.IMPOSSIBLE:
            words = texts.t("That does not add up: each part must be enough to pay, a reward stays with its owner.")
        case _:
            assert_never(fault)
    return [live(identifiers.PAYERS_FAULT, body(words, colour=Role.ATTENTION))]


def _rows(state: Payers, scene: Scene) -> ft.Control:
    waiting = [row.share.number for row in state.rows if row.standing is Standing.UNPAID]
    first = waiting[0] if waiting else None
    title = heading(scene.texts.t("Who pays what"), level=1)
    left = [] if scene.size is SizeClass.EXPANDED else _left(state, scene.texts)
    return stretched(title, *left, *(_row(row, scene, next_one=row.share.number == first) for row in state.rows))


def _row(row: PayerRow, scene: Scene, *, next_one: bool) -> ft.Control:
    texts, small = scene.texts, scene.size is SizeClass.COMPACT
    size, padding = (Size.LEAD, Space.NORMAL) if small else (Size.TITLE, Space.WIDE)
    words: list[ft.Control] = [
        lead(payer_name(row, texts), max_lines=1, overflow=ft.TextOverflow.ELLIPSIS),
        muted(_standing_words(row, texts)),
    ]
    top = ft.Row(
        [
            _disc(row),
            ft.Column(words, spacing=2, tight=True, expand=True),
            figures(texts.money(row.share.amount.minor, row.share.amount.currency), size=size, strong=True),
        ],
        spacing=Space.TIGHT if small else Space.SNUG,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Semantics(
        identifier=identifiers.payer(row.share.number),
        container=True,
        content=plate(
            ft.Column([top, *_buttons(row, scene, next_one=next_one)], spacing=Space.SNUG, tight=True), padding=padding
        ),
    )


def _buttons(row: PayerRow, scene: Scene, *, next_one: bool) -> list[ft.Control]:
    texts, number = scene.texts, row.share.number
    name = identifiers.payer_pay(number)
    shown: list[ft.Control] = []
    match row.standing:
        case Standing.UNPAID:
            button = primary_button if next_one else secondary_button
            shown.append(ft.Container(button(texts.t("Pay this part"), name, scene.taps.payer(number)), expand=True))
        case Standing.ASKED:
            words = texts.t("Show the payment")
            shown.append(ft.Container(secondary_button(words, name, scene.taps.payer(number)), expand=True))
        case Standing.PAID | Standing.NOTHING:
            shown.append(ft.Container(expand=True))
        case _:
            assert_never(row.standing)
    if row.may_leave:
        words = texts.t("Take {name} off the bill", name=payer_name(row, texts))
        tap = scene.taps.take_off(number)
        shown.append(icon_button(ft.Icons.CLOSE, words, identifiers.payer_off(number), tap, colour=Role.MUTED))
    if row.standing in {Standing.PAID, Standing.NOTHING} and not row.may_leave:
        return []
    return [ft.Row(shown, spacing=Touch.APART, vertical_alignment=ft.CrossAxisAlignment.CENTER)]


def _disc(row: PayerRow) -> ft.Control:
    paid = row.standing is Standing.PAID
    mark: ft.Control = (
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=22, color=Role.ON_ACCENT)
        if paid
        else figures(str(row.share.number), size=Size.LEAD, colour=Role.ON_ACCENT_SOFT)
    )
    disc = ft.Container(
        mark,
        width=Touch.LEAST - Space.TIGHT,
        height=Touch.LEAST - Space.TIGHT,
        bgcolor=Role.ACCENT if paid else Role.ACCENT_SOFT,
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Semantics(exclude_semantics=True, content=disc)


def _standing_words(row: PayerRow, texts: Texts) -> str:
    match row.standing:
        case Standing.PAID:
            if row.earned:
                points = texts.n("{count} point", "{count} points", row.earned)
                return texts.t("Paid, +{points}", points=points)
            return texts.t("Paid")
        case Standing.ASKED:
            return texts.t("Waiting for the phone")
        case Standing.NOTHING:
            return texts.t("Nothing to pay yet")
        case Standing.UNPAID:
            if row.points:
                points = texts.n("{count} point", "{count} points", row.points)
                return texts.t("+{points} (estimate)", points=points)
            return texts.t("Not paid yet")
        case _:
            assert_never(row.standing)


def _panel(state: Payers, scene: Scene) -> ft.Control:
    left = _left(state, scene.texts) if scene.size is SizeClass.EXPANDED else []
    return ft.Column(
        [*left, *_ways(state, scene)],
        spacing=Space.WIDE,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _left(state: Payers, texts: Texts) -> list[ft.Control]:
    """What is left of the bill, and why nothing was changed; of a paid one, all of it."""
    whole = texts.money(state.order.amount.minor, state.order.currency)
    rest = texts.money(state.unpaid.minor, state.unpaid.currency)
    words, amount = (texts.t("Left to pay"), rest) if state.unpaid else (texts.t("Everything is paid"), whole)
    all_of_it = ft.Row(
        [ft.Container(caption(texts.t("The whole bill")), expand=True), figures(whole, size=Size.CAPTION)]
    )
    sums = ft.Column(
        [
            ft.Row(
                [
                    ft.Container(lead(words), expand=True),
                    live(identifiers.PAYERS_UNPAID, figures(amount, size=Size.HEAD, strong=True)),
                ]
            ),
            *([all_of_it] if state.unpaid else []),
        ],
        spacing=Space.HAIR,
        tight=True,
    )
    return [sums, *sharing_fault(state.fault, texts)]


def _ways(state: Payers, scene: Scene) -> list[ft.Control]:
    texts, taps = scene.texts, scene.taps
    if not state.unpaid:
        return [primary_button(texts.t("Done"), identifiers.PAYERS_DONE, taps.leave)]
    if not state.may_cut:
        return [muted(texts.t("How the rest is split can be changed once nobody is paying."))]
    equal = word_choice(
        texts.t("Equal parts"), identifiers.PAYERS_EQUALLY, taps.equally, chosen=not state.by_dishes, framed=True
    )
    dishes = word_choice(
        texts.t("By dishes"), identifiers.PAYERS_BY_DISHES, taps.by_dishes, chosen=state.by_dishes, framed=True
    )
    add = secondary_button(
        texts.t("Add another payer"), identifiers.PAYERS_ADD, taps.another, icon=ft.Icons.GROUP_ADD_OUTLINED
    )
    return [words_row([equal, dishes]), add]
