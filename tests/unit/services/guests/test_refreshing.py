"""News of a customer is shown on the order they are on, looked up and never believed; nobody else is looked up."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from app.bootstrap.outside import CustomerNews
from app.domain.customer import Guest, IdentifiedBy, Member, PhoneNumber
from app.domain.order import Order, OrderState
from app.domain.split import Share, numbered
from app.ports.errors import Unreachable
from app.ports.webhooks import NotGenuine, Outcome, Source
from app.providers.pongo.deliveries import PongoDeliveries
from app.services.guests.attaching import SomebodyElse
from support.clocks import settle
from support.fakes import FakeLoyaltyProgram
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World
from support.pongo_webhooks import SECRET, customer_event, pongo_arrival, pongo_signature
from support.webhooks import public_address

CREATED = "customer.created"


class AskedMeanwhile(FakeLoyaltyProgram):
    """While it is asked for a customer, something else happens."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def find_by_pass(self, customer_id: str) -> Member | None:
        if self.meanwhile is not None:
            await self.meanwhile()
        return await super().find_by_pass(customer_id)


class Evening:
    """A restaurant that hears of its customers, with one guest at a tablet."""

    def __init__(self, loyalty: FakeLoyaltyProgram | None = None) -> None:
        public = replace(
            public_address(),
            customers=CustomerNews(url="https://hub.example/webhooks/pongo", reader=PongoDeliveries(), registries={}),
        )
        self.world = World(public=public, loyalty=loyalty or FakeLoyaltyProgram())
        self.secrets = public.secrets
        self.house = self.world.house()
        self.visit = Visit(self.world, self.house)
        self.seen = 0

    async def begins(self, code: str = KARIS_CODE) -> None:
        await self.secrets.put("pongo-webhook/customer.updated/whk_1", SECRET)
        await self.visit.orders_soup()
        await self.visit.shows(code)
        self.house.services.changes.subscribe(self.visit.order_id, self._sees)

    async def is_joined_by(self, code: str = OLAS_CODE) -> None:
        """Another one pays too; they stand on the second share and nowhere else."""
        found = await self.visit.shows(code)
        assert isinstance(found, SomebodyElse)
        await self.house.services.sharing.add(self.visit.order_id, found.guest)

    async def pays(self, number: int) -> None:
        payment = await self.house.services.paying.start(self.visit.order_id, share=number)
        await settle()
        self.world.payments.approve(payment.reference)
        await self.world.clock.advance(6)

    async def is_paid(self, number: int) -> None:
        """The money of a share is there."""
        async with self.world.storage.work() as work:
            share = numbered(await work.shares.of(self.visit.order_id), number)
            await work.shares.save(share.reserved().paid(self.world.clock.now()))
            await work.commit()

    async def hears(self, body: bytes, header: str | None = None) -> None:
        assert self.house.listening is not None
        await self.house.listening.receive(Source.PONGO, pongo_arrival(body, header))
        await settle()

    async def member(self) -> Member | None:
        order = (await self.house.services.showing.order(self.visit.order_id)).order
        return order.guest.member if order.guest else None

    async def seen_by(self, number: int) -> Member | None:
        """Who a payer is on their own screen."""
        order = (await self.house.services.showing.order(self.visit.order_id)).seen_by(number).order
        return order.guest.member if order.guest else None

    def rows(self, number: int) -> tuple[Order, Share]:
        """The order and a share as they are stored, versions included."""
        tables = self.world.storage.tables
        return tables.orders[self.visit.order_id], tables.shares[self.visit.order_id, number]

    def outcomes(self) -> list[Outcome | None]:
        return [one.outcome for one in self.world.storage.tables.deliveries.values()]

    def _sees(self) -> None:
        self.seen += 1


@pytest.fixture
def evening() -> Evening:
    return Evening()


def now_kari(evening: Evening, phone: PhoneNumber = KARI, **changes: object) -> None:
    """What Pongo has of her by now."""
    known = Member(customer_id="cus_kari", phone=phone, name="Kari", points=120)
    evening.world.loyalty.members[phone] = replace(known, **changes)  # type: ignore[arg-type]


def now_ola(evening: Evening, **changes: object) -> Member:
    """What Pongo has of him by now."""
    known = Member(customer_id="cus_ola", phone=OLA, name="Ola", points=10)
    evening.world.loyalty.members[OLA] = replace(known, **changes)  # type: ignore[arg-type]
    return evening.world.loyalty.members[OLA]


async def test_balance_name_and_opt_ins_are_refreshed_and_the_screen_is_told(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        seen = evening.seen
        now_kari(evening, name="Karoline", points=500, sms_opt_in=True)
        await evening.hears(customer_event(points=1, first_name="Mallory"))
        member = await evening.member()

    assert member is not None
    assert ("Karoline", 500, True) == (member.name, member.points, member.sms_opt_in)
    assert [Outcome.LOOKED_UP] == evening.outcomes()
    assert seen + 1 == evening.seen


async def test_news_without_a_change_disturbs_no_screen(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        seen = evening.seen
        await evening.hears(customer_event())

    assert ([Outcome.LOOKED_UP], seen) == (evening.outcomes(), evening.seen)


async def test_one_event_is_acted_on_once_however_often_it_is_delivered(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        for _ in range(3):
            await evening.hears(customer_event())

    assert (1, 1) == (len(evening.outcomes()), evening.world.loyalty.count("find_by_pass"))


async def test_a_customer_who_is_at_no_table_is_not_looked_up(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        await evening.hears(customer_event("cus_somebody"))

    assert ([Outcome.UNKNOWN], 0) == (evening.outcomes(), evening.world.loyalty.count("find_by_pass"))


async def test_a_guest_who_becomes_a_member_elsewhere_is_one_here_at_once(evening: Evening) -> None:
    """Ola joins on Pongo's own tablet at the door while his order is open on ours."""
    async with evening.house.running():
        await evening.begins(OLAS_CODE)
        before = await evening.member()
        evening.world.loyalty.members[OLA] = Member(customer_id="cus_ola", phone=OLA, name="Ola", points=10)
        await evening.hears(customer_event("cus_ola", CREATED))
        member = await evening.member()

    assert before is None
    assert member is not None
    assert ("cus_ola", 10) == (member.customer_id, member.points)


async def test_somebody_else_who_becomes_a_member_is_not_put_on_the_order(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins(OLAS_CODE)
        await evening.hears(customer_event("cus_kari", CREATED))

    assert (None, [Outcome.UNKNOWN]) == (await evening.member(), evening.outcomes())


async def test_while_paying_the_share_learns_of_it_too_so_that_points_are_credited(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins(OLAS_CODE)
        await evening.visit.pays()
        evening.world.loyalty.members[OLA] = Member(customer_id="cus_ola", phone=OLA, name="Ola", points=10)
        await evening.hears(customer_event("cus_ola", CREATED))
        (share,) = evening.world.storage.tables.shares.values()
        order = evening.world.storage.tables.orders[evening.visit.order_id]

    assert OrderState.PLACED is order.state
    assert share.guest is not None
    assert share.guest.member is not None
    assert "cus_ola" == share.guest.member.customer_id


async def test_a_paid_order_is_left_as_it_was(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        await evening.visit.pays()
        await evening.visit.approves()
        now_kari(evening, name="Karoline")
        await evening.hears(customer_event())
        member = await evening.member()

    assert member is not None
    assert "Kari" == member.name


async def test_a_customer_who_is_gone_changes_nothing(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        evening.world.loyalty.members.clear()
        await evening.hears(customer_event())

    assert [Outcome.UNKNOWN] == evening.outcomes()
    assert await evening.member() is not None


async def test_pongo_that_does_not_answer_is_asked_again_later(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        now_kari(evening, points=500)
        evening.world.loyalty.trouble("find_by_pass", Unreachable("no connection"))
        await evening.hears(customer_event())
        waiting = evening.outcomes()
        await evening.world.clock.advance(10)
        member = await evening.member()

    assert [None] == waiting
    assert [Outcome.LOOKED_UP] == evening.outcomes()
    assert member is not None
    assert 500 == member.points


async def test_a_forged_delivery_is_refused_and_stored_nowhere(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        body = customer_event()
        with pytest.raises(NotGenuine):
            await evening.hears(body, pongo_signature(body, secret="guessed"))

    assert [] == evening.outcomes()


async def test_a_signature_of_the_payment_provider_counts_for_payments_alone(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        body = customer_event()
        secret = (await evening.secrets.all("webhook/"))["webhook-0"]
        with pytest.raises(NotGenuine):
            await evening.hears(body, pongo_signature(body, secret=secret))

    assert [] == evening.outcomes()


async def test_a_payer_who_stands_only_on_a_share_is_refreshed_there_and_nowhere_else(evening: Evening) -> None:
    now_ola(evening)
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        before, seen = evening.rows(1), evening.seen
        fresh = now_ola(evening, name="Olav", points=500, email_opt_in=True, sms_opt_in=False)
        now_kari(evening, name="Karoline")
        await evening.hears(customer_event("cus_ola"))
        ola, kari = await evening.seen_by(2), await evening.seen_by(1)

    assert (fresh, "Kari") == (ola, kari.name if kari else None)
    assert (before, seen + 1) == (evening.rows(1), evening.seen)
    assert [Outcome.LOOKED_UP] == evening.outcomes()


async def test_news_of_the_first_payer_leave_the_share_of_the_second(evening: Evening) -> None:
    now_ola(evening)
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        _, before = evening.rows(2)
        now_ola(evening, name="Olav")
        now_kari(evening, name="Karoline")
        await evening.hears(customer_event())
        kari = await evening.seen_by(1)

    assert "Karoline" == (kari.name if kari else None)
    assert before == evening.rows(2)[1]


async def test_a_payer_of_a_share_who_becomes_a_member_elsewhere_is_credited_for_it(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        payment = await evening.house.services.paying.start(evening.visit.order_id, share=2)
        await settle()
        now_ola(evening)
        await evening.hears(customer_event("cus_ola", CREATED))
        evening.world.payments.approve(payment.reference)
        await evening.world.clock.advance(6)
        (posted,) = evening.world.loyalty.orders.values()

    assert OLA == json.loads(posted)["phone"]


@pytest.mark.parametrize(("number", "customer_id"), [(1, "cus_kari"), (2, "cus_ola")])
async def test_who_has_paid_their_share_is_not_looked_up_though_the_other_still_pays(
    evening: Evening, number: int, customer_id: str
) -> None:
    now_ola(evening)
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        await evening.pays(number)
        before = evening.rows(number)
        await evening.hears(customer_event(customer_id))

    assert OrderState.PLACED is before[0].state
    assert ([Outcome.UNKNOWN], 0) == (evening.outcomes(), evening.world.loyalty.count("find_by_pass"))
    assert before == evening.rows(number)


@pytest.mark.parametrize("number", [1, 2])
async def test_a_share_that_is_paid_while_pongo_is_asked_stays_as_it_was(number: int) -> None:
    """Kari is on the bill twice, by two numbers, so that one of her shares is still to be refreshed."""
    asked = AskedMeanwhile()
    evening = Evening(asked)
    async with evening.house.running():
        await evening.begins()
        twin = Guest(phone=OLA, identified_by=IdentifiedBy.PHONE, member=await evening.member(), asked=True)
        await evening.house.services.sharing.add(evening.visit.order_id, twin)
        now_kari(evening, points=500)
        asked.meanwhile = lambda: evening.is_paid(number)
        await evening.hears(customer_event())
        points = {each: member.points for each in (1, 2) if (member := await evening.seen_by(each))}
        order_guest = await evening.member()

    assert {number: 120, 3 - number: 500} == points
    assert points[1] == (order_guest.points if order_guest else None)


async def test_who_has_paid_here_and_sits_at_another_table_is_refreshed_there_alone(evening: Evening) -> None:
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        await evening.pays(1)
        paid = evening.rows(1)
        again = Visit(evening.world, evening.house)
        await again.orders_soup()
        await again.shows(KARIS_CODE)
        now_kari(evening, points=500)
        await evening.hears(customer_event())
        there = (await evening.house.services.showing.order(again.order_id)).order.guest

    assert 500 == (there.member.points if there and there.member else None)
    assert paid == evening.rows(1)


async def test_a_payer_whose_bill_is_on_the_staffs_list_is_refreshed(evening: Evening) -> None:
    """A waiter's tablet serves other tables in between."""
    now_ola(evening)
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        await evening.pays(1)
        await evening.house.services.ordering.hand_to_staff(evening.visit.order_id)
        fresh = now_ola(evening, points=500)
        await evening.hears(customer_event("cus_ola"))

    assert fresh == await evening.seen_by(2)


async def test_a_first_payer_in_place_of_another_is_refreshed_and_the_other_is_not(evening: Evening) -> None:
    """The share still holds the name of the one who began it; the order's guest counts."""
    now_ola(evening)
    async with evening.house.running():
        await evening.begins()
        await evening.is_joined_by()
        order = await evening.house.services.ordering.get(evening.visit.order_id)
        ola = evening.rows(2)[1].guest
        assert ola is not None
        await evening.house.services.sharing.take_off(order.id, 2)
        await evening.house.services.identifying.replace(order.id, ola)
        await evening.hears(customer_event())
        now_ola(evening, points=500)
        await evening.hears(customer_event("cus_ola", number=2))
        member = await evening.seen_by(1)

    assert [Outcome.UNKNOWN, Outcome.LOOKED_UP] == evening.outcomes()
    assert 500 == (member.points if member else None)
