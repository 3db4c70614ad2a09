"""Two questions over the bill: what a second person's code means, and whether to go while something is unpaid."""

import flet as ft

from app.domain.customer import Guest, IdentifiedBy
from app.ui import identifiers
from app.ui.components.buttons import primary_button, secondary_button, text_button
from app.ui.components.sheets import sheet
from app.ui.components.text import body, heading, muted
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import AnotherPerson, Payers
from app.ui.screens.checkout.views.frame import stretched
from app.ui.screens.checkout.views.number import unconfirmed_words
from app.ui.texts import Texts


def another_person(state: AnotherPerson, scene: Scene) -> ft.BottomSheet:
    """Add, replace or ignore: nobody is put in another one's place unasked."""
    texts, taps = scene.texts, scene.taps
    newcomer = state.newcomer.phone.masked
    if state.present is None:
        meaning = texts.t("{newcomer} is not on this bill yet.", newcomer=newcomer)
    else:
        present = state.present.phone.masked
        meaning = texts.t("This is {newcomer}. The bill is {present}'s.", newcomer=newcomer, present=present)
    typed = state.newcomer.identified_by is IdentifiedBy.PHONE
    title = texts.t("Somebody else's number") if typed else texts.t("Somebody else's code")
    ignore = texts.t("Ignore this number") if typed else texts.t("Ignore this code")
    unconfirmed = unconfirmed_words(state.newcomer, scene)
    return sheet(
        [
            heading(title),
            body(meaning),
            *([muted(unconfirmed)] if unconfirmed else []),
            stretched(
                *_too(state, scene),
                *_instead(state.present, scene),
                text_button(ignore, identifiers.ANOTHER_IGNORE, taps.ignore),
            ),
        ],
        dismissible=False,
    )


def leaving(state: Payers, scene: Scene) -> ft.BottomSheet:
    """What is unpaid does not go away: the staff see it."""
    texts, taps = scene.texts, scene.taps
    return sheet(
        [
            heading(_unpaid(state, texts)),
            body(texts.t("If you go now, the staff get this bill and come to you for the rest.")),
            stretched(
                primary_button(texts.t("Pay the rest"), identifiers.PAYERS_STAY, taps.stay),
                text_button(texts.t("Leave it to the staff"), identifiers.PAYERS_LEAVE, taps.leave),
            ),
            ft.Row([scene.pieces.countdown()], alignment=ft.MainAxisAlignment.CENTER),
        ],
        dismissible=False,
    )


def _too(state: AnotherPerson, scene: Scene) -> list[ft.Control]:
    """Where there is something to pay together."""
    if not state.order.lines:
        return []
    words = scene.texts.t("Add as another payer")
    return [primary_button(words, identifiers.ANOTHER_ADD, scene.taps.add_newcomer)]


def _instead(present: Guest | None, scene: Scene) -> list[ft.Control]:
    if present is None:
        return []
    words = scene.texts.t("Pay instead of {present}", present=present.phone.masked)
    return [secondary_button(words, identifiers.ANOTHER_REPLACE, scene.taps.replace)]


def _unpaid(state: Payers, texts: Texts) -> str:
    return texts.t("{amount} is not paid yet", amount=texts.money(state.unpaid.minor, state.unpaid.currency))
