"""Dish by dish: choose a payer, tap what is theirs; the parts follow at once."""

import flet as ft

from app.domain.order import OrderLine
from app.ui import identifiers
from app.ui.components.buttons import primary_button
from app.ui.components.choices import words_row
from app.ui.components.order_faces import line_face
from app.ui.components.text import MEDIUM, REGULAR, body, caption, figures, heading, lead, muted
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Dishes, PayerRow, Standing
from app.ui.screens.checkout.views.frame import card, frame, headline, stretched
from app.ui.screens.checkout.views.payers import payer_name, sharing_fault
from app.ui.theme import Corner, Role, Size, Space, Touch

CHIP = 60


def dishes(state: Dishes, scene: Scene) -> ft.Control:
    """The payers on top, the dishes below; a reward stays with its owner and is not shown."""
    texts, taps = scene.texts, scene.taps
    owners = {line_id: row for row in state.rows for line_id in row.share.line_ids}
    choices = [_chip(row, state, scene) for row in state.rows if row.standing is not Standing.PAID]
    lines = [
        _line(number, line, owners.get(line.id), state, scene) for number, line in enumerate(state.order.lines, start=1)
    ]
    column = card(
        [
            ft.Column(
                [
                    heading(texts.t("Who had what?"), level=1, size=headline(scene)),
                    muted(texts.t("Choose a payer, then tap their dishes.")),
                ],
                spacing=Space.TIGHT,
                tight=True,
            ),
            words_row(choices),
            *sharing_fault(state.fault, texts),
            stretched(*lines, spacing=Touch.APART),
            stretched(primary_button(texts.t("Done"), identifiers.PAYERS_DONE, taps.to_payers)),
        ],
        scene,
        centred=False,
    )
    return frame(column, scene, back=taps.to_payers)


def _chip(row: PayerRow, state: Dishes, scene: Scene) -> ft.Control:
    """A payer over what their dishes come to; three stand beside each other on a phone."""
    texts, number = scene.texts, row.share.number
    amount = texts.money(row.share.amount.minor, row.share.amount.currency)
    chosen = number == state.chosen
    words = ft.Column(
        [
            body(payer_name(row, texts), weight=MEDIUM if chosen else REGULAR, no_wrap=True),
            figures(amount, size=Size.BODY, colour=Role.INK if chosen else Role.MUTED),
        ],
        spacing=0,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifiers.dishes_payer(number),
            button=True,
            selected=chosen,
            content=ft.Container(
                words,
                height=CHIP,
                padding=ft.Padding.symmetric(horizontal=Space.SNUG),
                bgcolor=Role.ACCENT_SOFT if chosen else Role.SURFACE,
                border=ft.Border.all(1, Role.ACCENT if chosen else Role.LINE),
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=scene.taps.choose_payer(number),
            ),
        )
    )


def _line(number: int, line: OrderLine, owner: PayerRow | None, state: Dishes, scene: Scene) -> ft.Control:
    """One large button a dish; whose it is stands beneath its name."""
    texts = scene.texts
    face = line_face(number, line, texts)
    mine = owner is not None and owner.share.number == state.chosen
    paid = owner is not None and owner.standing is Standing.PAID
    whose = payer_name(owner, texts) if owner is not None else ""
    name = f"{face.quantity} × {face.name}" if face.quantity > 1 else face.name
    words = ft.Column(
        [
            lead(name, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
            *(caption(each) for each in face.details),
            body(texts.t("Paid by {name}", name=whose) if paid else whose, colour=Role.MUTED),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )
    row = ft.Row(
        [
            ft.Icon(
                ft.Icons.CHECK_CIRCLE_ROUNDED if mine or paid else ft.Icons.CIRCLE_OUTLINED,
                size=22,
                color=Role.ACCENT if mine else Role.MUTED,
            ),
            words,
            figures(face.amount, size=Size.LEAD),
        ],
        spacing=Space.SNUG,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifiers.dishes_line(number),
            button=True,
            selected=mine,
            content=ft.Container(
                row,
                bgcolor=Role.ACCENT_SOFT if mine else Role.SURFACE,
                border=ft.Border.all(1, Role.LINE),
                border_radius=Corner.CARD,
                padding=Space.NORMAL,
                ink=not paid,
                on_click=None if paid else scene.taps.give(line.id),
            ),
        )
    )
