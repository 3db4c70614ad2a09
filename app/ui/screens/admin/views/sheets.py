"""Sheets over a page: how much to give back, and the one question before anything is done."""

from dataclasses import dataclass
from typing import assert_never

import flet as ft

from app.domain.loyalty import Store
from app.domain.payment import Remedy
from app.ui import identifiers
from app.ui.components.buttons import primary_button, secondary_button, text_button
from app.ui.components.choices import word_choice, words_row
from app.ui.components.text import body, caption, heading, lead, muted
from app.ui.identifiers import admin_reason, admin_remedy, admin_store, ident, live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import (
    Attending,
    Choosing,
    Confirming,
    Disconnect,
    GiveBack,
    GiveUp,
    Pasting,
    PutAway,
    RefundFault,
    Refunding,
    ReleaseMoney,
    RewardsUsed,
    Sheet,
    TakeCare,
    TakeMoney,
    Taking,
)
from app.ui.screens.admin.views.sheet_pieces import choice, line_choice, over_page, payable, stacked
from app.ui.screens.admin.views.taking import taking
from app.ui.texts import troubles
from app.ui.theme import Role, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is about to be done, what it means, and the words on the button, which name the amount."""

    title: str
    meaning: str
    yes: str


def over(state: Sheet, scene: Scene) -> ft.BottomSheet:
    """The sheet of a state."""
    match state:
        case Refunding():
            return _refunding(state, scene)
        case Taking():
            return taking(state, scene)
        case Attending():
            return _attending(scene)
        case Confirming():
            return _confirming(state, scene)
        case Choosing():
            return _choosing(state, scene)
        case Pasting():
            return _pasting(scene)
        case _:
            assert_never(state)


def question(state: Confirming, scene: Scene) -> Question:
    """The words of the one question before a deed."""
    texts, deed, wallet = scene.texts, state.deed, scene.wallet
    match deed:
        case GiveBack(amount=amount, reason=reason):
            much = scene.money(amount)
            return Question(
                title=texts.t("Give back {amount}?", amount=much),
                meaning=texts.t(
                    "The guest gets it back through {wallet}. This cannot be undone. Reason: {reason}",
                    wallet=wallet,
                    reason=reason,
                ),
                yes=texts.t("Give back {amount}", amount=much),
            )
        case TakeMoney(amount=amount):
            much = scene.money(amount)
            return Question(
                title=texts.t("Take {amount} now?", amount=much),
                meaning=" ".join(
                    (
                        texts.t("The guest has approved it. Take it only for what was, or is now, handed over."),
                        *_of_the_rest(deed, scene),
                    )
                ),
                yes=texts.t("Take {amount}", amount=much),
            )
        case ReleaseMoney(file=file):
            much = scene.money(file.payment.left_to_capture or file.payment.amount)
            return Question(
                title=texts.t("Release {amount}?", amount=much),
                meaning=texts.t("The guest keeps the money and cannot be charged for this order any more."),
                yes=texts.t("Release {amount}", amount=much),
            )
        case GiveUp(file=file):
            much = scene.money(file.payment.amount)
            return Question(
                title=texts.t("Cancel the request for {amount}?", amount=much),
                meaning=texts.t("If the guest approves at this very moment, it still counts as paid."),
                yes=texts.t("Cancel the request"),
            )
        case TakeCare(remedy=remedy):
            return Question(
                title=texts.t("Is it taken care of?"),
                meaning=texts.t(
                    "{remedy}. It is noted in the payment's story and does not need anybody any more.",
                    remedy=troubles.remedy(remedy, texts),
                ),
                yes=texts.t("Yes, it is taken care of"),
            )
        case PutAway(waiting=waiting):
            return Question(
                title=texts.t("Put this message away?"),
                meaning=texts.t(
                    "It is not sent any more. Do it only when it was done by hand in Pongo's back office: {message}",
                    message=words.message_kind(waiting.message.kind, waiting.order_number, texts),
                ),
                yes=texts.t("Put it away"),
            )
        case RewardsUsed(count=count):
            return Question(
                title=texts.n("Is {count} reward used up?", "Are {count} rewards used up?", count),
                meaning=texts.t(
                    "Nothing more is told to Pongo about it. Say yes only after it was done there by hand."
                ),
                yes=texts.t("Yes, it is taken care of"),
            )
        case Disconnect(merchant=merchant):
            return Question(
                title=texts.t("Disconnect Pongo?"),
                meaning=texts.t(
                    "Guests pay as always, without points. Paid orders wait until Pongo is connected again: {name}",
                    name=merchant or scene.name,
                ),
                yes=texts.t("Disconnect"),
            )
        case _:
            assert_never(deed)


def _of_the_rest(deed: TakeMoney, scene: Scene) -> tuple[str, ...]:
    texts, rest = scene.texts, scene.money(deed.rest)
    if not deed.rest:
        return ()
    if deed.release_rest:
        return (texts.t("The guest keeps the other {amount}; it cannot be taken any more.", amount=rest),)
    return (texts.t("The other {amount} stays reserved.", amount=rest),)


def _confirming(state: Confirming, scene: Scene) -> ft.BottomSheet:
    asked = question(state, scene)
    return over_page(
        [
            heading(asked.title),
            body(asked.meaning),
            stacked(
                primary_button(asked.yes, identifiers.ADMIN_CONFIRM, scene.taps.confirm),
                text_button(scene.texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close),
            ),
        ],
        Confirming,
        scene,
    )


def _attending(scene: Scene) -> ft.BottomSheet:
    texts = scene.texts
    ways = [
        secondary_button(troubles.remedy(each, texts), admin_remedy(each), scene.taps.remedy(each)) for each in Remedy
    ]
    return over_page(
        [
            heading(texts.t("How was it taken care of?")),
            stacked(*ways, text_button(texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close)),
        ],
        Attending,
        scene,
    )


def _choosing(state: Choosing, scene: Scene) -> ft.BottomSheet:
    texts = scene.texts
    stores = [_store(each, scene, chosen=each.slug == state.slug) for each in state.listed]
    return over_page(
        [
            heading(texts.t("Which store is {place}?", place=state.place.name)),
            muted(texts.t("Orders of this location go to the store that you choose; those that waited leave at once.")),
            ft.Column(stores, spacing=Space.TIGHT, tight=True),
            stacked(text_button(texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close)),
        ],
        Choosing,
        scene,
    )


def _pasting(scene: Scene) -> ft.BottomSheet:
    texts = scene.texts
    return over_page(
        [
            heading(texts.t("Paste a code")),
            muted(texts.t("From the page on which Pongo's form ended: the code, or the whole address of that page.")),
            ft.Row([ident(identifiers.ADMIN_CODE, scene.fields.code, expand=True)]),
            stacked(
                primary_button(texts.t("Connect Pongo"), identifiers.ADMIN_PASTE_SUBMIT, scene.taps.paste),
                text_button(texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close),
            ),
        ],
        Pasting,
        scene,
    )


def _store(store: Store, scene: Scene, *, chosen: bool) -> ft.Control:
    return choice(
        admin_store(store.slug), [lead(store.name), caption(store.slug)], scene.taps.store(store.slug), chosen=chosen
    )


def _refunding(state: Refunding, scene: Scene) -> ft.BottomSheet:
    texts = scene.texts
    most = scene.money(state.file.refundable)
    fault = words.refund_fault(state.fault, most, texts) if state.fault else ""
    told = [live(identifiers.ADMIN_REFUND_FAULT, body(fault, colour=Role.WRONG))] if fault else []
    of_reason = state.fault is RefundFault.NO_REASON
    how = ft.Row(
        [
            word_choice(
                texts.t("By dish"),
                identifiers.ADMIN_REFUND_BY_LINE,
                scene.taps.by_amount(False),
                chosen=not state.by_amount,
            ),
            word_choice(
                texts.t("By amount"),
                identifiers.ADMIN_REFUND_BY_AMOUNT,
                scene.taps.by_amount(True),
                chosen=state.by_amount,
            ),
        ],
        spacing=Space.TIGHT,
    )
    reasons = [
        word_choice(each, admin_reason(number), scene.taps.reason(each), chosen=False, framed=True)
        for number, each in enumerate(words.reasons(texts), start=1)
    ]
    lines = [
        line_choice(number, each, scene, chosen=each.line.id in state.chosen)
        for number, each in enumerate(payable(state.file), start=1)
    ]
    chosen: list[ft.Control] = [
        ft.Container(ft.Column(lines, spacing=Space.TIGHT, tight=True), visible=not state.by_amount),
        ft.Container(
            ft.Row([ident(identifiers.ADMIN_REFUND_AMOUNT, scene.fields.amount, expand=True)]), visible=state.by_amount
        ),
    ]
    go_on = texts.t("Give back {amount}", amount=scene.money(state.price)) if not state.by_amount else texts.t("Go on")
    return over_page(
        [
            heading(texts.t("Give money back")),
            muted(texts.t("At most {amount} can still be given back.", amount=most)),
            *([how] if lines else []),
            *chosen,
            *([] if of_reason else told),
            ft.Row([ident(identifiers.ADMIN_REFUND_REASON, scene.fields.reason, expand=True)]),
            *(told if of_reason else []),
            words_row(reasons),
            stacked(
                primary_button(go_on, identifiers.ADMIN_REFUND_GO_ON, scene.taps.go_on),
                text_button(texts.t("Not now"), identifiers.ADMIN_CLOSE, scene.taps.close),
            ),
        ],
        Refunding,
        scene,
    )
