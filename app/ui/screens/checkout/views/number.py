"""Whose number it is, and whether the wallet vouches for it."""

import flet as ft

from app.domain.customer import Guest, IdentifiedBy
from app.ui import identifiers
from app.ui.components.phone import masked_phone
from app.ui.components.text import muted
from app.ui.screens.checkout.scene import Scene
from app.ui.theme import Space


def number_of(guest: Guest, scene: Scene, *, centred: bool = False) -> ft.Control:
    """The masked number; beneath it, in calm words, that nobody but the code itself tells it."""
    words = unconfirmed_words(guest, scene)
    told = muted(words, text_align=ft.TextAlign.CENTER if centred else ft.TextAlign.START)
    line = [identifiers.live(identifiers.GUEST_UNCONFIRMED, told)] if words else []
    across = ft.CrossAxisAlignment.CENTER if centred else ft.CrossAxisAlignment.START
    return ft.Column(
        [masked_phone(guest.phone.masked), *line], spacing=Space.TIGHT, tight=True, horizontal_alignment=across
    )


def unconfirmed_words(guest: Guest, scene: Scene) -> str:
    """What to say of a code that was read while the wallet could not be asked; nothing of any other guest."""
    if guest.identified_by is not IdentifiedBy.VIPPS_QR_OFFLINE:
        return ""
    return scene.texts.t(
        "This number was read from the code: {wallet} did not answer and has not confirmed it. You can go on as usual.",
        wallet=scene.wallet,
    )
