"""From what is committed and what only this screen knows to the state that is shown: pure."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from app.domain.customer import Guest
from app.domain.enrolment import Enrolment, EnrolmentState
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState, OutboxMessage
from app.domain.payment import Ending, Payment, PaymentFlow, PaymentState
from app.services.loyalty.estimating import Estimate
from app.ui.screens.checkout.facts import Facts, Here, Step, share_in_focus
from app.ui.screens.checkout.state import (
    Asking,
    Cancelling,
    CheckoutState,
    Gone,
    HelloMember,
    Identify,
    InDoubt,
    Join,
    JoiningInApp,
    JoinNews,
    LookingUp,
    NoPoints,
    Offer,
    Offers,
    Paid,
    PointsEarned,
    PointsNews,
    PointsOnTheirWay,
    Summary,
    Trouble,
    Troubled,
    Unordered,
    WaitingForApproval,
    WaitingForScan,
)
from app.ui.screens.checkout.table import at_the_table

NEWS: Final = timedelta(minutes=2)
"""How long an ended payment is told to whoever opens the screen; older than that it is history."""


def derive(facts: Facts, here: Here) -> CheckoutState:
    """The one state that fits: what all payers look at, or else the bill as the payer in focus sees it."""
    if facts.view.order.state is OrderState.ABANDONED:
        return Gone()
    table = at_the_table(facts, here)
    if table is not None:
        return table
    seen = replace(facts, view=facts.view.seen_by(here.number))
    order = seen.view.order
    match order.state:
        case OrderState.ABANDONED:
            return Gone()
        case OrderState.PAID:
            return _after_payment(seen, here)
        case OrderState.PLACED:
            return _being_paid(order, seen.view.payment)
        case OrderState.OPEN:
            return _before_payment(seen, here)
        case _:
            assert_never(order.state)


def _before_payment(facts: Facts, here: Here) -> CheckoutState:
    order, estimate = facts.view.order, facts.estimate
    if here.trouble is not None:
        return Troubled(order=order, estimate=estimate, trouble=here.trouble, share=share_in_focus(facts, here))
    if here.asking:
        return Asking(order=order)
    ended = _ended_payment(facts, here.put_aside)
    if ended is not None and order.lines:
        trouble = _TROUBLES[ended.ending or Ending.REFUSED]
        return Troubled(order=order, estimate=estimate, trouble=trouble, share=share_in_focus(facts, here))
    in_app = _in_app(facts)
    if in_app is not None:
        return in_app
    if here.step is Step.BILL:
        return _bill(facts, here)
    return _who(facts, here)


def _bill(facts: Facts, here: Here) -> Summary | Unordered:
    """What is to be paid; there is no bill of nothing."""
    order = facts.view.order
    if not order.lines:
        return Unordered()
    return Summary(order=order, estimate=facts.estimate, share=share_in_focus(facts, here))


def _in_app(facts: Facts) -> JoiningInApp | None:
    """While the guest reads on the phone, everything else waits."""
    order, enrolment = facts.view.order, facts.view.enrolment
    if enrolment is None or not enrolment.is_waited_for(facts.now) or not _is_asked(order, enrolment):
        return None
    paid = order.state is OrderState.PAID
    return JoiningInApp(order=order, estimate=facts.estimate, enrolment=enrolment, after_payment=paid)


def _is_asked(order: Order, enrolment: Enrolment) -> bool:
    return order.guest is not None and order.guest.phone == enrolment.phone


def _said_yes_in_app(facts: Facts) -> bool:
    enrolment = facts.view.enrolment
    return enrolment is not None and enrolment.state.is_yes and _is_asked(facts.view.order, enrolment)


def _join_news(facts: Facts, here: Here) -> JoinNews | None:
    """What became of asking in the app, until the guest goes on."""
    enrolment = facts.view.enrolment
    if here.join_news is not None:
        return here.join_news
    if enrolment is None or enrolment.given_up or enrolment.id in here.put_aside:
        return None
    if not _is_asked(facts.view.order, enrolment):
        return None
    if enrolment.state is EnrolmentState.ASKED:  # its time is over, the provider's word for it still to come
        return JoinNews.EXPIRED
    fresh = enrolment.ended_at is not None and facts.now - enrolment.ended_at < NEWS
    return _JOIN_NEWS.get(enrolment.state) if fresh else None


def _ended_payment(facts: Facts, put_aside: frozenset[str]) -> Payment | None:
    """The newest payment when it just ended without money and nobody has put it aside."""
    payment = facts.view.payment
    if payment is None or not payment.state.is_unpaid_end or payment.reference in put_aside:
        return None
    fresh = payment.settled_at is not None and facts.now - payment.settled_at < NEWS
    return payment if fresh else None


def _who(facts: Facts, here: Here) -> CheckoutState:
    order, estimate = facts.view.order, facts.estimate
    guest = order.guest
    if here.looking_up:
        return LookingUp(order=order, estimate=estimate, after_payment=here.after_payment)
    if guest is None or here.step is Step.IDENTIFY:
        return Identify(order=order, estimate=estimate, fault=here.fault, after_payment=here.after_payment)
    bill = _bill(facts, here)
    if _said_yes_in_app(facts) and (guest.joined or guest.member is not None):
        return bill
    if guest.member is not None and here.step is Step.OFFERS:
        return Offers(
            order=order,
            estimate=estimate,
            guest=guest,
            email=here.email,
            sms=here.sms,
            address_fault=here.address_fault,
        )
    if guest.member is not None:
        return HelloMember(order=order, estimate=estimate, guest=guest, member=guest.member)
    if guest.joined or not estimate.enabled:
        return bill
    if not guest.asked:
        return Troubled(order=order, estimate=estimate, trouble=Trouble.PROGRAMME_UNREACHABLE)
    return Join(
        order=order,
        estimate=estimate,
        guest=guest,
        email=here.email,
        sms=here.sms,
        address_fault=here.address_fault,
        after_payment=here.after_payment,
        busy=here.asking_app,
        news=None if here.asking_app else _join_news(facts, here),
    )


def _being_paid(order: Order, payment: Payment | None) -> CheckoutState:
    if payment is None:
        return Asking(order=order)
    match payment.state:
        case PaymentState.INTENDED:
            return Asking(order=order)
        case PaymentState.IN_DOUBT:
            return InDoubt(order=order, payment=payment)
        case PaymentState.REQUESTED:
            return _waiting(order, payment)
        case (
            PaymentState.AUTHORIZED
            | PaymentState.REJECTED
            | PaymentState.ABORTED
            | PaymentState.EXPIRED
            | PaymentState.TERMINATED
        ):  # the order moves in the same transaction: this is another share's news
            return Asking(order=order)
        case _:
            assert_never(payment.state)


def _waiting(order: Order, payment: Payment) -> CheckoutState:
    if payment.cancel_asked:
        return Cancelling(order=order, payment=payment)
    if payment.flow is PaymentFlow.PUSH_MESSAGE:
        return WaitingForApproval(order=order, payment=payment)
    if payment.redirect_url is None:  # the code was in an answer that was lost: it is asked for again
        return InDoubt(order=order, payment=payment)
    instead = order.guest is not None  # with a number known, the code follows a request that could not be sent
    return WaitingForScan(order=order, payment=payment, code=payment.redirect_url, instead=instead)


def _after_payment(facts: Facts, here: Here) -> CheckoutState:
    order, payment, message = facts.view.order, facts.view.payment, facts.view.message
    if payment is None:
        return Gone()
    credited = order.guest is not None and (order.guest.member is not None or order.guest.joined)
    in_app = _in_app(facts)
    if in_app is not None and not credited:
        return in_app
    too_late = here.too_late or (_said_yes_in_app(facts) and not credited)
    if here.after_payment and not too_late and not credited:
        shown = _who(facts, here)
        if isinstance(shown, Identify | LookingUp | Join):
            return shown
    return Paid(
        order=order,
        payment=payment,
        estimate=facts.estimate,
        points=_points(order.guest, message, facts.estimate),
        offer=Offer.TOO_LATE if too_late else _offer(facts, credited=credited),
        share=share_in_focus(facts, here),
        unpaid=facts.view.unpaid if facts.view.is_cut else None,
    )


def _points(guest: Guest | None, message: OutboxMessage | None, estimate: Estimate) -> PointsNews:
    if guest is None or not estimate.enabled:
        return NoPoints()
    certain = guest.member is not None or guest.joined
    if guest.asked and not certain:
        return NoPoints()
    if message is None or message.state is not MessageState.DELIVERED:
        return PointsOnTheirWay()
    if not certain and not message.points_earned:
        return NoPoints()
    return PointsEarned(earned=message.points_earned, balance=message.balance)


def _offer(facts: Facts, *, credited: bool) -> Offer:
    guest = facts.view.order.guest
    if not facts.estimate.enabled or not facts.view.attaches:
        return Offer.NOTHING
    if guest is None:
        return Offer.IDENTIFY
    if guest.asked and not credited:
        return Offer.JOIN
    return Offer.NOTHING


_JOIN_NEWS: Final = {
    EnrolmentState.DENIED: JoinNews.DENIED,
    EnrolmentState.EXPIRED: JoinNews.EXPIRED,
    EnrolmentState.MISTRUSTED: JoinNews.MISTRUSTED,
    EnrolmentState.LOST: JoinNews.LOST,
}
_TROUBLES: Final = {
    Ending.DECLINED: Trouble.DECLINED,
    Ending.EXPIRED: Trouble.EXPIRED,
    Ending.CANCELLED: Trouble.CANCELLED,
    Ending.NOT_A_USER: Trouble.NOT_A_USER,
    Ending.PUSH_NOT_ALLOWED: Trouble.NOT_A_USER,
    Ending.CODE_REFUSED: Trouble.NOT_A_USER,
    Ending.NEVER_REACHED: Trouble.VIPPS_UNREACHABLE,
    Ending.REFUSED: Trouble.REFUSED,
}
