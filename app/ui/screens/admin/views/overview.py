"""What needs a person, in words with the fix, first; then plain health."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.domain.connection import ConnectionState
from app.domain.oversight import Health, Hearing, Overview, Reach, Reached
from app.domain.store_mapping import Drift
from app.ui import identifiers
from app.ui.components.buttons import Tap, secondary_button
from app.ui.components.text import body, lead
from app.ui.identifiers import admin_need
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Here, OverviewPage
from app.ui.screens.admin.views.comparison import compare, compared
from app.ui.screens.admin.views.pieces import card, facts, mark, nothing_here, page, section
from app.ui.screens.admin.views.pongo import key_trouble, mend_key, standing
from app.ui.screens.admin.words import Said, Tone
from app.ui.texts import troubles
from app.ui.texts.reasons import reason
from app.ui.theme import Space, Touch

MOST_DIFFERENCES = 5
"""So many are told one by one; all are in the stories of their payments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that a person must do, or know of; ``way`` leads there and is worded by ``go``."""

    title: str
    fix: str
    tone: Tone = Tone.WRONG
    go: str = ""
    way: Tap | None = None


def overview(state: OverviewPage, scene: Scene) -> ft.Control:
    """First what needs a person."""
    texts = scene.texts
    needs = [
        *_needs_of_books(state.overview, scene),
        *_needs_of_comparison(state, scene),
        *_needs_of_pongo(state, scene),
        *(_needs_of_health(state.health, scene, connected=state.connection.works) if state.health else []),
    ]
    calm = nothing_here(texts.t("Nothing needs you"), texts.t("What needs a person will stand here, with what to do."))
    ask = secondary_button(
        texts.t("Ask again"),
        identifiers.ADMIN_ASK,
        None if state.asking else scene.taps.ask_outside,
        height=Touch.LEAST,
    )
    parts: list[ft.Control] = [
        *([_need(each, number) for number, each in enumerate(needs, start=1)] or [calm]),
        section(texts.t("How things stand")),
        facts(
            [
                *_outside(state, scene),
                *_books(state.overview, scene),
                *compared(state, scene),
                *_programme(state, scene),
            ]
        ),
        ft.Row([ask, compare(scene)], spacing=Space.SNUG, run_spacing=Space.SNUG, wrap=True),
    ]
    return page(texts.t("Overview"), parts, scene)


def _need(need: Need, number: int) -> ft.Control:
    way: list[ft.Control] = []
    if need.way is not None:
        way = [ft.Row([secondary_button(need.go, admin_need(number), need.way, height=Touch.LEAST)])]
    icon = ft.Icons.ERROR_OUTLINE if need.tone is Tone.WRONG else ft.Icons.INFO_OUTLINE
    told = [ft.Column([lead(need.title), body(need.fix)], spacing=Space.HAIR, tight=True), *way]
    row = ft.Row(
        [ft.Icon(icon, size=22), ft.Column(told, spacing=Space.SNUG, tight=True, expand=True)],
        spacing=Space.SNUG,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card([row], tone=need.tone)


def _needs_of_books(seen: Overview, scene: Scene) -> Sequence[Need]:
    texts = scene.texts
    needs = []
    for each in seen.troubled:
        if each.payment.attention is None:
            continue
        trouble = troubles.attention(each.payment.attention, scene.wallet, texts)
        which = texts.t("Order {number}, {amount}", number=each.order_number, amount=scene.money(each.payment.amount))
        needs.append(
            Need(
                title=f"{which}: {trouble.title}",
                fix=trouble.fix,
                go=texts.t("Open the payment"),
                way=scene.taps.payment(each.payment.reference),
            )
        )
    if seen.parked:
        count = len(seen.parked)
        needs.append(
            Need(
                title=texts.n(
                    "{count} message was not accepted by Hey Pongo",
                    "{count} messages were not accepted by Hey Pongo",
                    count,
                ),
                fix=texts.t("Read why, mend it, then send it again. The money is not touched by this."),
                go=texts.t("Open the messages"),
                way=scene.taps.go(Here.MESSAGES),
            )
        )
    if seen.refused_guests:
        needs.append(
            Need(
                title=texts.n(
                    "Hey Pongo does not accept {count} guest who joined",
                    "Hey Pongo does not accept {count} guests who joined",
                    seen.refused_guests,
                ),
                fix=texts.t("It is tried again every day. To read why, run on the hub: taffel pongo status"),
                tone=Tone.ATTENTION,
            )
        )
    if seen.stuck_rewards:
        needs.append(
            Need(
                title=texts.n(
                    "{count} used reward could not be told to Hey Pongo",
                    "{count} used rewards could not be told to Hey Pongo",
                    seen.stuck_rewards,
                ),
                fix=texts.t("Use it up by hand in Pongo's back office, so that the guest cannot use it twice."),
                go=texts.t("Mark as taken care of"),
                way=scene.taps.rewards_used,
            )
        )
    return needs


def _needs_of_comparison(state: OverviewPage, scene: Scene) -> Sequence[Need]:
    """What the comparison found and nobody was told of otherwise."""
    texts, told = scene.texts, {each.payment.reference for each in state.overview.troubled}
    found = state.compared.unmended if state.compared is not None else ()
    return [
        Need(
            title=f"{texts.t('Order {number}', number=each.order_number)}: {troubles.differs(each.what, scene.voice)}",
            fix=troubles.fix(each.what, scene.voice),
            go=texts.t("Open the payment"),
            way=scene.taps.payment(each.reference),
        )
        for each in found
        if each.reference not in told
    ][:MOST_DIFFERENCES]


def _needs_of_pongo(state: OverviewPage, scene: Scene) -> Sequence[Need]:
    texts, go = scene.texts, scene.texts.t("Open Hey Pongo")
    needs = []
    if state.connection.key is not None:
        needs.append(
            Need(
                title=key_trouble(state.connection.key, texts),
                fix=mend_key(texts),
                go=go,
                way=scene.taps.go(Here.PONGO),
            )
        )
    elif not state.connection.works:
        again = state.connection.state is ConnectionState.NEEDS_RECONNECT
        needs.append(
            Need(
                title=texts.t("Pongo must be connected again") if again else texts.t("Pongo is not connected"),
                fix=texts.t("Guests pay as always. Paid orders wait here and leave as soon as Pongo is connected."),
                go=go,
                way=scene.taps.go(Here.PONGO),
            )
        )
    for warning in state.warnings:
        trouble = words.drift(warning, texts)
        tone = Tone.ATTENTION if warning.drift is Drift.RENAMED else Tone.WRONG
        way = scene.taps.go(Here.PONGO)
        needs.append(Need(title=trouble.title, fix=trouble.fix, tone=tone, go=go, way=way))
    if state.faults:
        needs.append(
            Need(
                title=texts.t("Guests see no points before they pay"),
                fix=texts.t("The points rules at Pongo cannot be used. Under Rewards stands what to mend."),
                tone=Tone.ATTENTION,
                go=texts.t("Open the rewards"),
                way=scene.taps.go(Here.REWARDS),
            )
        )
    if state.mistakes:
        needs.append(
            Need(
                title=texts.n(
                    "{count} reward does not fit the menu", "{count} rewards do not fit the menu", state.mistakes
                ),
                fix=texts.t(
                    "Guests see what they cannot use greyed, with a word to ask the staff. "
                    "Under Rewards stands what to mend."
                ),
                tone=Tone.ATTENTION,
                go=texts.t("Open the rewards"),
                way=scene.taps.go(Here.REWARDS),
            )
        )
    return needs


def _needs_of_health(health: Health, scene: Scene, *, connected: bool) -> Sequence[Need]:
    texts, wallet = scene.texts, scene.wallet
    needs = []
    match health.payments.reach:
        case Reach.SILENT:
            needs.append(
                Need(
                    title=texts.t("{wallet} does not answer", wallet=wallet),
                    fix=texts.t(
                        "Guests cannot pay on the tablet until it does. Payments under way are followed; nothing is "
                        "charged twice. Check the hub's internet connection."
                    ),
                )
            )
        case Reach.REFUSES:
            needs.append(
                Need(
                    title=texts.t("{wallet} does not accept our keys", wallet=wallet),
                    fix=texts.t(
                        "Compare the keys and the MSN in the hub's settings with the {wallet} portal.", wallet=wallet
                    ),
                )
            )
        case Reach.ANSWERS:
            pass
    match health.loyalty.reach if connected else Reach.ANSWERS:
        case Reach.SILENT:
            needs.append(
                Need(
                    title=texts.t("Hey Pongo does not answer"),
                    fix=texts.t("Guests pay as always. Orders wait here and are posted by themselves once it answers."),
                    tone=Tone.ATTENTION,
                )
            )
        case Reach.REFUSES:
            needs.append(
                Need(
                    title=texts.t("Hey Pongo does not accept the connection"),
                    fix=texts.t("Guests pay as always, and orders wait here. Connect Hey Pongo again."),
                )
            )
        case Reach.ANSWERS:
            pass
    if health.hearing is Hearing.MISSING:
        needs.append(
            Need(
                title=texts.t("{wallet} does not tell us of payments", wallet=wallet),
                fix=texts.t("We ask instead, so nothing is lost. To mend it, run on the hub: taffel webhooks register"),
                tone=Tone.ATTENTION,
            )
        )
    return needs


def _programme(state: OverviewPage, scene: Scene) -> list[tuple[str, ft.Control, str]]:
    texts, connection = scene.texts, state.connection
    stores = (
        Said(texts.t("Every location has one"), Tone.GOOD)
        if not state.warnings
        else Said(texts.t("Look at them"), Tone.ATTENTION)
    )
    return [
        (texts.t("Account at Hey Pongo"), mark(standing(connection, texts)), connection.merchant or ""),
        (texts.t("Stores"), mark(stores), ""),
    ]


def _outside(state: OverviewPage, scene: Scene) -> list[tuple[str, ft.Control, str]]:
    texts, health = scene.texts, state.health
    if health is None:
        asking = Said(texts.t("Asking"), Tone.QUIET)
        return [(scene.wallet, mark(asking), ""), ("Hey Pongo", mark(asking), "")]
    hearing = {
        Hearing.NO_ADDRESS: Said(texts.t("We ask every two seconds"), Tone.QUIET),
        Hearing.REGISTERED: Said(texts.t("Told at once"), Tone.GOOD),
        Hearing.MISSING: Said(texts.t("We ask every two seconds"), Tone.ATTENTION),
        Hearing.UNKNOWN: Said(texts.t("Not known now"), Tone.QUIET),
    }
    return [
        (scene.wallet, mark(_reach(health.payments, scene)), _last_answer(health.payments, scene)),
        ("Hey Pongo", mark(_reach(health.loyalty, scene)), _last_answer(health.loyalty, scene)),
        (texts.t("News of payments"), mark(hearing[health.hearing]), ""),
    ]


def _reach(reached: Reached, scene: Scene) -> Said:
    texts = scene.texts
    said = {
        Reach.ANSWERS: Said(texts.t("Answers"), Tone.GOOD),
        Reach.SILENT: Said(texts.t("Silent"), Tone.WRONG),
        Reach.REFUSES: Said(texts.t("Refuses us"), Tone.WRONG),
    }
    return said[reached.reach]


def _last_answer(reached: Reached, scene: Scene) -> str:
    texts, why = scene.texts, reason(reached.reason, scene.texts).both
    if reached.answered_at is None:
        return texts.t("No answer since the hub was started. {reason}", reason=why)
    last = texts.t("Last answer {time}", time=scene.exact(reached.answered_at))
    return f"{last}. {why}" if why else last


def _books(seen: Overview, scene: Scene) -> list[tuple[str, ft.Control, str]]:
    texts = scene.texts
    open_words = (
        texts.n("{count} open", "{count} open", seen.open_payments) if seen.open_payments else texts.t("None open")
    )
    doubt = texts.n(
        "{count} is being checked with {wallet}",
        "{count} are being checked with {wallet}",
        seen.in_doubt,
        wallet=scene.wallet,
    )
    waiting = texts.n("{count} waiting", "{count} waiting", seen.waiting) if seen.waiting else texts.t("None waiting")
    late = seen.waiting_since
    since = texts.t("The oldest since {time}", time=scene.day_and_clock(late)) if late else ""
    return [
        (
            texts.t("Payments"),
            mark(Said(open_words, Tone.ATTENTION if seen.in_doubt else Tone.QUIET)),
            doubt if seen.in_doubt else "",
        ),
        (texts.t("Messages"), mark(Said(waiting, Tone.ATTENTION if late else Tone.QUIET)), since),
        _guests(seen, scene),
    ]


def _guests(seen: Overview, scene: Scene) -> tuple[str, ft.Control, str]:
    texts, count = scene.texts, sum(seen.untold.values())
    told = texts.n("{count} waiting", "{count} waiting", count) if count else texts.t("None waiting")
    why = texts.t("Hey Pongo hears of them as soon as it can. Their answers are kept.") if count else ""
    return texts.t("Guests who joined"), mark(Said(told, Tone.ATTENTION if count else Tone.QUIET)), why
