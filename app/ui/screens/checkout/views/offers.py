"""A member's answers about offers: two switches as they stand, saved together."""

import flet as ft

from app.domain.customer import Channel
from app.ui import identifiers
from app.ui.components.buttons import primary_button
from app.ui.components.choices import switch_row
from app.ui.components.phone import masked_phone
from app.ui.components.text import body, heading
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Offers
from app.ui.screens.checkout.views.address import address_row
from app.ui.screens.checkout.views.frame import card, frame, headline, plate, stretched
from app.ui.screens.checkout.words import opt_in_sentences
from app.ui.theme import Space


def offers(state: Offers, scene: Scene) -> ft.Control:
    """Whose answers they are, both switches, and *save*; the way back leaves everything as it was."""
    texts, taps = scene.texts, scene.taps
    sentences = opt_in_sentences(scene.house, texts)
    return frame(
        card(
            [
                ft.Column(
                    [
                        heading(texts.t("Offers from {house}", house=scene.house.name), level=1, size=headline(scene)),
                        body(texts.t("You decide, and may change your mind here at any time.")),
                        masked_phone(state.guest.phone.masked),
                    ],
                    spacing=Space.SNUG,
                    tight=True,
                ),
                plate(
                    stretched(
                        switch_row(
                            sentences[Channel.EMAIL], identifiers.OFFERS_EMAIL, value=state.email, on_change=taps.email
                        ),
                        address_row(scene, identifiers.OFFERS_ADDRESS, wanted=state.email),
                        switch_row(sentences[Channel.SMS], identifiers.OFFERS_SMS, value=state.sms, on_change=taps.sms),
                    )
                ),
                stretched(primary_button(texts.t("Save"), identifiers.OFFERS_SAVE, taps.save_offers)),
            ],
            scene,
            centred=False,
        ),
        scene,
        back=taps.keep_offers,
    )
