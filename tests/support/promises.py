"""What must hold whatever broke on the way: the invariants of money and posts, checked from both sides."""

import json
from collections.abc import Iterator, Mapping

from app.domain.cutting import up_to_date
from app.domain.ids import OrderId, Reference, posted_order_id
from app.domain.order import OrderState
from app.domain.outbox import MessageKind, MessageState
from app.domain.payment import Payment, PaymentReport, PaymentState
from app.domain.refund import RefundState
from app.domain.split import Share, ShareState
from app.ports.webhooks import Delivery, Outcome
from support.memory_storage import Tables

Reports = Mapping[Reference, PaymentReport]
Posts = Mapping[str, str]
"""What the programme took, by the id it was posted under: the first body of each."""

ShareKey = tuple[OrderId, int]


def broken_always(tables: Tables, reports: Reports, posted: Posts) -> list[str]:
    """What is wrong at any moment, also in the middle of something; empty when all is well."""
    return [
        *_amounts(reports),
        *_paid_once(tables, reports),
        *_pays_the_share(tables, reports),
        *_shares_add_up(tables),
        *_one_message_each(tables),
        *_everybody_pays_once(tables),
        *_posted_unpaid(tables, posted),
        *_posted_as_paid(tables, posted),
    ]


def broken_at_rest(tables: Tables, reports: Reports, posted: Posts) -> list[str]:
    """What is wrong once everything had the time to come to its end; empty when all is well."""
    return [
        *broken_always(tables, reports, posted),
        *(line for _, payment in sorted(tables.payments.items()) for line in _payment(payment, reports)),
        *_money_is_on_the_bill(tables, reports),
        *_all_is_posted(tables, posted),
        *_refunds(tables, reports),
    ]


def broken_deliveries(tables: Tables) -> list[str]:
    """What a webhook told and nobody acted on, or what one event left behind twice; empty when all is well."""
    events = [(one.reference, one.name, one.psp_reference) for one in tables.deliveries.values()]
    return [
        *(f"{event}: stored twice" for event in sorted(set(events)) if events.count(event) > 1),
        *(line for one in tables.deliveries.values() for line in _delivery(one, tables)),
    ]


def _delivery(one: Delivery, tables: Tables) -> Iterator[str]:
    known = one.reference in tables.payments
    if one.outcome is None:
        yield f"{one.name} of {one.reference}: stored and never acted on"
    elif (one.outcome is Outcome.UNKNOWN) is known:
        yield f"{one.name} of {one.reference}: {one.outcome}, though the payment is {'ours' if known else 'not ours'}"


def _amounts(reports: Reports) -> Iterator[str]:
    for reference, report in reports.items():
        if report.authorized and report.captured + report.cancelled > report.authorized:
            yield f"{reference}: captured and cancelled more than was authorized"
        if report.refunded > report.captured:
            yield f"{reference}: refunded more than was captured"


def _paid_once(tables: Tables, reports: Reports) -> Iterator[str]:
    """One payment per share, and nobody could approve a second one: a waiting request is as good as money."""
    for share, references in _holding(tables, reports).items():
        if len(references) > 1:
            yield f"{share}: paid {len(references)} times"
    for share, references in _holding(tables, reports, PaymentState.REQUESTED, PaymentState.AUTHORIZED).items():
        if len(references) > 1:
            yield f"{share}: {references} are alive together"


def _pays_the_share(tables: Tables, reports: Reports) -> Iterator[str]:
    for key, references in _holding(tables, reports).items():
        for reference in references:
            authorized, amount = reports[reference].authorized, tables.shares[key].amount
            if authorized != amount:
                yield f"{reference}: {authorized} was authorized for a share of {amount}"


def _shares_add_up(tables: Tables) -> Iterator[str]:
    """Every øre belongs to one share. While the bill can still change, its shares follow it when they are read."""
    for order in tables.orders.values():
        stored = tuple(share for (order_id, _), share in sorted(tables.shares.items()) if order_id == order.id)
        shares = up_to_date(order, stored) if order.state is OrderState.OPEN else stored
        parts = [share.amount.minor for share in shares]
        if sum(parts) != order.amount.minor and (stored or order.state is not OrderState.ABANDONED):
            yield f"{order.id}: shares of {parts} for a bill of {order.amount}"


def _one_message_each(tables: Tables) -> Iterator[str]:
    """A share that is paid is told of by one message, written with the payment; no other share has any."""
    told = [(each.order_id, each.share) for each in tables.outbox.values() if each.kind is MessageKind.ORDER]
    for key, share in tables.shares.items():
        wanted = 1 if share.state is ShareState.PAID else 0
        if told.count(key) != wanted:
            yield f"{key}: {share.state}, with {told.count(key)} messages"


def _everybody_pays_once(tables: Tables) -> Iterator[str]:
    """Each paid share keeps its own payer; one person pays one share of a bill."""
    phones = [(order_id, share.guest.phone) for (order_id, _), share in _paid(tables) if share.guest is not None]
    yield from (
        f"{order_id}: one person paid {phones.count((order_id, phone))} shares"
        for order_id, phone in sorted(set(phones))
        if phones.count((order_id, phone)) > 1
    )


def _posted_as_paid(tables: Tables, posted: Posts) -> Iterator[str]:
    """Under its own id, with its own amount, payment and payer."""
    for key, share in _paid(tables):
        posted_id = posted_order_id(*key)
        told = json.loads(posted[posted_id]) if posted_id in posted else None
        if told is None:
            continue
        payment = tables.payments[told["payment"]]
        if (told["amount"], (payment.order_id, payment.share)) != (share.amount.minor, key):
            yield f"{posted_id}: posted {told['amount']} of {payment.reference} for a share of {share.amount}"
        phone = share.guest.phone if share.guest else None
        member = share.guest is not None and share.guest.member is not None
        if told["phone"] != phone and (member or told["phone"] is not None):
            yield f"{posted_id}: posted for another payer"


def _posted_unpaid(tables: Tables, posted: Posts) -> Iterator[str]:
    paid = {posted_order_id(*key) for key, _ in _paid(tables)}
    for order in sorted(set(posted) - paid):
        yield f"{order}: posted without being paid"


def _payment(payment: Payment, reports: Reports) -> Iterator[str]:
    if payment.state.is_open:
        yield f"{payment.reference}: still {payment.state}"
    report = reports.get(payment.reference)
    if report is not None and report.state is PaymentState.AUTHORIZED:
        ours = (payment.state, payment.authorized, payment.captured, payment.cancelled, payment.refunded)
        theirs = (report.state, report.authorized, report.captured, report.cancelled, report.refunded)
        if ours != theirs:
            yield f"{payment.reference}: we have {ours}, the provider {theirs}"
    if payment.state is not PaymentState.AUTHORIZED or payment.attention is not None:
        return
    if payment.capturing is not None or payment.release_asked:
        yield f"{payment.reference}: a capture or release never ended"
    if payment.left_to_capture and payment.capture_due_at is None:
        yield f"{payment.reference}: money that nobody will ever take or release"


def _money_is_on_the_bill(tables: Tables, reports: Reports) -> Iterator[str]:
    for key, references in _holding(tables, reports).items():
        if tables.shares[key].state is not ShareState.PAID:
            yield f"{key}: {references} holds money, the share is {tables.shares[key].state}"


def _all_is_posted(tables: Tables, posted: Posts) -> Iterator[str]:
    for key, share in _paid(tables):
        if posted_order_id(*key) not in posted:
            yield f"{key}: paid at {share.paid_at} and not posted"
    for message in tables.outbox.values():
        if message.state not in {MessageState.DELIVERED, MessageState.PARKED}:
            yield f"{message.kind} of {message.order_id}-{message.share} is {message.state}: {message.reason}"


def _refunds(tables: Tables, reports: Reports) -> Iterator[str]:
    done: dict[Reference, int] = {}
    for refund in tables.refunds.values():
        if refund.state is RefundState.ASKED:
            yield f"refund {refund.reference}-{refund.number}: never settled"
        if refund.state is RefundState.DONE:
            done[refund.reference] = done.get(refund.reference, 0) + refund.amount.minor
    for reference, minor in done.items():
        if reports[reference].refunded.minor != minor:
            yield f"{reference}: refunds of {minor} done, the provider gave {reports[reference].refunded.minor}"


def _holding(tables: Tables, reports: Reports, *states: PaymentState) -> dict[ShareKey, list[Reference]]:
    """Which payments are in one of these states, by share; without states which hold or held the guest's money."""
    held: dict[ShareKey, list[Reference]] = {}
    for reference, report in sorted(reports.items()):
        if report.state in (states or {PaymentState.AUTHORIZED}):
            payment = tables.payments[reference]
            held.setdefault((payment.order_id, payment.share), []).append(reference)
    return held


def _paid(tables: Tables) -> list[tuple[ShareKey, Share]]:
    paid = ((key, share) for key, share in tables.shares.items() if share.state is ShareState.PAID)
    return sorted(paid, key=lambda pair: pair[0])
