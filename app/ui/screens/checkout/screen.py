"""The checkout as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import flet as ft

from app.domain.customer import Channel
from app.domain.ids import OrderId
from app.domain.payment import LIFETIME
from app.ui.components.fields import phone_look
from app.ui.components.text import Colour
from app.ui.components.ticking import LeavingSoon, TimeLeft
from app.ui.context import GuestSession
from app.ui.kit import Field, UiState, component, guard, use_subscription, use_text_field, use_ui
from app.ui.screens.checkout.model import CheckoutModel
from app.ui.screens.checkout.scene import Pieces, Scene, Taps
from app.ui.screens.checkout.state import (
    CheckoutState,
    Gone,
    Identify,
    Join,
    Opening,
    Paid,
    WaitingForApproval,
    WaitingForScan,
)
from app.ui.screens.checkout.view import draw, sheet
from app.ui.screens.checkout.views.terms import terms_sheet
from app.ui.screens.checkout.words import fault_words, opt_in_sentences, verdict
from app.ui.theme import Role
from app.ui.viewfinder import Verdict, Viewfinder

STAYS: Final = timedelta(seconds=60)
STAYS_WHILE_JOINING: Final = timedelta(seconds=120)
"""How long the paid screen, and joining from it, stay without a touch; then the next guest is welcome."""

OPENING: CheckoutState = Opening()


@component
def Checkout(
    session: GuestSession, order_id: OrderId, *, on_back: Callable[[], None], on_done: Callable[[], None]
) -> ft.Control:
    """Everything between a full order and a paid one. `on_back` leads to the order, `on_done` to the next guest."""
    ui = use_ui()
    state, show = cast("tuple[CheckoutState, Callable[[CheckoutState], None]]", ft.use_state(OPENING))
    model = ft.use_memo(lambda: _model(session, order_id, show), [order_id])
    _follow(session, order_id, model, ui)
    terms, show_terms = ft.use_state(initial=False)
    fault = state.fault if isinstance(state, Identify) else None
    error = fault_words(fault, ui.texts) if fault else None
    phone = use_text_field(ui.texts.t("Phone number"), error=error, **phone_look())
    until = ft.use_memo(lambda: session.clock.now() + _stay(state), [state])

    async def leave() -> None:
        await model.leave()
        on_done()

    ft.use_effect(lambda: on_done() if isinstance(state, Gone) else None, [isinstance(state, Gone)])
    scene = Scene(
        texts=ui.texts,
        size=ui.size,
        house=session.services.restaurant,
        taps=_taps(model, ui, phone, back=on_back, done=leave, terms=lambda: show_terms(True)),
        pieces=_pieces(session, state, model, ui, phone, _Leaving(until, leave)),
        motion=not ui.reduced_motion,
    )
    ft.use_dialog(sheet(state, scene))
    ft.use_dialog(
        terms_sheet(state, scene, on_close=guard(lambda: show_terms(False)))
        if terms and isinstance(state, Join)
        else None
    )
    return draw(state, scene)


@dataclass(frozen=True, slots=True)
class _Leaving:
    """When the screen leaves by itself, and how."""

    until: datetime
    leave: Callable[[], Awaitable[None]]


def _model(session: GuestSession, order_id: OrderId, show: Callable[[CheckoutState], None]) -> CheckoutModel:
    return CheckoutModel(session.services, session.clock, order_id, put_aside=session.put_aside, show=show)


def _follow(session: GuestSession, order_id: OrderId, model: CheckoutModel, ui: UiState) -> None:
    """Hook: read at first, after every committed change, and after the browser was away."""

    def subscribe(tell: Callable[[None], object]) -> Callable[[], None]:
        return session.services.changes.subscribe(order_id, lambda: cast("None", tell(None)))

    async def changed(_: None) -> None:
        await model.refresh()

    use_subscription(subscribe, changed, [order_id])
    ft.use_effect(guard(model.refresh), [order_id, ui.epoch], cleanup=lambda: None)


def _stay(state: CheckoutState) -> timedelta:
    return STAYS if isinstance(state, Paid) else STAYS_WHILE_JOINING


def _taps(
    model: CheckoutModel,
    ui: UiState,
    phone: Field,
    *,
    back: Callable[[], None],
    done: Callable[[], Any],
    terms: Callable[[], None],
) -> Taps:
    """Every tap, guarded. The model ignores those that come while it acts, so a double tap acts once."""

    async def submit_phone() -> None:
        await model.typed(phone.value)

    async def email(event: ft.Event[ft.Switch]) -> None:
        await model.choose(Channel.EMAIL, given=bool(event.control.value))

    async def sms(event: ft.Event[ft.Switch]) -> None:
        await model.choose(Channel.SMS, given=bool(event.control.value))

    async def join() -> None:
        await model.join(opt_in_sentences(model.house, ui.texts), ui.language)

    return Taps(
        back=guard(back),
        submit_phone=guard(submit_phone),
        without=guard(model.without_membership),
        to_the_bill=guard(model.to_the_bill),
        not_me=guard(model.not_me),
        email=guard(email),
        sms=guard(sms),
        terms=guard(terms),
        join=guard(join),
        not_now=guard(model.not_now),
        earn=guard(model.earn),
        pay=guard(model.pay),
        pay_by_code=guard(model.pay_by_code),
        another_number=guard(model.another_number),
        put_aside=guard(model.back_to_the_bill),
        cancel=guard(model.cancel),
        again=guard(model.refresh),
        done=guard(done),
    )


def _pieces(
    session: GuestSession, state: CheckoutState, model: CheckoutModel, ui: UiState, phone: Field, leaving: _Leaving
) -> Pieces:
    """The living pieces, each made only where a view asks for it."""

    async def on_code(text: str) -> Verdict | None:
        return verdict(await model.scanned(text), session.services.restaurant.payment_brand, ui.texts)

    def time_left() -> ft.Control:
        if isinstance(state, WaitingForApproval | WaitingForScan):
            return cast("ft.Control", TimeLeft(session.clock, state.payment.expires_at, LIFETIME))
        return ft.Container()

    def countdown() -> ft.Control:
        colour: Colour = Role.ON_STAGE if isinstance(state, Paid) else Role.MUTED
        return cast("ft.Control", LeavingSoon(session.clock, leaving.until, leaving.leave, colour))

    return Pieces(
        viewfinder=lambda size: Viewfinder(session, size=size, on_code=on_code),
        phone=phone.control,
        time_left=time_left,
        countdown=countdown,
    )
