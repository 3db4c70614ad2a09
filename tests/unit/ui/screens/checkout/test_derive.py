"""Which state fits what is committed: pure, no screen needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.customer import Guest, IdentifiedBy
from app.domain.order import Order, OrderState
from app.domain.outbox import OutboxMessage
from app.domain.payment import Ending, Payment, PaymentFlow, PaymentState
from app.services.guests.attaching import still_attaches
from app.services.loyalty.estimating import Estimate
from app.services.orders.showing import OrderView
from app.ui.screens.checkout.derive import NEWS, derive
from app.ui.screens.checkout.facts import Facts, Here, Step
from app.ui.screens.checkout.state import (
    Asking,
    Cancelling,
    Gone,
    HelloMember,
    Identify,
    InDoubt,
    Join,
    NoPoints,
    Offer,
    Paid,
    PointsEarned,
    PointsOnTheirWay,
    Summary,
    Trouble,
    Troubled,
    Unordered,
    WaitingForApproval,
)
from support.clocks import START
from support.samples import PHONE, a_member, a_message, a_payment, an_order

ESTIMATE = Estimate(enabled=True, points=189)
STRANGER = Guest(phone=PHONE, identified_by=IdentifiedBy.PHONE, asked=True)
MEMBER = replace(STRANGER, member=a_member())
BILL = Here(step=Step.BILL)
NOTHING = an_order(lines=())


def facts(
    order: Order, payment: Payment | None = None, message: OutboxMessage | None = None, estimate: Estimate = ESTIMATE
) -> Facts:
    attaches = message is not None and still_attaches(message, late=False)
    view = OrderView(order=order, payment=payment, message=message, attaches=attaches)
    return Facts(view=view, estimate=estimate, now=START)


def ended(ending: Ending | None, *, ago: timedelta = timedelta(0)) -> Payment:
    return replace(a_payment(state=PaymentState.ABORTED), ending=ending, settled_at=START - ago)


def test_an_order_that_was_given_up_is_gone() -> None:
    assert derive(facts(an_order(state=OrderState.ABANDONED)), Here()) == Gone()


def test_nobody_is_known_at_first() -> None:
    assert isinstance(derive(facts(an_order()), Here()), Identify)


@pytest.mark.parametrize(
    ("guest", "estimate", "expected"),
    [
        (MEMBER, ESTIMATE, HelloMember),
        (STRANGER, ESTIMATE, Join),
        (replace(STRANGER, joined=True), ESTIMATE, Summary),
        (STRANGER, Estimate(enabled=False, points=0), Summary),
        (replace(STRANGER, asked=False), ESTIMATE, Troubled),
    ],
)
def test_a_known_guest_is_greeted_asked_to_join_or_led_on(guest: Guest, estimate: Estimate, expected: type) -> None:
    shown = derive(facts(an_order(guest=guest), estimate=estimate), Here(step=Step.GUEST))

    assert type(shown) is expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PaymentState.INTENDED, Asking),
        (PaymentState.REQUESTED, WaitingForApproval),
        (PaymentState.IN_DOUBT, InDoubt),
    ],
)
def test_an_open_payment_is_shown_whatever_the_guest_did_before(state: PaymentState, expected: type) -> None:
    shown = derive(facts(an_order(state=OrderState.PLACED), a_payment(state=state)), Here(step=Step.IDENTIFY))

    assert type(shown) is expected


def test_a_payment_that_was_given_up_is_still_watched() -> None:
    payment = replace(a_payment(state=PaymentState.REQUESTED), cancel_asked=True)

    assert isinstance(derive(facts(an_order(state=OrderState.PLACED), payment), BILL), Cancelling)


@pytest.mark.parametrize(
    ("ending", "trouble"),
    [
        (Ending.DECLINED, Trouble.DECLINED),
        (Ending.EXPIRED, Trouble.EXPIRED),
        (Ending.CANCELLED, Trouble.CANCELLED),
        (Ending.NOT_A_USER, Trouble.NOT_A_USER),
        (Ending.PUSH_NOT_ALLOWED, Trouble.NOT_A_USER),
        (Ending.NEVER_REACHED, Trouble.VIPPS_UNREACHABLE),
        (Ending.REFUSED, Trouble.REFUSED),
        (None, Trouble.REFUSED),
    ],
)
def test_a_payment_that_just_ended_is_told(ending: Ending | None, trouble: Trouble) -> None:
    shown = derive(facts(an_order(), ended(ending)), BILL)

    assert shown == Troubled(order=an_order(), estimate=ESTIMATE, trouble=trouble)


def test_every_ending_has_its_words() -> None:
    for ending in Ending:
        assert isinstance(derive(facts(an_order(), ended(ending)), BILL), Troubled)


def test_old_news_and_news_that_was_read_are_not_told_again() -> None:
    payment = ended(Ending.DECLINED)

    assert isinstance(derive(facts(an_order(), ended(Ending.DECLINED, ago=NEWS)), BILL), Summary)
    assert isinstance(
        derive(facts(an_order(), payment), replace(BILL, put_aside=frozenset({payment.reference}))), Summary
    )


PAYMENT = a_payment(state=PaymentState.AUTHORIZED)
MESSAGE = a_message()
DELIVERED = MESSAGE.delivered(START, 47, 167)


@pytest.mark.parametrize(
    ("guest", "message", "points", "offer"),
    [
        (None, MESSAGE, NoPoints(), Offer.IDENTIFY),
        (None, DELIVERED, NoPoints(), Offer.NOTHING),
        (None, replace(MESSAGE, body="{}"), NoPoints(), Offer.NOTHING),
        (STRANGER, MESSAGE, NoPoints(), Offer.JOIN),
        (MEMBER, MESSAGE, PointsOnTheirWay(), Offer.NOTHING),
        (MEMBER, MESSAGE.parked("a person must look"), PointsOnTheirWay(), Offer.NOTHING),
        (MEMBER, DELIVERED, PointsEarned(earned=47, balance=167), Offer.NOTHING),
        (replace(STRANGER, joined=True), DELIVERED, PointsEarned(earned=47, balance=167), Offer.NOTHING),
        (replace(STRANGER, asked=False), MESSAGE, PointsOnTheirWay(), Offer.NOTHING),
        (replace(STRANGER, asked=False), MESSAGE.delivered(START, 0, None), NoPoints(), Offer.NOTHING),
    ],
)
def test_the_paid_screen_promises_only_what_is_certain(
    guest: Guest | None, message: OutboxMessage, points: object, offer: Offer
) -> None:
    shown = derive(facts(an_order(state=OrderState.PAID, guest=guest), PAYMENT, message), BILL)
    assert isinstance(shown, Paid)

    assert (shown.points, shown.offer) == (points, offer)


def test_who_comes_too_late_is_told_so() -> None:
    shown = derive(facts(an_order(state=OrderState.PAID), PAYMENT, DELIVERED), replace(BILL, too_late=True))
    assert isinstance(shown, Paid)

    assert shown.offer is Offer.TOO_LATE


def test_where_no_programme_runs_nothing_is_offered() -> None:
    none = Estimate(enabled=False, points=0)
    shown = derive(facts(an_order(state=OrderState.PAID), PAYMENT, MESSAGE, none), BILL)
    assert isinstance(shown, Paid)

    assert (shown.points, shown.offer) == (NoPoints(), Offer.NOTHING)


def test_a_code_that_is_not_known_yet_is_being_checked_and_can_be_given_up() -> None:
    """The provider took the request and the answer was lost: no phone shows anything to approve."""
    order = an_order(state=OrderState.PLACED)
    payment = replace(a_payment(state=PaymentState.REQUESTED), flow=PaymentFlow.QR, redirect_url=None)

    assert InDoubt(order=order, payment=payment) == derive(facts(order, payment), Here())


@pytest.mark.parametrize(
    ("guest", "here"),
    [
        (None, BILL),
        (MEMBER, BILL),
        (STRANGER, BILL),
        (replace(STRANGER, joined=True), Here(step=Step.GUEST)),
        (replace(STRANGER, joined=True), BILL),
    ],
)
def test_before_any_dish_there_is_no_bill(guest: Guest | None, here: Here) -> None:
    assert Unordered() == derive(facts(replace(NOTHING, guest=guest)), here)


def test_before_any_dish_a_guest_is_asked_greeted_and_invited_as_always() -> None:
    shown = [
        derive(facts(NOTHING), Here()),
        derive(facts(replace(NOTHING, guest=MEMBER)), Here(step=Step.GUEST)),
        derive(facts(replace(NOTHING, guest=STRANGER)), Here(step=Step.GUEST)),
    ]

    assert [Identify, HelloMember, Join] == [type(state) for state in shown]


def test_where_no_programme_runs_a_number_leads_back_to_the_menu_before_any_dish() -> None:
    none = replace(ESTIMATE, enabled=False)

    assert Unordered() == derive(facts(replace(NOTHING, guest=STRANGER), estimate=none), Here(step=Step.GUEST))


def test_a_payment_that_ended_is_not_told_once_the_order_was_emptied() -> None:
    """Its *Try again* would ask for nothing."""
    assert isinstance(derive(facts(NOTHING, ended(Ending.DECLINED)), Here()), Identify)
