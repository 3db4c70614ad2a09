"""One payment: how it stands, what may be done, what was given back, and everything that happened, in order."""

import flet as ft

from app.domain.catalog import say
from app.domain.oversight import PaidLine, PaymentFile, Step
from app.domain.payment import Attention, PaymentFlow
from app.domain.refund import Refund, RefundState
from app.domain.timeline import TimelineEntry
from app.ui import identifiers
from app.ui.components.buttons import primary_button, secondary_button
from app.ui.components.text import body, caption, figures, lead, muted
from app.ui.identifiers import admin_step, live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import NoSuchPage, PaymentPage
from app.ui.screens.admin.views.pieces import (
    amount,
    card,
    copied,
    facts,
    mark,
    nothing_here,
    page,
    section,
    small,
    told,
)
from app.ui.screens.admin.views.sheet_pieces import stacked
from app.ui.screens.admin.words import Tone
from app.ui.texts import stories, troubles
from app.ui.texts.reasons import reason
from app.ui.theme import Role, Size, Space, Touch

MENDS = {
    Attention.RESERVATION_GONE: Step.ATTEND,
    Attention.CAPTURE_REFUSED: Step.CAPTURE,
    Attention.RELEASE_REFUSED: Step.RELEASE,
    Attention.REFUND_REFUSED: Step.ATTEND,
    Attention.MONEY_AFTER_END: Step.RELEASE,
}
"""What the words beside a trouble ask for."""
ORDERED = (Step.CAPTURE, Step.RELEASE, Step.REFUND, Step.GIVE_UP, Step.ATTEND)


def payment(state: PaymentPage, scene: Scene) -> ft.Control:
    """From the most important down to the story."""
    texts, file = scene.texts, state.file
    parts: list[ft.Control] = [
        *_trouble(file, scene),
        _head(file, scene),
        *_steps(file, scene),
        section(texts.t("Amounts")),
        _amounts(file, scene),
    ]
    if file.lines:
        parts += [section(texts.t("What was paid for")), _lines(file, scene)]
    if file.refunds:
        parts += [section(texts.t("Refunds")), *(_refund(each, scene) for each in file.refunds)]
    if file.messages:
        parts += [section(texts.t("Messages")), _messages(file, scene)]
    parts += [section(texts.t("What happened")), _story(file, scene)]
    title = words.order(file.order_number, file.payment.share, file.payers, texts)
    back = (texts.t("Back to the payments"), identifiers.ADMIN_BACK, scene.taps.back)
    return page(title, parts, scene, back=back)


def no_such_payment(_state: NoSuchPage, scene: Scene) -> ft.Control:
    """The payment is not there."""
    texts = scene.texts
    back = (texts.t("Back to the payments"), identifiers.ADMIN_BACK, scene.taps.back)
    none = nothing_here(texts.t("This payment is not there"), icon=ft.Icons.RECEIPT_LONG_OUTLINED)
    return page(texts.t("Payments"), [none], scene, back=back)


def _trouble(file: PaymentFile, scene: Scene) -> list[ft.Control]:
    kind = file.payment.attention
    if kind is None:
        return []
    trouble = troubles.attention(kind, scene.wallet, scene.texts)
    return [card([lead(trouble.title), body(trouble.fix)], tone=Tone.WRONG)]


def _head(file: PaymentFile, scene: Scene) -> ft.Control:
    payment_, texts = file.payment, scene.texts
    how = {
        PaymentFlow.PUSH_MESSAGE: texts.t("Asked on the guest's phone"),
        PaymentFlow.QR: texts.t("Asked by a code on the tablet"),
    }
    said = live(identifiers.ADMIN_STATE, mark(words.payment_state(payment_, scene.wallet, texts)))
    return card(
        [
            ft.Row(
                [figures(scene.money(payment_.amount), size=Size.HEAD, strong=True), said],
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
                wrap=True,
            ),
            muted(f"{how[payment_.flow]}, {scene.day_and_clock(payment_.created_at)}"),
            small(payment_.reference),
        ]
    )


def _steps(file: PaymentFile, scene: Scene) -> list[ft.Control]:
    attention = file.payment.attention
    next_step = MENDS[attention] if attention is not None else None
    buttons = [
        _step(each, scene, mends=each is next_step, high=scene.compact or next_step is not None)
        for each in sorted(file.steps, key=lambda each: (each is not next_step, ORDERED.index(each)))
    ]
    if not buttons:
        return []
    if scene.compact:
        return [stacked(*buttons)]
    return [ft.Row(buttons, spacing=Space.SNUG, run_spacing=Space.SNUG, wrap=True)]


def _step(step: Step, scene: Scene, *, mends: bool, high: bool) -> ft.Control:
    """The one that mends what is wrong is the next thing to do."""
    said, identifier, tap = words.step(step, scene.texts), admin_step(step), scene.taps.step(step)
    if mends:
        return primary_button(said, identifier, tap)
    return secondary_button(said, identifier, tap, height=Touch.PRIMARY if high else Touch.LEAST)


def _amounts(file: PaymentFile, scene: Scene) -> ft.Control:
    payment_, texts = file.payment, scene.texts
    due = payment_.capture_due_at
    waits = ""
    if due is not None and payment_.left_to_capture and not payment_.release_asked:
        waits = texts.t("The rest is taken by itself: {time}", time=scene.day_and_clock(due))
    rows = [
        (texts.t("Approved by the guest"), payment_.authorized, waits),
        (texts.t("Taken"), payment_.captured, ""),
        (texts.t("Released"), payment_.cancelled, ""),
        (texts.t("Given back"), payment_.refunded, ""),
    ]
    return facts([(label, amount(scene.money(money)), below) for label, money, below in rows])


def _lines(file: PaymentFile, scene: Scene) -> ft.Control:
    return facts([_line(each, scene) for each in file.lines])


def _line(paid: PaidLine, scene: Scene) -> tuple[str, ft.Control, str]:
    line = paid.line
    name = say(line.name, scene.texts.code)
    label = f"{line.quantity} \N{MULTIPLICATION SIGN} {name}" if line.amount.minor >= 0 else name
    return label, amount(scene.money(line.amount)), scene.texts.t("Given back") if paid.given_back else ""


def _refund(refund: Refund, scene: Scene) -> ft.Control:
    texts = scene.texts
    by = texts.t("By {name}, {time}", name=refund.asked_by, time=scene.day_and_clock(refund.asked_at))
    why = told(reason(refund.answer or "", texts))
    wrong = refund.state is RefundState.REFUSED
    return card(
        [
            ft.Row(
                [
                    figures(scene.money(refund.amount), strong=True),
                    mark(words.refund_state(refund.state, texts)),
                ],
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            ),
            body(refund.reason),
            muted(by),
            *why,
        ],
        tone=Tone.WRONG if wrong else None,
    )


def _messages(file: PaymentFile, scene: Scene) -> ft.Control:
    texts = scene.texts
    return facts(
        [
            (
                words.message_kind(each.kind, file.order_number, texts),
                mark(words.message_state(each, texts)),
                reason(each.reason or "", texts).both,
            )
            for each in file.messages
        ]
    )


def _story(file: PaymentFile, scene: Scene) -> ft.Control:
    if not file.story:
        return card([muted(scene.texts.t("Nothing is written down about it."))])
    return card([_entry(each, scene, last=each is file.story[-1]) for each in file.story], tight=True)


def _entry(entry: TimelineEntry, scene: Scene, *, last: bool) -> ft.Control:
    texts = scene.texts
    times = texts.n("{count} time", "{count} times", entry.times) if entry.times > 1 else ""
    details = ", ".join(part for part in (times, stories.detail(entry.fact, texts), entry.trace_id or "") if part)
    said = [
        copied(body(stories.told(entry.fact, scene.voice), selectable=True)),
        *([small(details)] if details else []),
    ]
    when = figures(scene.exact(entry.at), size=Size.BODY, colour=Role.MUTED)
    kind = caption(words.entry_kind(entry.kind, scene.wallet, texts))
    words_ = ft.Column([kind, *said], spacing=2, tight=True, expand=True)
    return ft.Container(
        ft.Row([when, words_], spacing=Space.NORMAL, vertical_alignment=ft.CrossAxisAlignment.START),
        padding=ft.Padding.symmetric(vertical=Space.SNUG),
        border=None if last else ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
    )
