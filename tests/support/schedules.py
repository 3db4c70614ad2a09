"""One evening, decided by a seed: guests, thumbs, a moody provider, restarts; the same seed is the same evening."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import TypeVar

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside
from app.domain.customer import Member
from app.domain.errors import DomainError
from app.domain.ids import OrderId, ProductId, Reference, TabletId
from app.domain.order import Order, OrderState
from app.domain.payment import Payment, PaymentReport, PaymentState
from app.domain.split import ShareState
from app.domain.vat import Serving
from app.menu_file import read_menu
from app.ports.errors import OutcomeUnknown, PortError, Unreachable
from app.ports.webhooks import NotGenuine, Source
from app.services.basics.errors import ServiceError
from app.services.guests.attaching import SomebodyElse
from support.accounts import FakeAccounts, settings_token
from support.fakes import FakeChance, FakeEnrolmentInApp, FakeIdentityProvider, FakeLoyaltyProgram, MemoryStorage
from support.house import DEMO_MENU, KARI, KARIS_CODE, OLA, OLAS_CODE
from support.memory_storage import Crash
from support.moody_vipps import CALM, Mood, MoodyVipps
from support.mortal import Life, mortal_loyalty, mortal_payments, mortal_storage
from support.promises import broken_always, broken_at_rest, broken_deliveries
from support.virtual_time import VirtualClock, run_virtual
from support.watched_line import WatchedLine
from support.webhooks import arrival, event, public_address, signed_headers

RESTAURANT, CATALOG = read_menu(DEMO_MENU)
DISHES = tuple(ProductId(name) for name in ("fish_soup", "fries"))
EVENING = 240.0
LONGEST_NIGHT = 3000.0
"""Longer than the longest pause of a worker and the life of a payment together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one evening. ``trace`` is equal for two runs of one seed."""

    seed: int
    broken: list[str]
    trace: tuple[str, ...]
    restarts: int
    paid: int


def run_schedule(seed: int) -> Outcome:
    """Live through one evening."""
    return run_virtual(Evening(seed).lived())


async def _tap(house: House, order_id: OrderId, share: int) -> None:
    """Pay, at whichever hub the tablet reaches."""
    await house.services.paying.start(order_id, share=share)


@dataclass(slots=True)
class Guest:
    """One guest at one tablet; `order_id` is what the tablet's address bar remembers."""

    tablet: TabletId
    order_id: OrderId | None = None


@dataclass(slots=True)
class Evening:
    """The world around the houses."""

    seed: int
    rng: Random = field(init=False)
    clock: VirtualClock = field(default_factory=VirtualClock)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    chance: FakeChance = field(default_factory=FakeChance)
    loyalty: FakeLoyaltyProgram = field(default_factory=FakeLoyaltyProgram)
    vipps: MoodyVipps = field(init=False)
    houses: list[tuple[House, Life]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    old_news: list[tuple[Reference, PaymentReport]] = field(default_factory=list)
    restarts: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.vipps = MoodyVipps(self.rng, self.clock)
        for phone in (KARI, OLA):
            self.loyalty.members[phone] = Member(customer_id=f"cus_{phone}", phone=phone, name=None, points=0)

    async def lived(self) -> Outcome:
        self.vipps.mood = self._mood()
        workers = self.rng.choice((1, 1, 2))
        runners = [asyncio.create_task(self._kept_running(number, workers)) for number in range(workers)]
        await asyncio.sleep(0)
        guests = [Guest(TabletId(f"tablet-{number}")) for number in range(self.rng.randrange(1, 4))]
        acts = [asyncio.create_task(self._dines(guest)) for guest in guests]
        acts += [asyncio.create_task(self._thumbs(guest)) for guest in guests]
        acts += [asyncio.create_task(act()) for act in (self._rumours, self._staff, self._postman, self._stranger)]
        await self.clock.sleep(EVENING)
        self.vipps.mood = CALM
        self.loyalty.calm()
        for act in acts:
            act.cancel()
        ended = await asyncio.gather(*acts, return_exceptions=True)
        self.broken += [f"a guest met {error!r}" for error in ended if isinstance(error, Exception)]
        await self._all_comes_to_rest()
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)
        await self.vipps.close()
        tables = self.storage.tables
        self.broken += self.vipps.offences
        self.broken += self._unrest()
        paid = sum(payment.state is PaymentState.AUTHORIZED for payment in tables.payments.values())
        self.trace += [f"{r} {p.state} {p.captured.minor} {p.refunded.minor}" for r, p in tables.payments.items()]
        return Outcome(seed=self.seed, broken=self.broken, trace=tuple(self.trace), restarts=self.restarts, paid=paid)

    async def _all_comes_to_rest(self) -> None:
        night = 0.0
        while night < LONGEST_NIGHT and self._unrest():
            await self.clock.sleep(20)
            night += 20

    def _unrest(self) -> list[str]:
        tables = self.storage.tables
        return broken_at_rest(tables, self.vipps.reports, self.loyalty.orders) + broken_deliveries(tables)

    def _mood(self) -> Mood:
        roll = self.rng.random
        bad = self.rng.choice((0.0, 0.05, 0.2, 0.4))
        return Mood(
            never_sent=bad * roll(),
            lost_on_the_way=bad * roll(),
            lost_answer=bad * roll(),
            limited=bad * roll(),
            refused_capture=self.rng.choice((0.0, 0.0, 0.3)),
            cannot_be_asked=self.rng.choice((0.0, 0.5)),
            slowest=self.rng.choice((0.1, 1.0, 9.0)),
        )

    # -- the house

    async def _kept_running(self, number: int, workers: int) -> None:
        """Start it, let it die, start it again."""
        while True:
            life = Life()
            house = self._built(life, f"hub-{number}-{self.restarts}")
            self.houses.append((house, life))
            with contextlib.suppress(Crash, PortError):
                async with house.running(alone=workers == 1):
                    await self._until_death(life)
            life.over.set()
            self.houses.remove((house, life))
            with contextlib.suppress(Crash):
                await house.background.close()
            self.restarts += 1
            await self.clock.sleep(self.rng.random() * 8)

    async def _until_death(self, life: Life) -> None:
        lasts = self.rng.choice((10_000.0, self.rng.random() * EVENING, self.rng.random() * 30))
        begun = asyncio.get_running_loop().time()
        await self.clock.sleep(lasts if begun < EVENING else 10_000.0)
        life.over.set()
        self._tell("the house dies")

    def _built(self, life: Life, worker: str) -> House:
        return compose(
            Outside(
                storage=mortal_storage(self.storage, life),
                payments=mortal_payments(WatchedLine(self.vipps, self.clock, self.vipps.offences), life),
                identity=FakeIdentityProvider({KARIS_CODE: KARI, OLAS_CODE: OLA}),
                enrolment=FakeEnrolmentInApp(),
                loyalty=mortal_loyalty(self.loyalty, life),
                clock=self.clock,
                chance=self.chance,
                catalog=CATALOG,
                accounts=FakeAccounts(),
                tokens=settings_token(self.storage, self.clock),
                restaurant=replace(
                    RESTAURANT, check_in=False, capture_at_once=dict.fromkeys(Serving, self.seed % 3 > 0)
                ),
                worker=worker,
                public=public_address(),
            )
        )

    async def _with_house(self, act: Callable[[House], Awaitable[T]]) -> T | None:
        """What a screen does with a house that may be gone: a failed tap is a failed tap."""
        if not self.houses:
            return None
        house, _ = self.rng.choice(self.houses)
        try:
            return await act(house)
        except (Crash, DomainError, ServiceError, PortError) as error:
            self._tell(f"{type(error).__name__}")
            return None

    # -- the people

    async def _dines(self, guest: Guest) -> None:
        await self._pause(20)
        while True:
            await self._with_house(lambda house: self._next_step(house, guest))
            await self._pause(15)

    async def _next_step(self, house: House, guest: Guest) -> None:
        services = house.services
        if guest.order_id is None:
            order = await services.ordering.current(guest.tablet)
            order = order or await services.ordering.begin(guest.tablet, Serving.EAT_HERE)
            guest.order_id = order.id
        order = await services.ordering.get(guest.order_id)
        if order.state is OrderState.OPEN and not order.lines:
            for dish in DISHES[: self.rng.randrange(1, 3)]:
                await services.ordering.add(order.id, dish)
            if self.rng.random() < 0.6:
                await services.identifying.by_code(order.id, KARIS_CODE)
            await self._cut(house, order.id)
        view = await services.showing.order(order.id)
        to_pay = [each.share.number for each in view.payers if each.share.state is ShareState.UNPAID]
        order = view.order
        if to_pay and order.state in {OrderState.OPEN, OrderState.PLACED}:
            if view.is_cut and self.rng.random() < 0.2:
                await self._with_house(lambda house: self._cut_anew(house, order, to_pay))
            await self._pay(order.id, to_pay)
        elif order.state is OrderState.PLACED and self.rng.random() < 0.15:
            payments = [each.payment for each in view.payers if each.payment is not None and each.payment.state.is_open]
            if payments:
                self._tell(f"{order.id} cancels")
                await services.paying.cancel(self.rng.choice(payments).reference)

    async def _cut(self, house: House, order_id: OrderId) -> None:
        """Some bills have two or three payers: Ola by code, and somebody of whom nothing is known."""
        payers = self.rng.choice((1, 1, 2, 3))
        if payers > 1:
            found = await house.services.identifying.by_code(order_id, OLAS_CODE, None)
            if isinstance(found, SomebodyElse):
                await house.services.sharing.add(order_id, found.guest)
        if payers > 2:
            await house.services.sharing.add(order_id, None)

    async def _cut_anew(self, house: House, order: Order, to_pay: list[int]) -> None:
        """Second thoughts; what cannot be is refused."""
        sharing, number = house.services.sharing, self.rng.choice(to_pay)
        change = self.rng.choice(("equally", "dishes", "give", "less", "more"))
        self._tell(f"{order.id} is cut: {change}")
        match change:
            case "equally":
                await sharing.equally(order.id)
            case "dishes":
                await sharing.by_dishes(order.id)
            case "give":
                await sharing.give(order.id, self.rng.choice(order.lines).id, number)
            case "less":
                await sharing.take_off(order.id, number)
            case _:
                await sharing.add(order.id, None)

    async def _pay(self, order_id: OrderId, to_pay: list[int]) -> None:
        """One payer, or several at once, some of them with two taps."""
        payers = self.rng.sample(to_pay, self.rng.randrange(1, len(to_pay) + 1))
        taps = [number for number in payers for _ in range(self.rng.choice((1, 1, 2)))]
        self._tell(f"{order_id} taps for {taps}")
        await asyncio.gather(*(self._with_house(partial(_tap, order_id=order_id, share=number)) for number in taps))

    async def _thumbs(self, guest: Guest) -> None:
        """The phones: open the app, think, approve or decline, sometimes long after everybody else gave up."""
        patience = self.rng.choice((5.0, 30.0, 120.0))
        while True:
            await self._pause(patience)
            asked = self.vipps.waiting(f"{guest.order_id}-")
            if not asked:
                continue
            reference = self.rng.choice(asked)
            self.vipps.open(reference)
            await self._pause(patience)
            if self.rng.random() < 0.8:
                self.vipps.approve(reference)
            else:
                self.vipps.decline(reference)
            self._tell(f"{reference} {self.vipps.reports[reference].state}")

    async def _rumours(self) -> None:
        """Looks out of turn, several at once, and old reports that are told again."""
        while True:
            await self._pause(10)
            if self.vipps.held:
                await self._rumour(self.rng.choice(list(self.vipps.held)))
            self.broken += broken_always(self.storage.tables, self.vipps.reports, self.loyalty.orders)

    async def _rumour(self, reference: Reference) -> None:
        self.old_news.append((reference, self.vipps.reports[reference]))
        old, report = self.rng.choice(self.old_news)
        for _ in range(self.rng.randrange(1, 4)):
            await self._with_house(lambda house: house.watching.look(reference))
        await self._with_house(lambda house: house.recording.record(old, report))

    async def _postman(self) -> None:
        """Deliveries: late, in the wrong order, until they are taken, some of them again; on some evenings none."""
        loses, repeats = self.rng.choice((0.0, 0.3, 1.0)), self.rng.choice((0.0, 0.5))
        while True:
            await self._pause(6)
            news = self.vipps.news
            if not news:
                continue
            body = news.pop(self.rng.randrange(len(news)))
            if self.rng.random() >= loses and (not await self._delivered(body) or self.rng.random() < repeats):
                news.append(body)

    async def _delivered(self, body: bytes) -> bool:
        """Whether somebody took it; the program may die before, while and after it stores it."""
        if not self.houses:
            return False
        house, _ = self.rng.choice(self.houses)
        assert house.listening is not None
        try:
            await house.listening.receive(Source.VIPPS, arrival(body))
        except (Crash, PortError) as error:
            self._tell(f"delivery: {type(error).__name__}")
            return False
        return True

    async def _stranger(self) -> None:
        """Somebody who knows the address but not the secret, and a sales unit that takes payments elsewhere too."""
        while True:
            await self._pause(120)
            await self._delivered(event(f"elsewhere-{self.rng.randrange(5)}"))
            if not self.houses or not self.vipps.held:
                continue
            forged = event(self.rng.choice(list(self.vipps.held)), "AUTHORIZED", 99)
            house, _ = self.rng.choice(self.houses)
            assert house.listening is not None
            with contextlib.suppress(NotGenuine, Crash):
                await house.listening.receive(Source.VIPPS, arrival(forged, signed_headers(forged, secret="guessed")))
                self.broken.append("a forged delivery was taken")

    async def _staff(self) -> None:
        """Hands over, gives money back, and lives with a programme that is down now and then."""
        while True:
            await self._pause(40)
            if self.rng.random() < 0.3:
                error = self.rng.choice((Unreachable("no connection"), OutcomeUnknown("lost")))
                self.loyalty.trouble("post_order", error, done=isinstance(error, OutcomeUnknown))
            payments = [p for p in self.storage.tables.payments.values() if p.state is PaymentState.AUTHORIZED]
            if payments:
                await self._served(self.rng.choice(payments))

    async def _served(self, payment: Payment) -> None:
        if not payment.captured:
            await self._with_house(lambda house: house.services.capturing.hand_over(payment.order_id))
            return
        part = replace(payment.captured, minor=max(1, payment.captured.minor // 3))
        amount = self.rng.choice((part, None))
        self._tell(f"{payment.reference} refund")
        await self._with_house(
            lambda house: house.services.refunding.refund(payment.reference, amount, reason="cold", by="Anna")
        )

    async def _pause(self, longest: float) -> None:
        await self.clock.sleep(self.rng.random() * longest)

    def _tell(self, what: str) -> None:
        self.trace.append(f"{asyncio.get_running_loop().time():.3f} {what}")
