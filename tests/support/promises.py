"""What must hold whatever broke on the way: the invariants of money and posts, checked from both sides."""

from collections.abc import Iterator, Mapping

from app.domain.ids import OrderId, Reference, posted_order_id
from app.domain.outbox import MessageState
from app.domain.payment import Payment, PaymentReport, PaymentState
from app.domain.refund import RefundState
from app.domain.split import Share, ShareState
from app.ports.webhooks import Delivery, Outcome
from support.memory_storage import Tables

Reports = Mapping[Reference, PaymentReport]
ShareKey = tuple[OrderId, int]


def broken_always(tables: Tables, reports: Reports, posted: set[str]) -> list[str]:
    """What is wrong at any moment, also in the middle of something; empty when all is well."""
    return [*_amounts(reports), *_paid_once(tables, reports), *_posted_unpaid(tables, posted)]


def broken_at_rest(tables: Tables, reports: Reports, posted: set[str]) -> list[str]:
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
    for share, references in _holding(tables, reports).items():
        if len(references) > 1:
            yield f"{share}: paid {len(references)} times"


def _posted_unpaid(tables: Tables, posted: set[str]) -> Iterator[str]:
    paid = {posted_order_id(*key) for key, _ in _paid(tables)}
    for order in sorted(posted - paid):
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


def _all_is_posted(tables: Tables, posted: set[str]) -> Iterator[str]:
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


def _holding(tables: Tables, reports: Reports) -> dict[ShareKey, list[Reference]]:
    """Which payments hold or held the guest's money, by share."""
    held: dict[ShareKey, list[Reference]] = {}
    for reference, report in sorted(reports.items()):
        if report.state is PaymentState.AUTHORIZED:
            payment = tables.payments[reference]
            held.setdefault((payment.order_id, payment.share), []).append(reference)
    return held


def _paid(tables: Tables) -> list[tuple[ShareKey, Share]]:
    paid = ((key, share) for key, share in tables.shares.items() if share.state is ShareState.PAID)
    return sorted(paid, key=lambda pair: pair[0])
