"""What every storage promises: the database and the fake of the service tests give the same answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.catalog import Modifier
from app.domain.customer import Channel, Guest, IdentifiedBy, PhoneNumber, Untold
from app.domain.enrolment import EnrolmentId, EnrolmentState, Fault
from app.domain.ids import LineId, OrderId, Reference, TabletId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState
from app.domain.payment import Ending, PaymentState
from app.domain.split import Cut
from app.ports.errors import StaleWrite, StorageUnavailable
from app.ports.storage import Storage
from support.fakes import START
from support.samples import (
    ORDER_ID,
    OTHER_PHONE,
    PHONE,
    TABLET,
    a_consent,
    a_guest,
    a_line,
    a_member,
    a_message,
    a_payment,
    a_product,
    a_share,
    an_enrolment,
    an_order,
    nok,
)

OTHER_ORDER = OrderId("order00002")


async def stored(storage: Storage, order: Order | None = None) -> Order:
    """An order with one unpaid share, committed."""
    async with storage.work() as work:
        added = await work.orders.add(order or an_order())
        await work.shares.add(a_share(order_id=added.id))
        await work.commit()
    return added


async def test_order_comes_back_as_it_was_stored(storage: Storage) -> None:
    ost = Modifier(id="cheese", name={"en": "Cheese", "nb": "Ost"}, price=nok(1500))
    line = replace(
        a_line("line00002", a_product("øl", minimum_age=18), quantity=3, note="Uten løk 🌶"), modifiers=(ost,)
    )
    order = an_order(lines=(line, a_line("line00001")), guest=a_guest(member=a_member()))

    async with storage.work() as work:
        added = await work.orders.add(order)
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(order.id)

    assert added == read == replace(order, version=1)


@pytest.mark.parametrize(
    "guest",
    [
        None,
        Guest(phone=PHONE, identified_by=IdentifiedBy.PHONE),
        Guest(phone=PHONE, identified_by=IdentifiedBy.PHONE, asked=True, joined=True),
        Guest(phone=PHONE, identified_by=IdentifiedBy.VIPPS_QR_OFFLINE, member=a_member(), asked=True),
        Guest(
            phone=PHONE, identified_by=IdentifiedBy.PONGO_PASS, member=a_member(OTHER_PHONE, points=None), asked=True
        ),
    ],
)
async def test_guest_of_order_and_share_comes_back_with_what_is_not_known(
    storage: Storage, guest: Guest | None
) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order(guest=guest))
        await work.shares.add(a_share(guest=guest))
        await work.commit()
    async with storage.reading() as reading:
        order = await reading.orders.get(ORDER_ID)
        shares = await reading.shares.of(ORDER_ID)

    assert order is not None
    assert [guest, guest] == [order.guest, shares[0].guest]


async def test_unknown_things_are_none(storage: Storage) -> None:
    async with storage.reading() as reading:
        answers = (
            await reading.orders.get(OrderId("nothing")),
            await reading.orders.current(TabletId("nobody")),
            await reading.shares.of(OrderId("nothing")),
            await reading.payments.get(Reference("taffel-nothing-1-1")),
            await reading.payments.of(OrderId("nothing")),
            await reading.payments.open(),
            await reading.outbox.of(OrderId("nothing"), 1),
            await reading.outbox.next_due(),
            await reading.consents.latest(PHONE),
        )

    assert answers == (None, None, (), None, (), (), None, None, {})


async def test_work_that_is_not_committed_leaves_nothing(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read is None


async def test_work_that_fails_leaves_nothing(storage: Storage) -> None:
    order = await stored(storage)

    async def fail() -> None:
        async with storage.work() as work:
            await work.orders.save(order.moved_to(OrderState.PLACED))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read == order


async def test_what_is_written_while_reading_is_undone(storage: Storage) -> None:
    async with storage.reading() as reading:
        await reading.orders.add(an_order())
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read is None


async def test_second_unit_of_work_inside_the_first_is_refused_at_once(storage: Storage) -> None:
    async with storage.work():
        with pytest.raises(StorageUnavailable, match="open already"):
            async with storage.work():
                pass


async def test_every_save_raises_the_version(storage: Storage) -> None:
    order = await stored(storage)
    async with storage.work() as work:
        saved = await work.orders.save(order.moved_to(OrderState.PLACED))
        again = await work.orders.save(saved.moved_to(OrderState.PAID))
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert [1, 2, 3] == [order.version, saved.version, again.version]
    assert read == again


async def test_saving_an_older_version_of_anything_is_a_stale_write(storage: Storage) -> None:
    order = await stored(storage)
    async with storage.work() as work:
        (share,) = await work.shares.of(ORDER_ID)
        payment = await work.payments.add(a_payment())
        message = await work.outbox.add(a_message())
        await work.orders.save(order)
        await work.shares.save(share)
        await work.payments.save(payment)
        await work.outbox.save(message)

        with pytest.raises(StaleWrite):
            await work.orders.save(order)
        with pytest.raises(StaleWrite):
            await work.shares.save(share)
        with pytest.raises(StaleWrite):
            await work.payments.save(payment)
        with pytest.raises(StaleWrite):
            await work.outbox.save(message)


async def test_adding_what_is_there_already_is_a_stale_write(storage: Storage) -> None:
    order = await stored(storage)
    async with storage.work() as work:
        with pytest.raises(StaleWrite):
            await work.orders.add(order)
        with pytest.raises(StaleWrite):
            await work.shares.add(a_share())


async def test_changed_lines_replace_the_old_ones_in_their_order(storage: Storage) -> None:
    order = await stored(storage, an_order(lines=(a_line("a"), a_line("b", a_product("beer")))))
    async with storage.work() as work:
        read = await work.orders.get(ORDER_ID)
        assert read == order
        changed = replace(order, lines=(a_line("c", a_product("cake")), *order.with_quantity(LineId("b"), 4).lines))
        await work.orders.save(changed)
        await work.commit()
    async with storage.reading() as reading:
        after = await reading.orders.get(ORDER_ID)

    assert after is not None
    assert [("c", 1), ("a", 1), ("b", 4)] == [(line.id, line.quantity) for line in after.lines]


async def test_saving_an_order_that_was_not_read_in_this_work_keeps_its_lines(storage: Storage) -> None:
    order = await stored(storage)
    async with storage.work() as work:
        saved = await work.orders.save(order.moved_to(OrderState.PLACED))
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read == saved


async def test_order_may_lose_all_its_lines(storage: Storage) -> None:
    order = await stored(storage)
    async with storage.work() as work:
        saved = await work.orders.save(replace(order, lines=()))
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read == saved


async def test_order_numbers_count_to_999_and_begin_again(storage: Storage) -> None:
    async with storage.work() as work:
        numbers = [await work.orders.next_number() for _ in range(1001)]

    assert [*range(1, 1000), 1, 2] == numbers


async def test_number_of_work_that_was_undone_is_given_again(storage: Storage) -> None:
    async with storage.work() as work:
        first = await work.orders.next_number()
    async with storage.work() as work:
        again = await work.orders.next_number()

    assert first == again


async def test_current_order_is_the_newest_of_this_tablet_that_is_open_or_being_paid(storage: Storage) -> None:
    old = an_order(OrderId("old"), state=OrderState.OPEN)
    placed = an_order(OrderId("placed"), state=OrderState.PLACED, opened_at=START + timedelta(minutes=1))
    paid = an_order(OrderId("paid"), state=OrderState.PAID, opened_at=START + timedelta(minutes=2))
    left = an_order(OrderId("left"), state=OrderState.ABANDONED, opened_at=START + timedelta(minutes=3))
    other = replace(an_order(OrderId("other"), opened_at=START + timedelta(minutes=4)), tablet=TabletId("tablet-2"))
    async with storage.work() as work:
        for order in (placed, old, paid, left, other):
            await work.orders.add(order)
        current = await work.orders.current(TABLET)

    assert current == replace(placed, version=1)


async def test_shares_come_by_number(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        second = await work.shares.add(a_share(number=2))
        first = await work.shares.add(replace(a_share(number=1), line_ids=()))
        shares = await work.shares.of(ORDER_ID)

    assert (first, second) == shares


async def test_payers_of_a_bill_are_counted_without_those_who_were_taken_off(storage: Storage) -> None:
    alone, cut = an_order(), replace(an_order(), id=OrderId("order00002"))
    async with storage.work() as work:
        for order in (alone, cut):
            await work.orders.add(order)
        await work.shares.add(a_share(number=1))
        await work.shares.add(replace(a_share(number=2), cut=Cut.OFF))
        for number in (1, 2, 3):
            cut_as = Cut.OFF if number == 2 else Cut.EQUAL
            await work.shares.add(replace(a_share(number=number), order_id=cut.id, cut=cut_as))
        counted = await work.shares.payers({alone.id, cut.id, OrderId("order00003")})

    assert {alone.id: 1, cut.id: 3} == counted


async def test_paid_share_comes_back_with_its_time(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        (share,) = await work.shares.of(ORDER_ID)
        reserved = await work.shares.save(share.reserved())
        paid = await work.shares.save(reserved.paid(START))
        shares = await work.shares.of(ORDER_ID)

    assert (paid,) == shares


async def test_payment_comes_back_as_it_was_saved(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        added = await work.payments.add(a_payment())
        saved = await work.payments.save(
            replace(
                added,
                state=PaymentState.AUTHORIZED,
                authorized=nok(18900),
                captured=nok(900),
                cancelled=nok(100),
                refunded=nok(50),
                psp_reference="psp-1",
                redirect_url="https://example.test/qr",
                ending=Ending.CANCELLED,
                cancel_asked=True,
                capture_due_at=START,
                capture_tries=2,
                settled_at=START,
            )
        )
        read = await work.payments.get(added.reference)

    assert saved == read


async def test_share_has_one_open_payment_at_most(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        first = await work.payments.add(a_payment(attempt=1))
        with pytest.raises(StaleWrite):
            await work.payments.add(a_payment(attempt=2))
        await work.payments.save(replace(first, state=PaymentState.EXPIRED))
        second = await work.payments.add(a_payment(attempt=2))
        still_open = await work.payments.open()

    assert (second,) == still_open


async def test_reference_is_used_once(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        first = await work.payments.add(a_payment())
        await work.payments.save(replace(first, state=PaymentState.ABORTED))

        with pytest.raises(StaleWrite):
            await work.payments.add(a_payment())


async def test_open_payments_are_those_that_may_still_be_approved(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        for number, state in enumerate(PaymentState, start=1):
            await work.shares.add(a_share(number=number))
            await work.payments.add(a_payment(share=number, state=state))
        still_open = await work.payments.open()

    assert {PaymentState.INTENDED, PaymentState.REQUESTED, PaymentState.IN_DOUBT} == {p.state for p in still_open}


async def test_payments_of_an_order_come_oldest_first(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        later = a_payment(attempt=2)
        first = await work.payments.add(a_payment(attempt=1, state=PaymentState.ABORTED))
        second = await work.payments.add(replace(later, created_at=START + timedelta(seconds=9)))
        payments = await work.payments.of(ORDER_ID)

    assert (first, second) == payments


@pytest.mark.parametrize(
    ("captured", "cancelled", "due_at", "is_due"),
    [
        (0, 0, START, True),
        (0, 0, START - timedelta(days=1), True),
        (900, 0, START, True),
        (0, 0, START + timedelta(microseconds=1), False),
        (0, 0, None, False),
        (18900, 0, START, False),
        (0, 18900, START, False),
        (900, 18000, START, False),
    ],
)
async def test_capture_is_due_when_its_time_has_come_and_something_is_left(
    storage: Storage, captured: int, cancelled: int, due_at: datetime | None, is_due: bool
) -> None:
    payment = replace(
        a_payment(state=PaymentState.AUTHORIZED),
        captured=nok(captured),
        cancelled=nok(cancelled),
        capture_due_at=due_at,
    )
    await stored(storage)
    async with storage.work() as work:
        added = await work.payments.add(payment)
        due = await work.payments.due_captures(START)

    assert ((added,) if is_due else ()) == due


async def test_message_lives_from_due_to_delivered(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        added = await work.outbox.add(a_message())
        claimed = await work.outbox.claim("worker-1", START)
        assert claimed == replace(added.claimed("worker-1", START), version=2)
        with_body = await work.outbox.save(replace(claimed, body="{}"))
        delivered = await work.outbox.save(with_body.delivered(START, 18, 138))
        read = await work.outbox.of(ORDER_ID, 1)

    assert delivered == read


async def test_share_is_posted_by_one_message(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        await work.outbox.add(a_message("message00001"))

        with pytest.raises(StaleWrite):
            await work.outbox.add(a_message("message00002"))


async def test_claim_takes_what_has_been_due_longest_and_nothing_that_is_not_due(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        for share, due_after in enumerate([5, -5, 0, 60], start=1):
            await work.shares.add(a_share(number=share))
            await work.outbox.add(a_message(f"message{share}", share=share, due_after=due_after))
        claims = [await work.outbox.claim("worker-1", START + timedelta(seconds=10)) for _ in range(4)]

    assert ["message2", "message3", "message1", None] == [claim and claim.id for claim in claims]


async def test_message_is_due_at_its_very_moment(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        await work.outbox.add(a_message(due_after=5))
        early = await work.outbox.claim("worker-1", START + timedelta(seconds=5, microseconds=-1))
        in_time = await work.outbox.claim("worker-1", START + timedelta(seconds=5))

    assert early is None
    assert in_time is not None


async def test_stale_claims_are_freed_and_fresh_ones_are_left(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        for share in (1, 2):
            await work.shares.add(a_share(number=share))
            await work.outbox.add(a_message(f"message{share}", share=share))
            await work.outbox.claim("worker-1", START + timedelta(seconds=share))
        freed = await work.outbox.free_stale(START + timedelta(seconds=2))
        messages = [await work.outbox.of(ORDER_ID, share) for share in (1, 2)]

    assert freed == 1
    assert [(MessageState.DUE, None, 1), (MessageState.CLAIMED, "worker-1", 1)] == [
        (message.state, message.claimed_by, message.attempts) for message in messages if message
    ]


async def test_worker_whose_claim_was_freed_cannot_save_any_more(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        await work.outbox.add(a_message())
        claimed = await work.outbox.claim("worker-1", START)
        assert claimed is not None
        await work.outbox.free_stale(START + timedelta(minutes=5))

        with pytest.raises(StaleWrite):
            await work.outbox.save(claimed.delivered(START, 1, 1))


async def test_next_due_is_the_first_of_the_waiting(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        for share, due_after in enumerate([0, 7, 30], start=1):
            await work.shares.add(a_share(number=share))
            await work.outbox.add(a_message(f"message{share}", share=share, due_after=due_after))
        await work.outbox.claim("worker-1", START)
        next_due = await work.outbox.next_due()

    assert START + timedelta(seconds=7) == next_due


async def test_latest_consent_counts_for_each_channel(storage: Storage) -> None:
    later = START + timedelta(days=1)
    withdrawn = a_consent(Channel.SMS, given=False, at=later)
    async with storage.work() as work:
        await work.consents.add(withdrawn)
        await work.consents.add(a_consent(Channel.SMS, given=True))
        await work.consents.add(a_consent(Channel.EMAIL, given=True))
        await work.consents.add(replace(a_consent(Channel.EMAIL, given=False, at=later), phone=OTHER_PHONE))
        latest = await work.consents.latest(PHONE)

    assert {Channel.SMS: withdrawn, Channel.EMAIL: a_consent(Channel.EMAIL, given=True)} == latest


async def test_points_in_time_keep_their_moment_and_come_back_in_utc(storage: Storage) -> None:
    oslo = datetime(2026, 11, 21, 19, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    async with storage.work() as work:
        await work.orders.add(an_order(opened_at=oslo))
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(ORDER_ID)

    assert read is not None
    assert read.opened_at == datetime(2026, 11, 21, 18, 0, 0, 123456, tzinfo=UTC)


async def test_request_to_join_comes_back_as_it_was_saved(storage: Storage) -> None:
    await stored(storage)
    asked = an_enrolment()
    async with storage.work() as work:
        added = await work.enrolments.add(asked)
        given_up = await work.enrolments.save(replace(added, given_up=True))
        refused = given_up.moved_to(EnrolmentState.MISTRUSTED, START + timedelta(seconds=7), fault=Fault.NONCE)
        saved = await work.enrolments.save(refused)
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.enrolments.get(asked.id)
        absent = await reading.enrolments.get(EnrolmentId("another"))

    assert read == saved == replace(refused, version=3)
    assert absent is None


async def test_one_request_is_asked_at_a_time_for_an_order_and_phone(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        first = await work.enrolments.add(an_enrolment())
        await work.commit()
    async with storage.work() as work:
        with pytest.raises(StaleWrite):
            await work.enrolments.add(an_enrolment("auth-req-2"))
    async with storage.work() as work:
        await work.enrolments.save(first.moved_to(EnrolmentState.DENIED, START))
        await work.enrolments.add(an_enrolment("auth-req-2"))
        await work.enrolments.add(replace(an_enrolment("auth-req-3"), phone=OTHER_PHONE))
        await work.commit()
        of_order = await work.enrolments.of(ORDER_ID)

    assert [each.id for each in of_order] == ["auth-req-1", "auth-req-2", "auth-req-3"]


async def test_open_requests_are_those_that_are_asked_or_not_told_yet(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        for number, state in enumerate(EnrolmentState):
            request = await work.enrolments.add(
                an_enrolment(f"auth-req-{number}", at=START + timedelta(seconds=number))
            )
            if state is EnrolmentState.JOINED:
                request = await work.enrolments.save(request.moved_to(EnrolmentState.APPROVED, START, subject="sub"))
            if state is not EnrolmentState.ASKED:
                fault = Fault.KEY if state is EnrolmentState.MISTRUSTED else None
                subject = "sub" if state.is_yes else None
                await work.enrolments.save(request.moved_to(state, START, subject=subject, fault=fault))
            else:
                await work.enrolments.save(request.moved_to(EnrolmentState.LOST, START))
        await work.enrolments.add(an_enrolment("asked", at=START + timedelta(minutes=1)))
        await work.commit()
        still_open = await work.enrolments.open()

    assert [each.state for each in still_open] == [EnrolmentState.APPROVED, EnrolmentState.ASKED]


async def test_saving_an_older_request_to_join_is_a_stale_write(storage: Storage) -> None:
    await stored(storage)
    async with storage.work() as work:
        old = await work.enrolments.add(an_enrolment())
        await work.enrolments.save(replace(old, given_up=True))
        with pytest.raises(StaleWrite):
            await work.enrolments.save(old)


async def test_one_worker_at_a_time_looks_for_the_answer_to_a_request_to_join(storage: Storage) -> None:
    until = START + timedelta(seconds=30)
    async with storage.work() as work:
        await work.orders.add(an_order())
        asked = await work.enrolments.add(an_enrolment())

        async def claims(worker: str, now: datetime) -> bool:
            return await work.enrolments.claim_follow(asked.id, worker, now, now + timedelta(seconds=30))

        claimed = [
            await claims("hub-a", START),
            await claims("hub-b", START),
            await claims("hub-a", START + timedelta(seconds=20)),
            await claims("hub-b", until),
            await claims("hub-b", START + timedelta(seconds=50)),
            await claims("hub-a", START + timedelta(seconds=50)),
        ]
        freed = (await work.enrolments.free_follows(), await claims("hub-a", START))
        unknown = await work.enrolments.claim_follow(EnrolmentId("another"), "hub-a", START, until)
        version = await work.enrolments.get(asked.id)

    assert [True, False, True, False, True, False] == claimed
    assert ((1, True), False) == (freed, unknown)
    assert asked == version


async def test_account_of_the_app_belongs_to_the_number_it_was_linked_to_last(storage: Storage) -> None:
    async with storage.work() as work:
        await work.enrolments.link("sub", PHONE, START)
        await work.enrolments.link("sub", OTHER_PHONE, START + timedelta(days=1))
        await work.enrolments.link("another", PHONE, START)
        await work.commit()
    async with storage.reading() as reading:
        found = [await reading.enrolments.phone_of(subject) for subject in ("sub", "another", "unknown")]

    assert found == [OTHER_PHONE, PHONE, None]


async def test_what_was_not_told_is_kept_once_for_a_number_and_forgotten_only_as_it_was_read(storage: Storage) -> None:
    first = Untold(phone=PHONE, channels=frozenset({Channel.SMS}), due_at=START)
    taken = replace(
        first,
        channels=frozenset(Channel),
        due_at=START + timedelta(seconds=1),
        attempts=2,
        joined_on=ORDER_ID,
        taken_until=START + timedelta(minutes=5),
        reason="Unreachable: create customer",
        refused=True,
    )
    async with storage.work() as work:
        added = await work.consents.put_untold(first)
        with pytest.raises(StaleWrite):
            await work.consents.put_untold(first)
        saved = await work.consents.put_untold(replace(taken, version=added.version))
        with pytest.raises(StaleWrite):
            await work.consents.put_untold(added)
        with pytest.raises(StaleWrite):
            await work.consents.told(added)
        kept = (await work.consents.untold(), await work.consents.untold_of(PHONE))
        await work.consents.told(saved)
        left = (await work.consents.untold(), await work.consents.untold_of(PHONE))

    assert ((replace(first, version=1), replace(taken, version=2)), ((saved,), saved)) == ((added, saved), kept)
    assert ((), None) == left


async def test_people_at_tables_are_on_orders_that_are_open_or_being_paid_also_with_the_staff(storage: Storage) -> None:
    states = (OrderState.OPEN, OrderState.PLACED, OrderState.PAID, OrderState.ABANDONED)
    async with storage.work() as work:
        await work.orders.add(an_order(OrderId("nobody")))
        await work.orders.add(an_order(OrderId("staff"), state=OrderState.PLACED, guest=a_guest()).handed_to_staff())
        for number, state in enumerate(states):
            await work.orders.add(
                an_order(
                    OrderId(f"guest-{state}"), state=state, guest=a_guest(), opened_at=START - timedelta(hours=number)
                )
            )
            await work.shares.add(a_share(OrderId(f"guest-{state}"), 2, guest=a_guest(OTHER_PHONE)))
        found = await work.orders.people()

    assert (
        ("guest-placed", a_guest()),
        ("guest-placed", a_guest(OTHER_PHONE)),
        ("guest-open", a_guest()),
        ("guest-open", a_guest(OTHER_PHONE)),
        ("staff", a_guest()),
    ) == found


async def test_people_at_tables_are_the_orders_guest_and_the_other_payers_until_they_paid(storage: Storage) -> None:
    """What the first share had stored of an earlier guest counts for nothing."""
    somebody, third = a_guest(PhoneNumber("4790000001")), a_guest(PhoneNumber("4790000003"), a_member())
    async with storage.work() as work:
        for name, guest in (("first", a_guest()), ("second", None)):
            await work.orders.add(an_order(OrderId(name), state=OrderState.PLACED, guest=guest))
        await work.shares.add(a_share(OrderId("first"), 1, guest=somebody))
        await work.shares.add(a_share(OrderId("first"), 2, guest=somebody).reserved().paid(START))
        await work.shares.add(a_share(OrderId("first"), 3, guest=third).reserved())
        await work.shares.add(a_share(OrderId("second"), 1, guest=somebody))
        await work.shares.add(a_share(OrderId("second"), 2))
        before = await work.orders.people()
        (first, _, _) = await work.shares.of(OrderId("first"))
        await work.shares.save(first.reserved().paid(START))
        after = await work.orders.people()

    assert (("first", a_guest()), ("first", third)) == before
    assert (("first", third),) == after
