"""The checkout as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, cast

import flet as ft

from app.domain.customer import Channel
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.payment import LIFETIME
from app.domain.restaurant import Restaurant
from app.ports.errors import PortError
from app.ui.components.buttons import Tap
from app.ui.components.fields import email_look, phone_look
from app.ui.components.text import Colour
from app.ui.components.ticking import LeavingSoon, TimeLeft
from app.ui.context import GuestSession, checkout_path
from app.ui.kit import (
    Field,
    SizeClass,
    Stay,
    UiState,
    component,
    guard,
    use_idle,
    use_lasting,
    use_stay,
    use_subscription,
    use_text_field,
    use_ui,
)
from app.ui.rewards import Rewards
from app.ui.screens.checkout.model import CheckoutModel
from app.ui.screens.checkout.phone_entry import Country, PhoneRemark
from app.ui.screens.checkout.scene import Pieces, Scene, Taps
from app.ui.screens.checkout.state import (
    CheckoutState,
    Gone,
    HelloMember,
    Identify,
    Join,
    JoiningInApp,
    LookingUp,
    Offers,
    Opening,
    Paid,
    Payers,
    Summary,
    Troubled,
    Unordered,
    WaitingForApproval,
    WaitingForScan,
)
from app.ui.screens.checkout.view import draw, sheet
from app.ui.screens.checkout.views.terms import terms_sheet
from app.ui.screens.checkout.words import fault_words, opt_in_sentences, unjudged, verdict
from app.ui.texts import Texts
from app.ui.theme import Role
from app.ui.viewfinder import Ear, Verdict, Viewfinder

STAYS: Final = timedelta(seconds=60)
STAYS_WHILE_JOINING: Final = timedelta(seconds=120)
"""How long the paid screen, and joining from it, stay without a touch; then the next guest is welcome."""

QUIET: Final = timedelta(seconds=120)
"""So long without a touch before paying, and the order is shown again, which asks whether anybody is there."""

OPENING: CheckoutState = Opening()


@component
def Checkout(
    session: GuestSession, order_id: OrderId, *, on_back: Callable[[], None], on_done: Callable[[], None]
) -> ft.Control:
    """Everything between a full order and a paid one, and who it is before any dish was chosen.

    `on_back` leads to the order, `on_done` to the next guest.
    """
    ui = use_ui()
    state, show = cast("tuple[CheckoutState, Callable[[CheckoutState], None]]", ft.use_state(OPENING))
    model = ft.use_memo(lambda: _model(session, order_id, show), [order_id])
    _follow(session, order_id, model, ui)
    terms, show_terms = ft.use_state(initial=False)
    fault = state.fault if isinstance(state, Identify) else None
    error = fault_words(fault, ui.texts) if fault else None
    phone = use_text_field(ui.texts.t("Phone number"), error=error, **phone_look())
    mail_fault = ui.texts.t("This is not an e-mail address.") if _has_address_fault(state) else None
    mail = use_text_field(ui.texts.t("E-mail address (optional)"), error=mail_fault, **email_look())
    asked = state.guest.phone if isinstance(state, Join | Offers) else None
    ft.use_effect(lambda: mail.put("") if mail.value else None, [asked, order_id])
    known = not isinstance(state, Opening | Identify | LookingUp)
    home = str(session.services.restaurant.country)
    region, choose_region = ft.use_state(home)
    goal, set_goal = cast("tuple[int | None, Callable[[int | None], None]]", ft.use_state(None))

    def next_guest() -> None:
        choose_region(home)
        if known or phone.value:
            phone.put("")

    ft.use_effect(next_guest, [known, order_id])
    stay, stays = use_stay(session.clock, _stay(state), state)

    async def leave() -> None:
        if isinstance(state, Paid) and model.in_company:
            await model.back()
        else:
            await model.leave()
            on_done()

    def nobody_there() -> None:
        if isinstance(state, Payers) and state.order.state is not OrderState.OPEN:
            model.ask_whether_to_leave()
        else:
            on_back()

    _go_on_elsewhere(state, ui, on_back, on_done)
    answered = order_id in session.put_aside and not isinstance(state, Unordered)
    ft.use_effect(lambda: session.go(checkout_path(order_id)) if answered else None, [answered])
    is_there = use_idle(session.clock, QUIET, nobody_there, active=_may_be_left(state))

    def touched() -> None:
        is_there()
        stays()

    use_lasting(lambda: phone.watch(_typing(touched, model.mend)), [order_id])
    use_lasting(lambda: mail.watch(_typing(touched, model.mend_address)), [order_id])
    ways = _Ways(
        touched=touched,
        back=on_back,
        leave=leave,
        terms=lambda: show_terms(True),
        phone=phone,
        mail=mail,
        region=region,
        choose_region=choose_region,
        near=set_goal,
        stay=stay,
    )
    scene = Scene(
        texts=ui.texts,
        size=ui.size,
        house=_house(session),
        taps=_taps(model, ui, ways, state),
        pieces=_pieces(session, state, model, ui, ways),
        motion=not ui.reduced_motion,
        place=_place(session, state, ui.texts),
        goal=goal,
    )
    ft.use_dialog(sheet(state, scene))
    ft.use_dialog(
        terms_sheet(state, scene, on_close=guard(lambda: show_terms(False)))
        if terms and isinstance(state, Join)
        else None
    )
    return draw(state, scene)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Where taps lead besides the model, and what they bring along."""

    touched: Callable[[], None]
    back: Callable[[], None]
    leave: Callable[[], Awaitable[None]]
    terms: Callable[[], None]
    phone: Field
    mail: Field
    region: str
    choose_region: Callable[[str], None]
    near: Callable[[int | None], None]
    stay: Stay


def _typing(touched: Callable[[], None], mend: Callable[[], None]) -> Callable[[str], Any]:
    """What each letter in a field does: somebody is there, and what was said of the field holds no longer."""

    def typed(_: str) -> None:
        touched()
        mend()

    return guard(typed)


def _has_address_fault(state: CheckoutState) -> bool:
    return isinstance(state, Join | Offers) and state.address_fault


def _house(session: GuestSession) -> Restaurant:
    """Staff may always ask a guest in their own app; guests themselves where the restaurant offers it."""
    house = session.services.restaurant
    return replace(house, join_in_app=True) if session.is_staff else house


def _place(session: GuestSession, state: CheckoutState, texts: Texts) -> str:
    """Staff go from bill to bill: they see whose it is before they ask for money."""
    if not session.is_staff or isinstance(state, Opening | Gone | Unordered):
        return ""
    order = state.order
    called = texts.t("Order {number}", number=order.number)
    return " · ".join(filter(None, [order.table and texts.t("Table {table}", table=order.table), called]))


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


def _go_on_elsewhere(
    state: CheckoutState, ui: UiState, on_back: Callable[[], None], on_done: Callable[[], None]
) -> None:
    """Hook: with nothing to pay here, the next guest is welcome, or dishes are chosen first.

    A browser that was away may not have heard where to go: it is told again.
    """
    gone, unordered = isinstance(state, Gone), isinstance(state, Unordered)
    ft.use_effect(lambda: on_done() if gone else None, [gone, ui.epoch])
    ft.use_effect(lambda: on_back() if unordered else None, [unordered, ui.epoch])


def _may_be_left(state: CheckoutState) -> bool:
    """Whether an unattended screen goes back to the order: not while money is asked for, nor once it is paid."""
    match state:
        case (
            Identify(order=order)
            | HelloMember(order=order)
            | Offers(order=order)
            | Join(order=order)
            | Summary(order=order)
        ):
            return order.state is OrderState.OPEN
        case Payers(leaving=False, may_cut=True) | Troubled() | Unordered():
            return True
        case _:
            return False


def _stay(state: CheckoutState) -> timedelta:
    return STAYS if isinstance(state, Paid | Payers) else STAYS_WHILE_JOINING


def _taps(model: CheckoutModel, ui: UiState, ways: _Ways, state: CheckoutState) -> Taps:
    """Every tap, guarded; each tells that somebody is there. The model ignores taps while it acts."""

    def tap(work: Callable[[], Any]) -> Tap:
        def act() -> Any:
            ways.touched()
            return work()

        return guard(act)

    def switch(channel: Channel) -> Tap:
        async def choose(event: ft.Event[ft.Switch]) -> None:
            ways.touched()
            await model.choose(channel, given=bool(event.control.value))

        return guard(choose)

    async def join() -> None:
        await model.join(opt_in_sentences(model.house, ui.texts), ui.language, ways.mail.value)

    async def save_offers() -> None:
        await model.save_offers(opt_in_sentences(model.house, ui.texts), ui.language, ways.mail.value)

    def back() -> Any:
        if isinstance(state, Payers):
            return ways.back() if state.order.state is OrderState.OPEN else model.ask_whether_to_leave()
        return model.back() if model.in_company else ways.back()

    return Taps(
        offers=tap(model.look_at_offers),
        keep_offers=tap(model.keep_offers),
        save_offers=tap(save_offers),
        back=tap(back),
        submit_phone=tap(lambda: model.typed(ways.phone.value, ways.region)),
        without=tap(model.without_membership),
        to_the_bill=tap(model.to_the_bill),
        not_me=tap(model.not_me),
        email=switch(Channel.EMAIL),
        sms=switch(Channel.SMS),
        terms=tap(ways.terms),
        join=tap(join),
        join_in_app=tap(model.join_in_app),
        stop_joining=tap(model.stop_joining),
        not_now=tap(model.not_now),
        earn=tap(model.earn),
        pay=tap(model.pay),
        pay_by_code=tap(model.pay_by_code),
        another_number=tap(model.another_number),
        put_aside=tap(model.back_to_the_bill),
        cancel=tap(model.cancel),
        again=tap(model.refresh),
        done=tap(ways.leave),
        to_payers=tap(model.back) if model.is_cut else None,
        another=tap(model.another),
        add_unknown=tap(model.add_unknown),
        payer=lambda number: tap(lambda: model.focus(number)),
        take_off=lambda number: tap(lambda: model.take_off(number)),
        equally=tap(model.equally),
        by_dishes=tap(model.by_dishes),
        choose_payer=lambda number: tap(lambda: model.choose_payer(number)),
        give=lambda line_id: tap(lambda: model.give(line_id)),
        add_newcomer=tap(model.add_newcomer),
        replace=tap(model.replace_by_newcomer),
        ignore=tap(model.ignore_newcomer),
        stay=tap(model.stay),
        leave=tap(ways.leave),
    )


def _pieces(session: GuestSession, state: CheckoutState, model: CheckoutModel, ui: UiState, ways: _Ways) -> Pieces:
    """The living pieces, each made only where a view asks for it."""

    async def on_code(text: str) -> Verdict | None:
        ways.touched()
        try:
            found = await model.scanned(text)
        except PortError:
            return unjudged(ui.texts)
        return verdict(found, session.services.restaurant.payment_brand.name, ui.texts)

    def time_left() -> ft.Control:
        if isinstance(state, WaitingForApproval | WaitingForScan):
            return cast("ft.Control", TimeLeft(session.clock, state.payment.expires_at, LIFETIME))
        if isinstance(state, JoiningInApp):
            life = state.enrolment.expires_at - state.enrolment.started_at
            return cast("ft.Control", TimeLeft(session.clock, state.enrolment.expires_at, life, model.refresh))
        return ft.Container()

    def countdown() -> ft.Control:
        colour: Colour = Role.ON_STAGE if isinstance(state, Paid) else Role.MUTED
        return cast("ft.Control", LeavingSoon(session.clock, ways.stay, ways.leave, colour))

    def country() -> ft.Control:
        home, busy = str(session.services.restaurant.country), isinstance(state, LookingUp)
        piece = Country(ways.region, home, choose=ways.choose_region, touched=ways.touched, busy=busy)
        return cast("ft.Control", piece)

    def remark() -> ft.Control:
        wallet = session.services.restaurant.payment_brand.name
        silent = isinstance(state, Identify) and state.fault is not None
        return cast("ft.Control", PhoneRemark(session.clock, ways.phone, ways.region, wallet, silent=silent))

    def ear() -> ft.Control:
        return cast("ft.Control", Ear(session, on_code=on_code))

    def rewards(order: Order, brief: bool) -> ft.Control:  # noqa: FBT001  as views ask for it
        if not model.may_use_rewards:
            return ft.Container()
        low = brief and ui.size is not SizeClass.MEDIUM  # an upright tablet has room for all of them
        shown = Rewards(
            session, order, touched=ways.touched, changed=model.refresh, near=ways.near, brief=brief, low=low
        )
        return cast("ft.Control", shown)

    return Pieces(
        rewards=rewards,
        viewfinder=lambda size: Viewfinder(session, size=size, on_code=on_code),
        phone=ways.phone.control,
        address=ways.mail.control,
        country=country,
        remark=remark,
        time_left=time_left,
        countdown=countdown,
        ear=ear,
    )
