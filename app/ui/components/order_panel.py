"""Pieces of the order: its lines and its totals."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.ui.components.buttons import Tap
from app.ui.components.stepper import StepperNames, stepper
from app.ui.components.text import caption, figures, lead, muted
from app.ui.identifiers import ORDER_TOTAL, live, order_line, order_line_less, order_line_more
from app.ui.texts import Texts
from app.ui.theme import Role, Size, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFace:
    """An order line as it is shown; `amount` is written out already. No `quantity`: it is no piece of anything."""

    number: int
    name: str
    details: Sequence[str]
    quantity: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalFace:
    """The order's total and the VAT in it, one entry a rate: (what, how much)."""

    amount: str
    vat: Sequence[tuple[str, str]] = ()


def order_line_row(face: LineFace, texts: Texts, *, on_more: Tap | None, on_less: Tap | None) -> ft.Control:
    """Name and amount above; what was chosen and the stepper below."""
    names = StepperNames(
        less_id=order_line_less(face.number),
        more_id=order_line_more(face.number),
        less=texts.t("One less: {name}", name=face.name),
        more=texts.t("One more: {name}", name=face.name),
    )
    words: list[ft.Control] = [lead(face.name, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS)]
    words += [muted(each, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS) for each in face.details]
    return ft.Semantics(
        identifier=order_line(face.number),
        container=True,
        content=ft.Container(
            ft.Column(
                [
                    ft.Column(words, spacing=2),
                    ft.Row(
                        [stepper(face.quantity, names, on_less=on_less, on_more=on_more), figures(face.amount)],
                        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                    ),
                ],
                spacing=Space.TIGHT,
            ),
            padding=ft.Padding.symmetric(vertical=Space.SNUG),
            border=ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
        ),
    )


def order_line_still(face: LineFace) -> ft.Control:
    """A line that can no longer change: count, name, amount in one row."""
    words: list[ft.Control] = [ft.Text(face.name, size=Size.BODY, color=Role.INK)]
    words += [caption(each) for each in face.details]
    return ft.Row(
        [
            ft.Container(figures(str(face.quantity or ""), size=Size.BODY, colour=Role.MUTED), width=Space.WIDE),
            ft.Column(words, spacing=2, expand=True),
            figures(face.amount, size=Size.BODY),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def totals(face: TotalFace, texts: Texts, what: str = "") -> ft.Control:
    """The total, or what else it is, in large figures, and beneath it the VAT it holds."""
    amount = live(ORDER_TOTAL, figures(face.amount, size=Size.HEAD, strong=True))
    rows: list[ft.Control] = [
        ft.Row(
            [lead(what or texts.t("Total"), expand=True), amount],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    ]
    rows += [
        ft.Row(
            [caption(what), figures(amount, size=Size.CAPTION, colour=Role.MUTED)],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        )
        for what, amount in face.vat
    ]
    return ft.Column(rows, spacing=Space.HAIR)


def empty_order(texts: Texts) -> ft.Control:
    """What stands where the lines will be."""
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.RESTAURANT_OUTLINED, size=Space.ROOMY, color=Role.MUTED),
                muted(texts.t("Tap a dish to begin."), text_align=ft.TextAlign.CENTER),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=Space.SNUG,
        ),
        alignment=ft.Alignment.CENTER,
        expand=True,
    )
