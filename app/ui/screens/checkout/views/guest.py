"""The guest is known: a member is greeted, everybody else may join, with two separate questions."""

import flet as ft

from app.domain.customer import Channel
from app.ui import identifiers
from app.ui.components.buttons import primary_button, secondary_button, text_button
from app.ui.components.choices import switch_row
from app.ui.components.points import balance_ring, points_chip
from app.ui.components.text import body, heading
from app.ui.estimate_words import estimate_label, points_chip_words, points_words
from app.ui.identifiers import live
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import HelloMember, Join
from app.ui.screens.checkout.views.address import address_row
from app.ui.screens.checkout.views.frame import (
    buttons_at_foot,
    card,
    frame,
    headline,
    labelled,
    one_line,
    plate,
    stretched,
)
from app.ui.screens.checkout.views.number import number_of
from app.ui.screens.checkout.words import join_news_words, opt_in_sentences
from app.ui.theme import Role, Size, Space

GREETING = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: 560, SizeClass.EXPANDED: 360}
WAY_ON = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: 560, SizeClass.EXPANDED: 480}
RING = {SizeClass.COMPACT: 112, SizeClass.MEDIUM: 176, SizeClass.EXPANDED: 176}
"""Pixels; the narrowest fit a phone of 360."""


def hello(state: HelloMember, scene: Scene) -> ft.Control:
    """Who it is and what they have on one side; what they may use and the way on, on the other or below."""
    size = scene.size
    sides: list[ft.Control] = [
        ft.Container(_greeting(state, scene), width=GREETING[size]),
        ft.Container(_way_on(state, scene), width=WAY_ON[size]),
    ]
    both = ft.Row(
        sides,
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=Space.GREAT,
        run_spacing=Space.WIDE,
    )
    foot = buttons_at_foot(_on(scene), scene)
    return frame(both, scene, back=scene.taps.back, foot=foot if size is SizeClass.COMPACT else None, hears=True)


def _greeting(state: HelloMember, scene: Scene) -> ft.Control:
    """Name if known, masked number, balance, and what this order would add."""
    texts, member = scene.texts, state.member
    greeting = texts.t("Hello, {name}", name=member.name.split()[0]) if member.name else texts.t("Welcome back")
    pieces: list[ft.Control] = [
        ft.Column(
            [
                heading(greeting, level=1, size=Size.LARGE, text_align=ft.TextAlign.CENTER),
                number_of(state.guest, scene, centred=True),
            ],
            spacing=Space.TIGHT,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    ]
    if member.points is not None:
        ring = balance_ring(member.points, texts, goal=scene.goal, size=RING[scene.size])
        pieces.append(ft.Semantics(identifier=identifiers.MEMBER_BALANCE, content=ring))
    pieces += _chip(state, scene)
    offers = text_button(texts.t("Offers by e-mail and SMS"), identifiers.MEMBER_OFFERS, scene.taps.offers)
    pieces.append(offers)
    return ft.Column(pieces, spacing=Space.WIDE, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)


def _way_on(state: HelloMember, scene: Scene) -> ft.Control:
    """Rewards, and beneath them the way on; on a phone that stands at the foot, where no reward can push it away."""
    shown = scene.pieces.rewards(state.order, False)
    return stretched(shown, *([] if scene.size is SizeClass.COMPACT else [_on(scene)]), spacing=Space.WIDE)


def _on(scene: Scene) -> ft.Control:
    texts, taps = scene.texts, scene.taps
    return stretched(
        primary_button(texts.t("Continue"), identifiers.MEMBER_CONTINUE, taps.to_the_bill),
        text_button(texts.t("That is not me"), identifiers.MEMBER_NOT_ME, taps.not_me),
    )


def join(state: Join, scene: Scene) -> ft.Control:
    """Two switches, both off; *join* and *not now* at the same size."""
    texts, taps = scene.texts, scene.taps
    points = points_words(state.estimate, texts)
    programme = state.estimate.programme_name or scene.house.name
    sentences = opt_in_sentences(scene.house, texts)
    yes = texts.t("Join and earn {points}", points=points) if points else texts.t("Join")
    return frame(
        card(
            [
                ft.Column(
                    [
                        heading(texts.t("Join {programme}?", programme=programme), level=1, size=headline(scene)),
                        body(_why(state, scene, points)),
                        number_of(state.guest, scene),
                    ],
                    spacing=Space.SNUG,
                    tight=True,
                ),
                *_news(state, scene),
                plate(
                    stretched(
                        switch_row(
                            sentences[Channel.EMAIL], identifiers.JOIN_EMAIL, value=state.email, on_change=taps.email
                        ),
                        address_row(scene, identifiers.JOIN_ADDRESS, wanted=state.email),
                        switch_row(sentences[Channel.SMS], identifiers.JOIN_SMS, value=state.sms, on_change=taps.sms),
                    )
                ),
                stretched(
                    labelled(
                        primary_button(yes, identifiers.JOIN_CONFIRM, taps.join, busy=state.busy),
                        estimate_label(state.estimate, texts),
                    ),
                    secondary_button(
                        texts.t("Not now"), identifiers.JOIN_NOT_NOW, None if state.busy else taps.not_now
                    ),
                    ft.Row(
                        [*_in_app(state, scene), *_terms(state, scene)],
                        wrap=True,
                        alignment=ft.MainAxisAlignment.CENTER,
                        spacing=Space.SNUG,
                        run_spacing=Space.SNUG,
                    ),
                ),
            ],
            scene,
            centred=False,
        ),
        scene,
        back=None if state.after_payment else taps.not_me,
        foot=one_line(scene.pieces.countdown()) if state.after_payment else None,
        hears=not state.after_payment,
    )


def _why(state: Join, scene: Scene, points: str | None) -> str:
    if points is None:
        return scene.texts.t("You are not a member yet. Membership is free.")
    if state.after_payment:
        return scene.texts.t("You are not a member yet. Join now and this order still counts.")
    return scene.texts.t("You are not a member yet. Join now and this order counts already.")


def _news(state: Join, scene: Scene) -> list[ft.Control]:
    if state.news is None:
        return []
    words = body(join_news_words(state.news, scene.wallet, scene.texts), colour=Role.ATTENTION)
    return [live(identifiers.JOIN_NEWS, words)]


def _in_app(state: Join, scene: Scene) -> list[ft.Control]:
    """A quiet second way, where the restaurant offers it."""
    if not scene.house.join_in_app:
        return []
    words = scene.texts.t("Join in {wallet} on my phone", wallet=scene.wallet)
    return [text_button(words, identifiers.JOIN_IN_APP, None if state.busy else scene.taps.join_in_app)]


def _terms(state: Join, scene: Scene) -> list[ft.Control]:
    if not (state.estimate.terms_url or scene.house.terms_url):
        return []
    return [text_button(scene.texts.t("Read the terms"), identifiers.JOIN_TERMS, scene.taps.terms)]


def _chip(state: HelloMember, scene: Scene) -> list[ft.Control]:
    words = points_chip_words(state.estimate, scene.texts)
    return [] if words is None else [points_chip(words[0], below=words[1], centred=True)]
