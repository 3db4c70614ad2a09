"""The storage in memory, on which the tests of the services rest, behaves like the database whatever is done to it."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.customer import Channel
from app.domain.ids import OrderId, payment_reference
from app.domain.order import OrderState
from app.domain.payment import PaymentReport, advance
from app.ports.errors import StaleWrite
from app.ports.storage import Reading, Storage, Work
from app.storage.unit_of_work import SqlStorage
from support.fakes import START, MemoryStorage
from support.samples import PHONE, TABLET, a_consent, a_message, a_payment, a_share, an_order
from support.strategies import reports

ORDERS = [OrderId(f"order0000{number}") for number in range(2)]
orders = st.sampled_from(ORDERS)
share_numbers = st.integers(1, 2)
attempts = st.integers(1, 3)
commits = st.sampled_from([True, True, True, False])


class TwoStorages(RuleBasedStateMachine):
    """Everything is done to both; both must answer the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(prefix="taffel-")
        self.runner = asyncio.Runner()
        self.sql = self.runner.run(SqlStorage.open(f"sqlite+aiosqlite:///{Path(self.folder) / 'taffel.db'}"))
        self.memory = MemoryStorage()
        self.seconds = 0

    def teardown(self) -> None:
        self.runner.run(self.sql.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def both(self, do: Callable[[Work], Awaitable[object]], *, commit: bool) -> None:
        async def on(storage: Storage) -> object:
            async with storage.work() as work:
                try:
                    answer = await do(work)
                except StaleWrite:
                    return StaleWrite
                if commit:
                    await work.commit()
                return answer

        in_memory, in_sql = self.runner.run(on(self.memory)), self.runner.run(on(self.sql))

        assert in_memory == in_sql

    @rule(order_id=orders, commit=commits)
    def add_order(self, order_id: OrderId, commit: bool) -> None:
        self.seconds += 1
        opened_at = START + timedelta(seconds=self.seconds)

        async def do(work: Work) -> object:
            added = await work.orders.add(an_order(order_id, opened_at=opened_at))
            return added, [await work.shares.add(a_share(order_id, number)) for number in (1, 2)]

        self.both(do, commit=commit)

    @rule(order_id=orders, state=st.sampled_from(OrderState), behind=st.integers(0, 1), commit=commits)
    def save_order(self, order_id: OrderId, state: OrderState, behind: int, commit: bool) -> None:
        async def do(work: Work) -> object:
            order = await work.orders.get(order_id)
            if order is None or order.state in {OrderState.PAID, OrderState.ABANDONED}:
                return order
            return await work.orders.save(replace(order, state=state, version=order.version - behind))

        self.both(do, commit=commit)

    @rule(order_id=orders, share=share_numbers, attempt=attempts, commit=commits)
    def add_payment(self, order_id: OrderId, share: int, attempt: int, commit: bool) -> None:
        async def do(work: Work) -> object:
            if not await work.shares.of(order_id):
                return None
            return await work.payments.add(a_payment(order_id, share, attempt, amount=100))

        self.both(do, commit=commit)

    @rule(order_id=orders, share=share_numbers, attempt=attempts, report=reports(), commit=commits)
    def report_payment(self, order_id: OrderId, share: int, attempt: int, report: PaymentReport, commit: bool) -> None:
        async def do(work: Work) -> object:
            payment = await work.payments.get(payment_reference(order_id, share, attempt))
            if payment is None:
                return None
            after = advance(payment, report, START)
            if after.authorized < after.captured + after.cancelled:
                return after
            return await work.payments.save(after)

        self.both(do, commit=commit)

    @rule(order_id=orders, share=share_numbers, due_after=st.integers(-5, 5), commit=commits)
    def add_message(self, order_id: OrderId, share: int, due_after: int, commit: bool) -> None:
        async def do(work: Work) -> object:
            if not await work.shares.of(order_id):
                return None
            return await work.outbox.add(a_message(f"m-{order_id}-{share}", order_id, share, due_after=due_after))

        self.both(do, commit=commit)

    @rule(after=st.integers(-5, 5), then=st.sampled_from(["deliver", "postpone", "park", "die"]), commit=commits)
    def work_on_a_message(self, after: int, then: str, commit: bool) -> None:
        now = START + timedelta(seconds=after)

        async def do(work: Work) -> object:
            message = await work.outbox.claim("worker-1", now)
            if message is None or then == "die":
                return message
            done = {
                "deliver": message.delivered(now, 1, 2),
                "postpone": message.postponed(now + timedelta(seconds=1), "down"),
                "park": message.parked("refused"),
            }
            return await work.outbox.save(done[then])

        self.both(do, commit=commit)

    @rule(after=st.integers(-5, 5))
    def free_stale_claims(self, after: int) -> None:
        self.both(lambda work: work.outbox.free_stale(START + timedelta(seconds=after)), commit=True)

    @rule(channel=st.sampled_from(Channel), given=st.booleans(), after=st.integers(0, 5), commit=commits)
    def consent(self, channel: Channel, given: bool, after: int, commit: bool) -> None:
        consent = a_consent(channel, given=given, at=START + timedelta(seconds=after))
        self.both(lambda work: work.consents.add(consent), commit=commit)

    @rule(commit=commits)
    def take_a_number(self, commit: bool) -> None:
        self.both(lambda work: work.orders.next_number(), commit=commit)

    @invariant()
    def both_hold_the_same(self) -> None:
        assert self.runner.run(_everything(self.memory)) == self.runner.run(_everything(self.sql))


async def _everything(storage: Storage) -> list[object]:
    async with storage.reading() as reading:
        return [
            await reading.orders.current(TABLET),
            await reading.payments.open(),
            await reading.payments.due_captures(START),
            await reading.outbox.next_due(),
            await reading.consents.latest(PHONE),
            *[await _of_order(reading, order_id) for order_id in ORDERS],
        ]


async def _of_order(reading: Reading, order_id: OrderId) -> list[object]:
    return [
        await reading.orders.get(order_id),
        await reading.shares.of(order_id),
        await reading.payments.of(order_id),
        *[await reading.outbox.of(order_id, share) for share in (1, 2)],
    ]


TestTwoStorages = TwoStorages.TestCase
TestTwoStorages.settings = settings(max_examples=12, stateful_step_count=15)
