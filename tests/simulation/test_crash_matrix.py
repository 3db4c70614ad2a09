"""The program may die at any step: every authorized payment is still paid once, every paid share posted once.

The steps are counted by wrapping the ports: after every commit, before every call is sent, after every answer. A story
is told once to the end, then once for each step at which the process dies there and another one takes over.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside
from app.domain.capture import MARGIN
from app.domain.customer import Member, PhoneNumber
from app.domain.ids import OrderId, ProductId, posted_order_id
from app.domain.money import Money
from app.domain.order import Order, OrderState
from app.domain.payment import Ending, Payment, PaymentState
from app.domain.vat import Serving
from app.menu_file import read_menu
from app.ports.errors import Conflict, NoLonger, OutcomeUnknown, RateLimited, Refused, Unreachable
from app.ports.webhooks import Source
from app.services.guests.attaching import SomebodyElse
from app.services.orders.showing import ShareView
from support.accounts import FakeAccounts, settings_token
from support.fakes import (
    FakeChance,
    FakeEnrolmentInApp,
    FakeIdentityProvider,
    FakeLoyaltyProgram,
    FakePaymentProvider,
    MemoryStorage,
)
from support.house import DEMO_MENU, KARI, KARIS_CODE, OLA, OLAS_CODE, TABLET
from support.memory_storage import Crash
from support.mortal import Life, mortal_loyalty, mortal_payments, mortal_storage
from support.promises import broken_always, broken_at_rest, broken_deliveries
from support.virtual_time import VirtualClock, run_virtual
from support.webhooks import arrival, event, public_address

LONG_ENOUGH = 1000.0
RESTAURANT, CATALOG = read_menu(DEMO_MENU)


@dataclass(slots=True)
class Stage:
    """The world that survives every crash, and the house that stands in it now."""

    at_once: bool = True
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    payments: FakePaymentProvider = field(default_factory=FakePaymentProvider)
    loyalty: FakeLoyaltyProgram = field(default_factory=FakeLoyaltyProgram)
    clock: VirtualClock = field(default_factory=VirtualClock)
    chance: FakeChance = field(default_factory=FakeChance)
    order_id: OrderId | None = None
    _house: House | None = None

    @property
    def house(self) -> House:
        assert self._house is not None
        return self._house

    def built(self, life: Life) -> House:
        """A process that starts now."""
        self._house = compose(
            Outside(
                storage=mortal_storage(self.storage, life),
                payments=mortal_payments(self.payments, life),
                identity=FakeIdentityProvider({KARIS_CODE: KARI, OLAS_CODE: OLA}),
                enrolment=FakeEnrolmentInApp(),
                loyalty=mortal_loyalty(self.loyalty, life),
                clock=self.clock,
                chance=self.chance,
                catalog=CATALOG,
                accounts=FakeAccounts(),
                tokens=settings_token(self.storage, self.clock),
                restaurant=replace(RESTAURANT, check_in=False, capture_at_once=dict.fromkeys(Serving, self.at_once)),
                public=public_address(),
            )
        )
        return self._house

    async def order(self) -> Order:
        """The order that the tablet was busy with, or a new one, with soup and a guest."""
        ordering = self.house.services.ordering
        self.order_id = self.order_id or next(iter(self.storage.tables.orders), None)
        if self.order_id is None:
            self.order_id = (await ordering.begin(TABLET, Serving.EAT_HERE)).id
        order = await ordering.get(self.order_id)
        for dish in (ProductId("fish_soup"), ProductId("fries"))[len(order.lines) :]:
            await ordering.add(order.id, dish)
        if order.guest is None:
            await self.house.services.identifying.by_code(order.id, KARIS_CODE)
        return await ordering.get(order.id)

    async def payment(self) -> Payment | None:
        order = await self.order()
        return (await self.house.services.showing.order(order.id)).payment

    async def asks(self) -> Payment:
        """Tap Pay, unless that was done already."""
        payment = await self.payment()
        if payment is None or payment.state.is_unpaid_end:
            payment = await self.house.services.paying.start((await self.order()).id)
        await self.clock.sleep(6)
        return payment

    async def approves(self) -> None:
        """Say yes on the phone to whatever request is there."""
        await self.asks()
        for reference, report in list(self.payments.reports.items()):
            if report.state is PaymentState.REQUESTED:
                self.payments.approve(reference)
        await self.clock.sleep(30)

    async def hears(self, reference: str, name: str, number: int) -> None:
        """A delivery comes in; whoever sent it tries again, should the process die before it answers."""
        assert self.house.listening is not None
        await self.house.listening.receive(Source.VIPPS, arrival(event(reference, name, number)))

    def wrong(self, *, at_rest: bool) -> list[str]:
        tables = self.storage.tables
        if not at_rest:
            return broken_always(tables, self.payments.reports, self.loyalty.orders)
        broken = broken_at_rest(tables, self.payments.reports, self.loyalty.orders)
        return broken + broken_deliveries(tables)


Story = Callable[[Stage], Awaitable[None]]


async def pays(stage: Stage) -> None:
    await stage.approves()


async def hears_by_webhook(stage: Stage) -> None:
    """Approved, heard of twice and in the wrong order, beside news of a payment of somebody else."""
    await stage.asks()
    await stage.hears("elsewhere-1-1", "AUTHORIZED", 1)
    for reference, report in list(stage.payments.reports.items()):
        if report.state is PaymentState.REQUESTED:
            stage.payments.approve(reference)
        for name, number in (("AUTHORIZED", 2), ("AUTHORIZED", 2), ("CREATED", 1)):
            await stage.hears(reference, name, number)
        await stage.clock.sleep(3)
        for name, number in (("CAPTURED", 3), ("AUTHORIZED", 2)):
            await stage.hears(reference, name, number)
    await stage.clock.sleep(30)


async def hears_of_a_refund_made_elsewhere(stage: Stage) -> None:
    """Known only from the webhook: nobody polls a settled payment. The provider is slow to tell more."""
    await stage.approves()
    reference = (await paid(stage)).reference
    report = stage.payments.reports[reference]
    if report.captured and not report.refunded:
        stage.payments.gives_back_elsewhere(reference, Money(5_000, report.captured.currency))
        stage.payments.trouble("look_up", Unreachable("no connection"), times=2)
    await stage.hears(reference, "REFUNDED", 4)
    await stage.clock.sleep(60)


async def answers_are_lost(stage: Stage) -> None:
    if not stage.payments.calls:
        for call in ("request", "capture"):
            stage.payments.trouble(call, OutcomeUnknown("connection broke"), done=True)
        stage.loyalty.trouble("post_order", OutcomeUnknown("connection broke"), done=True)
    await stage.approves()


async def requests_are_lost(stage: Stage) -> None:
    if not stage.payments.calls:
        stage.payments.trouble("request", OutcomeUnknown("connection broke"), done=False)
        stage.payments.trouble("look_up", RateLimited("slowly", 3.0))
        stage.payments.trouble("capture", RateLimited("6280", 1.0))
        stage.loyalty.trouble("post_order", Unreachable("no connection"), times=3)
    await stage.asks()
    await stage.clock.sleep(40)
    await stage.approves()


async def cannot_be_asked_by_push(stage: Stage) -> None:
    if not stage.payments.calls:
        nobody = Refused("customer not found", code="7010", status=400, ending=Ending.NOT_A_USER)
        stage.payments.trouble("request", nobody)
    await stage.approves()


async def declines_and_pays_after_all(stage: Stage) -> None:
    payment = await stage.asks()
    report = stage.payments.reports.get(payment.reference)
    if payment.attempt == 1 and report is not None and report.state is PaymentState.REQUESTED:
        stage.payments.decline(payment.reference)
    await stage.clock.sleep(10)
    await stage.approves()


async def cancels_too_late(stage: Stage) -> None:
    payment = await stage.asks()
    if payment.state.is_open and not payment.cancel_asked:
        stage.payments.trouble("cancel", Conflict("approving", code="6250", status=409), times=2)
        await stage.house.services.paying.cancel(payment.reference)
    await stage.approves()


async def gives_up_and_says_yes_after_all(stage: Stage) -> None:
    """The approval is heard of when the reservation is all but over: whatever dies, nothing is taken, all goes back."""
    payment = await stage.asks()
    if payment.state.is_open and not payment.cancel_asked:
        stage.payments.trouble("cancel", Conflict("approving", code="6250", status=409), times=2)
        await stage.house.services.paying.cancel(payment.reference)
    report = stage.payments.reports[payment.reference]
    if report.guaranteed_until is None:
        over = stage.clock.now() + MARGIN
        stage.payments.reports[payment.reference] = replace(report, guaranteed_until=over)
    await stage.approves()
    await stage.clock.sleep(60)
    payment = await paid(stage)

    assert (0, payment.amount) == (payment.captured.minor, payment.cancelled)


async def gives_up(stage: Stage) -> None:
    payment = await stage.payment()
    if payment is None:
        payment = await stage.asks()
    if payment.state.is_open:
        await stage.house.services.paying.cancel(payment.reference)
    await stage.clock.sleep(60)


async def takes_a_part_and_releases_the_rest(stage: Stage) -> None:
    await stage.approves()
    payment = await paid(stage)
    if not payment.captured and payment.capturing is None:
        await stage.house.services.capturing.capture(payment.reference, Money(9_000, payment.amount.currency))
    await stage.clock.sleep(60)
    payment = await paid(stage)
    if payment.left_to_capture and not payment.release_asked:
        await stage.house.services.capturing.release(payment.reference)
    await stage.clock.sleep(60)


async def takes_a_part_and_lets_the_rest_go(stage: Stage) -> None:
    """One decision, two requests: whatever dies between them, the rest does not stay reserved."""
    await stage.approves()
    payment = await paid(stage)
    if not payment.captured and payment.capturing is None:
        part = Money(9_000, payment.amount.currency)
        await stage.house.services.capturing.capture(payment.reference, part, release_rest=True)
    await stage.clock.sleep(120)
    payment = await paid(stage)

    assert (9_000, payment.amount.minor - 9_000) == (payment.captured.minor, payment.cancelled.minor)


async def gives_money_back_twice(stage: Stage) -> None:
    """One dish, then the rest: two refunds at the provider, one correction at the programme."""
    await stage.approves()
    reference = (await paid(stage)).reference
    refunding = stage.house.services.refunding
    if not await refunding.of(reference):
        stage.payments.trouble("refund", OutcomeUnknown("connection broke"), done=True)
        line = (await stage.order()).lines[0].id
        await refunding.refund_lines(reference, (line,), reason="cold", by="Anna")
    await stage.clock.sleep(60)
    if len(await refunding.of(reference)) == 1:
        await refunding.refund(reference, None, reason="never came", by="Anna")
    await stage.clock.sleep(120)


async def the_bank_lets_go(stage: Stage) -> None:
    if not stage.payments.calls:
        stage.payments.trouble("capture", NoLonger("released", code="6260", status=400))
    await stage.approves()


async def two_share_the_bill_and_one_gets_it_back(stage: Stage) -> None:
    """Kari and Ola in equal parts, each asked on their own phone; all that Ola paid goes back, and her points too."""
    for phone in (KARI, OLA):
        stage.loyalty.members.setdefault(phone, Member(customer_id=f"cus_{phone}", phone=phone, name=None, points=100))
    await asks_both(stage)
    for reference, report in list(stage.payments.reports.items()):
        if report.state is PaymentState.REQUESTED:
            stage.payments.approve(reference)
    await stage.clock.sleep(30)
    karis, olas = [each.payment for each in await payers(stage)]
    assert karis is not None
    assert olas is not None
    refunding = stage.house.services.refunding
    if not await refunding.of(olas.reference):
        await refunding.refund(olas.reference, None, reason="cold", by="Anna")
    await stage.clock.sleep(LONG_ENOUGH)
    order = await stage.order()
    first, second = (posted_order_id(order.id, number) for number in (1, 2))

    assert order.state is OrderState.PAID
    assert order.amount == karis.amount + olas.amount
    assert abs(karis.amount.minor - olas.amount.minor) <= 1
    assert sorted(stage.loyalty.orders) == [first, second]
    assert stage.loyalty.refunded == {second}
    assert points(stage, KARI) == 100 + karis.amount.minor // 100
    assert points(stage, OLA) == 100


async def asks_both(stage: Stage) -> None:
    """Each of the two taps Pay, unless that was done already."""
    order, services = await stage.order(), stage.house.services
    found = await services.identifying.by_code(order.id, OLAS_CODE, None)
    if isinstance(found, SomebodyElse):
        await services.sharing.add(order.id, found.guest)
    for each in await payers(stage):
        if each.payment is None or each.payment.state.is_unpaid_end:
            await services.paying.start(order.id, share=each.share.number)
    await stage.clock.sleep(6)


async def payers(stage: Stage) -> tuple[ShareView, ...]:
    return (await stage.house.services.showing.order((await stage.order()).id)).payers


def points(stage: Stage, phone: PhoneNumber) -> int | None:
    return stage.loyalty.members[phone].points


async def paid(stage: Stage) -> Payment:
    payment = await stage.payment()
    assert payment is not None
    return payment


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one telling of a story."""

    steps: list[str]
    died: bool
    wrong: list[str]


async def told(story: Story, dies_at: int | None, *, at_once: bool) -> Told:
    """Tell a story; when the process dies on the way, let the next one tell it again from what is committed."""
    stage = Stage(at_once=at_once)
    life = Life(dies_at)
    await lived(stage, story, life)
    wrong = stage.wrong(at_rest=False)
    if life.over.is_set():
        await stage.clock.sleep(20)
        await lived(stage, story, Life())
    return Told(life.steps, life.over.is_set(), wrong + stage.wrong(at_rest=True))


async def lived(stage: Stage, story: Story, life: Life) -> None:
    house = stage.built(life)

    async def until_the_end() -> None:
        with contextlib.suppress(Crash):
            async with house.running():
                await story(stage)
                await stage.clock.sleep(LONG_ENOUGH)

    living, dying = asyncio.create_task(until_the_end()), asyncio.create_task(life.over.wait())
    await asyncio.wait({living, dying}, return_when=asyncio.FIRST_COMPLETED)
    crashed = life.over.is_set()
    for task in (living, dying):
        task.cancel()
    (ended, _) = await asyncio.gather(living, dying, return_exceptions=True)
    with contextlib.suppress(Crash):
        await house.background.close()
    if not crashed and isinstance(ended, Exception):
        raise ended


STORIES: list[tuple[Story, bool]] = [
    (pays, True),
    (hears_by_webhook, True),
    (hears_of_a_refund_made_elsewhere, True),
    (answers_are_lost, True),
    (requests_are_lost, True),
    (cannot_be_asked_by_push, True),
    (declines_and_pays_after_all, True),
    (cancels_too_late, True),
    (gives_up_and_says_yes_after_all, False),
    (gives_up, True),
    (takes_a_part_and_releases_the_rest, False),
    (takes_a_part_and_lets_the_rest_go, False),
    (gives_money_back_twice, True),
    (the_bank_lets_go, True),
    (two_share_the_bill_and_one_gets_it_back, True),
]


@pytest.mark.parametrize(("story", "at_once"), STORIES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_restart_after_any_step_keeps_every_promise(
    story: Story, record_property: Callable[[str, object], None], *, at_once: bool
) -> None:
    whole = run_virtual(told(story, None, at_once=at_once))
    passed, failures = 0, []
    step = 0
    while (once := run_virtual(told(story, step + 1, at_once=at_once))).died:
        step += 1
        if once.wrong:
            failures.append((step, once.steps[-1], once.wrong))
        passed += not once.wrong
    record_property("crash points, covered", step)
    record_property("crash points, passed", passed)

    assert whole.wrong == []
    assert failures == []
    assert step == len(whole.steps)
