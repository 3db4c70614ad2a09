"""What about orders is not over: as long as it is there, who was on them is kept."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, literal, or_, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from app.domain.enrolment import EnrolmentState
from app.domain.outbox import MessageState
from app.domain.payment import PaymentState
from app.domain.privacy import Need, Needed
from app.domain.refund import RefundState
from app.storage.database import Transaction
from app.storage.tables import enrolments, opt_ins_due, outbox, payments, refunds, reward_holds
from app.storage.traces import Traces

PAYMENT_OPEN = payments.c.state.in_([state.value for state in PaymentState if state.is_open])
MONEY_RESERVED = payments.c.authorized > payments.c.captured + payments.c.cancelled
IN_QUESTION = payments.c.attention.is_not(None)
REFUND_UNDER_WAY = refunds.c.state == RefundState.ASKED.value
WAITING = outbox.c.state.in_([MessageState.DUE.value, MessageState.CLAIMED.value])
PARKED = outbox.c.state == MessageState.PARKED.value
REQUEST_OPEN = enrolments.c.state.in_([state.value for state in EnrolmentState if state.is_open])
# Who is to be forgotten does not want to become a member first; but what is being told now is told to its end.
ANSWER_OWED = or_(
    and_(~opt_ins_due.c.refused, opt_ins_due.c.joined_on.is_(None)), opt_ins_due.c.taken_until.is_not(None)
)
UNSETTLED = or_(PAYMENT_OPEN, and_(MONEY_RESERVED, payments.c.state == PaymentState.AUTHORIZED.value), IN_QUESTION)


def busy_orders() -> CompoundSelect[tuple[str]]:
    """The ids of all orders of which something is not over."""
    return union_all(
        select(payments.c.order_id).where(UNSETTLED),
        select(payments.c.order_id).join(refunds, refunds.c.reference == payments.c.reference).where(REFUND_UNDER_WAY),
        select(outbox.c.order_id).where(or_(WAITING, PARKED)),
        select(enrolments.c.order_id).where(REQUEST_OPEN),
        select(reward_holds.c.order_id),
    )


def unsettled_payments() -> Select[tuple[str]]:
    """The references of payments that are not over, refunds of theirs included."""
    under_way = select(refunds.c.reference).where(REFUND_UNDER_WAY)
    return select(payments.c.reference).where(or_(UNSETTLED, payments.c.reference.in_(under_way)))


async def needs_of(transaction: Transaction, traces: Traces) -> tuple[Needed, ...]:
    """What still needs this person."""
    asked: list[tuple[Need, Select[Any]]] = [
        (Need.PAYMENT_OPEN, _payment(traces, PAYMENT_OPEN)),
        (
            Need.MONEY_RESERVED,
            _payment(traces, and_(MONEY_RESERVED, payments.c.state == PaymentState.AUTHORIZED.value)),
        ),
        (Need.PAYMENT_IN_QUESTION, _payment(traces, IN_QUESTION)),
        (
            Need.REFUND_UNDER_WAY,
            select(refunds.c.reference).where(refunds.c.reference.in_(sorted(traces.references)), REFUND_UNDER_WAY),
        ),
        (Need.MESSAGE_WAITING, select(outbox.c.order_id).where(traces.outbox, WAITING)),
        (Need.MESSAGE_PARKED, select(outbox.c.order_id).where(traces.outbox, PARKED)),
        (Need.REQUEST_OPEN, select(enrolments.c.order_id).where(traces.enrolments, REQUEST_OPEN)),
        (Need.REWARD_HELD, select(reward_holds.c.order_id).where(traces.holds)),
        (
            Need.ANSWER_UNTOLD,
            select(literal("", String))
            .select_from(opt_ins_due)
            .where(opt_ins_due.c.phone == traces.person.phone, ANSWER_OWED),
        ),
    ]
    found: dict[Needed, None] = {}
    for need, statement in asked:
        found |= dict.fromkeys(Needed(need=need, what=row[0]) for row in await transaction.rows(statement))
    return tuple(found)


def _payment(traces: Traces, condition: ColumnElement[bool]) -> Select[tuple[str]]:
    return select(payments.c.reference).where(traces.payments, condition)
