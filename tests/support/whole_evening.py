"""A database in which two guests left every trace that there is: what erasing and removing are judged by."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.domain.customer import Channel, EmailAddress, Guest, IdentifiedBy, Member, PhoneNumber
from app.domain.enrolment import EnrolmentId, EnrolmentState
from app.domain.facts import Written
from app.domain.ids import LineId, OrderId, payment_reference
from app.domain.order import OrderState
from app.domain.outbox import MessageState
from app.domain.payment import PaymentState
from app.domain.refund import Refund, RefundState
from app.domain.reward import Hold, HoldId, RewardId, RewardKind, TakenReward
from app.domain.split import ShareState
from app.domain.timeline import EntryKind, TimelineEntry
from app.ports.webhooks import Delivery, Outcome, Source
from app.storage.tables import metadata
from app.storage.unit_of_work import SqlStorage
from support.clocks import START
from support.samples import a_consent, a_line, a_message, a_payment, a_share, an_enrolment, an_order, nok

KARI: Final = PhoneNumber("4712345678")
OLA: Final = PhoneNumber("4798765432")
KARIS: Final = ("4712345678", "12345678", "123 45 678", "cus_kari", "sub-kari", "Kari", "Nordmann")
OLAS: Final = ("4798765432", "cus_ola", "sub-ola", "Olsen")


def _member(phone: PhoneNumber) -> Member:
    kari = phone == KARI
    return Member(
        customer_id="cus_kari" if kari else "cus_ola",
        phone=phone,
        name="Kari Nordmann" if kari else "Ola Olsen",
        points=120,
        email_opt_in=True,
        sms_opt_in=False,
    )


def guest(phone: PhoneNumber) -> Guest:
    """A member who is on an order."""
    return Guest(phone=phone, identified_by=IdentifiedBy.VIPPS_QR, member=_member(phone), asked=True, joined=True)


def order_of(phone: PhoneNumber) -> OrderId:
    """The one order of each."""
    return OrderId("order-one" if phone == KARI else "order-two")


def reference_of(phone: PhoneNumber) -> str:
    """The payment of that order."""
    return payment_reference(order_of(phone), 1, 1)


async def both_were_here(storage: SqlStorage, at: datetime = START) -> None:
    """Each ordered, paid, joined in the app, took a reward, had something refunded; all of it is over."""
    for phone in (KARI, OLA):
        await was_here(storage, phone, at)


async def was_here(storage: SqlStorage, phone: PhoneNumber, at: datetime = START) -> None:
    """One guest from the first scan to the last delivery."""
    member, order_id, reference = _member(phone), order_of(phone), reference_of(phone)
    spaced = "123 45 678" if phone == KARI else "987 65 432"
    async with storage.work() as work:
        taken = TakenReward(
            hold=HoldId(f"hold-{order_id}"),
            reward_id=RewardId("rwd_five_off"),
            customer_id=member.customer_id,
            name="5 off",
            kind=RewardKind.AMOUNT,
            points=300,
            won=f"won-{member.customer_id}",
            amount=500,
        )
        line = a_line(note=f"for {member.name}")
        order = an_order(order_id, (line,), guest=guest(phone), opened_at=at).with_reward(taken)
        order = await work.orders.add(order)
        order = await work.orders.save(order.moved_to(OrderState.PLACED))
        await work.orders.save(order.moved_to(OrderState.PAID))
        share = replace(a_share(order_id, guest=guest(phone)), line_ids=(LineId("line00001"),))
        await work.shares.add(replace(share, state=ShareState.PAID, paid_at=at))
        asked = replace(
            a_payment(order_id),
            body=f'{{"customer":{{"phoneNumber":"{phone}"}}}}',
            redirect_url=f"https://pay.example/?phone={phone}",
            created_at=at,
            expires_at=at + timedelta(minutes=10),
        )
        payment = await work.payments.add(asked)
        full = nok(18900)
        await work.payments.save(
            replace(payment, state=PaymentState.AUTHORIZED, authorized=full, captured=full, settled_at=at)
        )
        refund = Refund(
            reference=payment.reference,
            number=1,
            amount=nok(100),
            reason=f"{member.name} ({spaced}) had cold soup",
            asked_by="Anna",
            asked_at=at,
        )
        refund = await work.refunds.add(refund)
        await work.refunds.save(replace(refund, state=RefundState.DONE, done_at=at, answer=f"given back to +{phone}"))
        for text in (f"request for {spaced}", "authorized"):
            await work.timelines.add(
                TimelineEntry(reference=payment.reference, at=at, kind=EntryKind.REQUEST, fact=Written(text=text))
            )
        message = replace(a_message(f"message-{order_id}", order_id), created_at=at, due_at=at)
        message = await work.outbox.add(message)
        body = f'{{"customer":{{"phone":"{phone}","customer_public_id":"{member.customer_id}"}}}}'
        message = await work.outbox.save(replace(message, body=body).claimed("hub", at))
        told = replace(message.delivered(at, 18, 138), reason=f"once: {spaced} was not found")
        await work.outbox.save(told)
        for consent in (
            a_consent(Channel.SMS, given=False, at=at),
            a_consent(Channel.EMAIL, at=at),
        ):
            address = EmailAddress(f"{member.customer_id}@example.test") if consent.channel is Channel.EMAIL else None
            await work.consents.add(replace(consent, phone=phone, address=address))
        enrolment = replace(an_enrolment(f"auth-{order_id}", order_id, at=at), phone=phone)
        enrolment = await work.enrolments.add(enrolment)
        subject = member.customer_id.replace("cus_", "sub-")
        enrolment = await work.enrolments.save(enrolment.moved_to(EnrolmentState.APPROVED, at, subject=subject))
        await work.enrolments.save(enrolment.moved_to(EnrolmentState.JOINED, at))
        await work.enrolments.link(subject, phone, at)
        await _delivered(work, Source.VIPPS, reference, f'{{"reference":"{reference}"}}', at)
        await _delivered(work, Source.PONGO, member.customer_id, f'{{"public_id":"{member.customer_id}"}}', at)
        await work.commit()


async def _delivered(work: Any, source: Source, reference: str, body: str, at: datetime) -> None:
    delivery = await work.deliveries.add(
        Delivery(
            source=source,
            reference=reference,
            name="AUTHORIZED" if source is Source.VIPPS else "customer.updated",
            psp_reference=f"event-{reference}",
            body=body,
            received_at=at,
            due_at=at,
        )
    )
    await work.deliveries.save(delivery.handled(at, Outcome.LOOKED_UP))


def a_hold(phone: PhoneNumber) -> Hold:
    """A reward that is still locked for them."""
    return Hold(
        id=HoldId("hold-now"),
        order_id=order_of(phone),
        customer_id=_member(phone).customer_id,
        name="rwd_coffee",
        reward_id=RewardId("rwd_coffee"),
        won=None,
        points=100,
        taken_at=START,
        moved_at=START,
    )


def a_waiting_message(phone: PhoneNumber, state: MessageState = MessageState.DUE) -> Any:
    """A second message about their order, not delivered."""
    message = replace(a_message("message-waiting", order_of(phone)), number=2)
    return message if state is MessageState.DUE else message.parked("refused")


def an_open_request(phone: PhoneNumber) -> Any:
    """A request to join that nobody answered yet."""
    return replace(an_enrolment("auth-open", order_of(phone)), phone=phone, id=EnrolmentId("auth-open"))


def dump(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, beside whoever has the database open."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in metadata.tables}
    finally:
        connection.close()


def naming(rows: dict[str, list[dict[str, object]]], marks: tuple[str, ...]) -> list[str]:
    """Where one of the marks stands, as ``table.column: value``."""
    return [
        f"{table}.{column}: {value}"
        for table, found in rows.items()
        for row in found
        for column, value in row.items()
        if isinstance(value, str) and any(mark.lower() in value.lower() for mark in marks)
    ]
