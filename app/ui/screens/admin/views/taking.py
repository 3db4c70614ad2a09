"""The sheet that asks how much of the reserved money is taken, and what becomes of the rest."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import primary_button, text_button
from app.ui.components.choices import word_choice
from app.ui.components.text import body, caption, heading, lead, muted
from app.ui.identifiers import admin_take, ident, live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Much, Taking
from app.ui.screens.admin.views.sheet_pieces import choice, line_choice, over_page, payable, stacked
from app.ui.theme import Role, Space


def taking(state: Taking, scene: Scene) -> ft.BottomSheet:
    """All of it is one tap away; a part says first what the rest becomes."""
    texts, left = scene.texts, scene.money(state.file.payment.left_to_capture)
    fault = words.capture_fault(state.fault, left, texts) if state.fault else ""
    return over_page(
        [
            heading(texts.t("Take the money")),
            muted(texts.t("{amount} is reserved. Take it only for what was, or is now, handed over.", amount=left)),
            _ways(state, scene),
            *_how_much(state, scene),
            *([live(identifiers.ADMIN_TAKE_FAULT, body(fault, colour=Role.WRONG))] if fault else []),
            ft.Container(_rest(state, scene), visible=state.much is not Much.ALL),
            stacked(
                primary_button(_go_on(state, scene), identifiers.ADMIN_TAKE_GO_ON, scene.taps.go_on_taking),
                text_button(texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close),
            ),
        ],
        Taking,
        scene,
    )


def _ways(state: Taking, scene: Scene) -> ft.Control:
    texts = scene.texts
    names = {Much.ALL: texts.t("All of it"), Much.BY_LINE: texts.t("By dish"), Much.BY_AMOUNT: texts.t("By amount")}
    ways = [each for each in Much if each is not Much.BY_LINE or payable(state.file)]
    return ft.Row(
        [
            word_choice(names[each], admin_take(each), scene.taps.take_by(each), chosen=each is state.much)
            for each in ways
        ],
        spacing=Space.TIGHT,
        wrap=True,
    )


def _how_much(state: Taking, scene: Scene) -> list[ft.Control]:
    lines = [
        line_choice(number, each, scene, chosen=each.line.id in state.chosen)
        for number, each in enumerate(payable(state.file), start=1)
    ]
    field = ident(identifiers.ADMIN_TAKE_AMOUNT, scene.fields.amount, expand=True)
    return [
        ft.Container(ft.Column(lines, spacing=Space.TIGHT, tight=True), visible=state.much is Much.BY_LINE),
        ft.Container(ft.Row([field]), visible=state.much is Much.BY_AMOUNT),
    ]


def _rest(state: Taking, scene: Scene) -> ft.Control:
    texts = scene.texts
    return ft.Column(
        [
            caption(texts.t("What is not taken")),
            choice(
                identifiers.ADMIN_TAKE_RELEASE,
                [lead(texts.t("The guest keeps it"))],
                scene.taps.release_rest(True),
                chosen=state.release_rest,
            ),
            choice(
                identifiers.ADMIN_TAKE_KEEP,
                [lead(texts.t("It stays reserved, to be taken later"))],
                scene.taps.release_rest(False),
                chosen=not state.release_rest,
            ),
        ],
        spacing=Space.TIGHT,
        tight=True,
    )


def _go_on(state: Taking, scene: Scene) -> str:
    texts = scene.texts
    amounts = {Much.ALL: state.file.payment.left_to_capture, Much.BY_LINE: state.price}
    amount = amounts.get(state.much)
    return texts.t("Go on") if amount is None else texts.t("Take {amount}", amount=scene.money(amount))
