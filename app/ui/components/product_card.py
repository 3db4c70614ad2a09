"""One dish on the menu: the whole card adds it, then a stepper lies on its picture."""

from collections.abc import Iterable
from dataclasses import dataclass

import flet as ft

from app.domain.catalog import Allergen
from app.ui.components.allergens import allergen_marks
from app.ui.components.buttons import Tap
from app.ui.components.picture import picture
from app.ui.components.stepper import StepperNames, stepper
from app.ui.components.text import figures, lead, muted
from app.ui.identifiers import menu_add, menu_less, menu_more
from app.ui.texts import Texts
from app.ui.theme import Corner, Role, Size, Space, Touch

WIDE_PICTURE = 144
MARKS = 3
"""Allergens beside a price: a fourth mark would begin a second line, and the cards of a row would differ in height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What a card says; `price` is written out already."""

    product: str
    name: str
    description: str
    price: str
    picture: str | None = None
    allergens: Iterable[Allergen] = ()
    quantity: int = 0
    sold_out: bool = False


def product_card(
    face: CardFace,
    texts: Texts,
    *,
    on_add: Tap | None,
    on_more: Tap | None = None,
    on_less: Tap | None = None,
    wide: bool = False,
) -> ft.Control:
    """A card as wide as its place: picture 4:3, name in two lines at most, description in one, price, allergens.

    `on_add` answers the card, `on_more` (or `on_add`) and `on_less` its stepper; a sold-out card answers nothing.
    A wide one, for phones, has its picture at the left.
    """
    add = None if face.sold_out else on_add
    stepper_ = _corner(face, texts, on_more or on_add, on_less)
    foot = Space.TIGHT if wide else None
    corner = ft.Container(
        stepper_, left=foot, bottom=foot, top=None if wide else Space.TIGHT, right=None if wide else Space.TIGHT
    )
    card = ft.Stack([_tappable(face, texts, add, wide=wide), corner])
    return ft.Container(card, opacity=0.6 if face.sold_out else 1.0)


def _tappable(face: CardFace, texts: Texts, on_add: Tap | None, *, wide: bool) -> ft.Control:
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=menu_add(face.product),
            button=True,
            content=ft.Container(
                _beside(face, texts) if wide else _below(face, texts),
                bgcolor=Role.SURFACE,
                border=ft.Border.all(1, Role.ACCENT if face.quantity else Role.LINE),
                border_radius=Corner.CARD,
                clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
                ink=on_add is not None,
                on_click=on_add,
            ),
        )
    )


def _below(face: CardFace, texts: Texts) -> ft.Control:
    return ft.Column([picture(face.name, face.picture, corner=0), _words(face, texts)], spacing=0)


def _beside(face: CardFace, texts: Texts) -> ft.Control:
    shown = ft.Container(picture(face.name, face.picture, corner=0, ratio=None), width=WIDE_PICTURE)
    words = ft.Container(_words(face, texts), expand=True)
    return ft.Row([shown, words], spacing=0, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _words(face: CardFace, texts: Texts) -> ft.Control:
    """As high as its text, which a guest may have enlarged; three lines are kept above the foot so that cards match."""
    ellipsis = ft.TextOverflow.ELLIPSIS
    said = [lead(face.name, max_lines=2, overflow=ellipsis), muted(face.description, max_lines=1, overflow=ellipsis)]
    kept = ft.Semantics(exclude_semantics=True, content=_lines([lead(" \n ", max_lines=2), muted(" ")]))
    price = lead(texts.t("Sold out"), colour=Role.MUTED) if face.sold_out else figures(face.price, strong=True)
    marks = ft.Container(
        allergen_marks(face.allergens, texts, limit=MARKS), expand=True, alignment=ft.Alignment.CENTER_RIGHT
    )
    foot = ft.Row([price, marks], spacing=Space.TIGHT, vertical_alignment=ft.CrossAxisAlignment.CENTER)
    return ft.Container(
        ft.Column([ft.Stack([kept, _lines(said)]), foot], spacing=Space.SNUG),
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.SNUG),
    )


def _lines(texts: list[ft.Text]) -> ft.Control:
    return ft.Column(list(texts), spacing=Space.HAIR, tight=True)


def _corner(face: CardFace, texts: Texts, on_more: Tap | None, on_less: Tap | None) -> ft.Control:
    if face.sold_out:
        return ft.Container()
    if face.quantity:
        names = StepperNames(
            less_id=menu_less(face.product),
            more_id=menu_more(face.product),
            less=texts.t("One less: {name}", name=face.name),
            more=texts.t("One more: {name}", name=face.name),
        )
        return stepper(face.quantity, names, on_less=on_less, on_more=on_more, floating=True)
    plus = ft.Icon(ft.Icons.ADD, size=Size.TITLE, color=Role.ACCENT)
    return ft.Container(  # part of the card below it, not a target of its own
        plus,
        width=Touch.LEAST - Space.TIGHT,
        height=Touch.LEAST - Space.TIGHT,
        bgcolor=Role.SURFACE,
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
        shadow=ft.BoxShadow(blur_radius=12, color=ft.Colors.with_opacity(0.16, Role.SHADOW), offset=ft.Offset(0, 2)),
    )
