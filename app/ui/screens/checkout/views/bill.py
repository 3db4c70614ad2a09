"""The bill: every line, the tax in it, what it earns, and the one button that pays."""

import flet as ft

from app.domain.order import LEAST_TO_PAY
from app.domain.share_contents import lines_of
from app.ui import identifiers
from app.ui.components.brand_button import brand_button
from app.ui.components.buttons import secondary_button, text_button
from app.ui.components.order_faces import line_face, share_face, total_face
from app.ui.components.order_panel import order_line_still, totals
from app.ui.components.points import points_chip
from app.ui.components.text import caption, heading, muted
from app.ui.estimate_words import estimate_label, points_chip_words, points_words
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import AnotherPerson, Summary, Troubled
from app.ui.screens.checkout.views.frame import buttons_at_foot, empty_table, frame, labelled, plate, stretched
from app.ui.screens.checkout.views.number import number_of
from app.ui.texts import Texts
from app.ui.theme import Layout, Space

Bill = Summary | Troubled | AnotherPerson

LINES = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: 560}
PANEL = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: Layout.ORDER}


def bill(state: Bill, scene: Scene) -> ft.Control:
    """Lines on the left, paying on the right; below each other where there is less room. There is no bill of nothing.

    Where all is one column, what is to be paid and the one button that pays it stand at the foot: no reward and no dish
    can push them away.
    """
    if not state.order.lines:
        return empty_table()
    waits, small = not isinstance(state, Summary), _one_column(scene)
    both = ft.Row(
        [
            ft.Container(plate(_lines(state, scene.texts)), width=LINES[scene.size]),
            ft.Container(_panel(state, scene, waits=waits), width=PANEL[scene.size]),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.GREAT,
        run_spacing=Space.WIDE,
    )
    foot = buttons_at_foot(_to_pay(state, scene, waits=waits), scene) if small else None
    return frame(both, scene, back=None if waits else scene.taps.back, foot=foot, hears=not waits)


def _lines(state: Bill, texts: Texts) -> ft.Control:
    """All of it; of a share by dishes only these."""
    order, share = state.order, state.share
    mine = lines_of(order, share) if share is not None and share.line_ids else order.bill_lines
    rows = [order_line_still(line_face(number, line, texts)) for number, line in enumerate(mine, start=1)]
    return ft.Column([heading(texts.t("Your order"), level=1), *rows], spacing=Space.NORMAL)


def _one_column(scene: Scene) -> bool:
    return scene.size is not SizeClass.EXPANDED


def _total(state: Bill, texts: Texts) -> ft.Control:
    if state.share is None:
        return totals(total_face(state.order, texts), texts)
    return totals(share_face(state.order, state.share, texts), texts, texts.t("Your part"))


def _whole(state: Bill, texts: Texts) -> list[ft.Control]:
    """Of which bill a part is one."""
    if state.share is None:
        return []
    whole = texts.money(state.order.amount.minor, state.order.currency)
    return [muted(texts.t("The whole bill is {amount}.", amount=whole))]


def _panel(state: Bill, scene: Scene, *, waits: bool) -> ft.Control:
    small = _one_column(scene)
    return ft.Column(
        [
            ft.Container(None if small else _total(state, scene.texts), visible=not small),
            *_whole(state, scene.texts),
            *_guest(state, scene),
            *([] if waits else [scene.pieces.rewards(state.order, True)]),
            *([] if small else [_pay(scene, waits=waits)]),
            *_split(state, scene, waits=waits),
        ],
        spacing=Space.WIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _to_pay(state: Bill, scene: Scene, *, waits: bool) -> ft.Control:
    return stretched(_total(state, scene.texts), _pay(scene, waits=waits), spacing=Space.NORMAL)


def _pay(scene: Scene, *, waits: bool) -> ft.Control:
    """The button, and what happens then."""
    return stretched(
        brand_button(scene.brand, scene.texts, identifiers.ORDER_PAY, None if waits else scene.taps.pay),
        caption(scene.texts.t("You approve the payment on your phone."), text_align=ft.TextAlign.CENTER),
    )


def _split(state: Bill, scene: Scene, *, waits: bool) -> list[ft.Control]:
    """A quiet way to pay with others, where the bill is one payer's still."""
    if state.share is not None or state.order.amount.minor < 2 * LEAST_TO_PAY:
        return []
    words = scene.texts.t("Split the bill")
    icon = ft.Icons.GROUP_ADD_OUTLINED
    return [text_button(words, identifiers.ORDER_SPLIT, None if waits else scene.taps.another, icon=icon)]


def _guest(state: Bill, scene: Scene) -> list[ft.Control]:
    """Who earns what; or, for a guest whom the programme does not know, the way to earn after all."""
    texts, guest = scene.texts, state.order.guest
    number: list[ft.Control] = [] if guest is None else [number_of(guest, scene)]
    if guest is not None and (guest.member is not None or guest.joined):
        chip = points_chip_words(state.estimate, texts, of_share=state.share is not None)
        return [*([] if chip is None else [points_chip(chip[0], below=chip[1])]), *number]
    points = points_words(state.estimate, texts)
    if points is None or (guest is not None and not guest.asked):
        return number
    earn = texts.t("Earn {points}", points=points)
    button = secondary_button(earn, identifiers.ORDER_EARN, scene.taps.earn, icon=ft.Icons.AUTO_AWESOME)
    return [*number, labelled(button, estimate_label(state.estimate, texts, of_share=state.share is not None))]
