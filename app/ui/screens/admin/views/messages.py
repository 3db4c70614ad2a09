"""Messages that are not delivered: those that need a person first, each with its reason."""

import flet as ft

from app.domain.outbox import MessageState
from app.domain.oversight import WaitingMessage
from app.ui.components.buttons import secondary_button, text_button
from app.ui.components.text import lead, muted
from app.ui.identifiers import admin_message, admin_message_again, admin_message_away, admin_payment, live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import MessagesPage
from app.ui.screens.admin.views.pieces import card, mark, nothing_here, page, section, told
from app.ui.screens.admin.words import Tone
from app.ui.texts.reasons import reason
from app.ui.theme import Space, Touch


def messages(state: MessagesPage, scene: Scene) -> ft.Control:
    """Parked, then waiting."""
    texts = scene.texts
    parked = [each for each in state.waiting if each.message.state is MessageState.PARKED]
    waiting = [each for each in state.waiting if each.message.state is not MessageState.PARKED]
    if not state.waiting:
        calm = nothing_here(texts.t("Everything is delivered"), texts.t("Every paid order has reached Hey Pongo."))
        return page(texts.t("Messages"), [calm], scene)
    parts: list[ft.Control] = []
    if parked:
        parts += [section(texts.t("Need you")), *(_card(each, scene) for each in parked)]
    if waiting:
        parts += [section(texts.t("Go out by themselves")), *(_card(each, scene) for each in waiting)]
    return page(texts.t("Messages"), parts, scene)


def _card(waiting: WaitingMessage, scene: Scene) -> ft.Control:
    message, texts = waiting.message, scene.texts
    parked = message.state is MessageState.PARKED
    said = live(admin_message(message.id), mark(words.message_state(message, texts)))
    title = ft.Row(
        [ft.Container(lead(words.message_kind(message.kind, waiting.order_number, texts)), expand=True), said],
        spacing=Space.NORMAL,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(
        [
            title,
            *told(reason(message.reason or "", texts)),
            muted(_when(waiting, scene)),
            *_ways(waiting, scene),
        ],
        tone=Tone.WRONG if parked else None,
    )


def _when(waiting: WaitingMessage, scene: Scene) -> str:
    message, texts = waiting.message, scene.texts
    written = texts.t("Since {time}", time=scene.day_and_clock(message.created_at))
    tries = texts.n("tried {count} time", "tried {count} times", message.attempts) if message.attempts else ""
    following = ""
    if message.state is MessageState.DUE:
        following = texts.t("next try {time}", time=scene.exact(message.due_at))
    return ", ".join(part for part in (written, tries, following) if part)


def _ways(waiting: WaitingMessage, scene: Scene) -> list[ft.Control]:
    message, texts, taps = waiting.message, scene.texts, scene.taps
    ways: list[ft.Control] = []
    if waiting.may_be_tried_again:
        ways += [
            secondary_button(
                texts.t("Send it again"),
                admin_message_again(message.id),
                taps.try_again(message.id),
                height=Touch.LEAST,
            ),
            text_button(texts.t("Put it away"), admin_message_away(message.id), taps.put_away(message.id)),
        ]
    elif message.state is MessageState.PARKED and waiting.reference is not None:
        ways.append(
            secondary_button(
                texts.t("Open the payment"),
                admin_payment(f"{waiting.reference}.{message.id}"),
                taps.payment(waiting.reference),
                height=Touch.LEAST,
            )
        )
    return [ft.Row(ways, spacing=Space.SNUG, run_spacing=Space.TIGHT, wrap=True)] if ways else []
