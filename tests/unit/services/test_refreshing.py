"""News of a customer is shown on the order they are on, looked up and never believed; nobody else is looked up."""

from dataclasses import replace

import pytest

from app.bootstrap.house import CustomerNews
from app.domain.customer import Member, PhoneNumber
from app.domain.order import OrderState
from app.ports.errors import Unreachable
from app.ports.webhooks import NotGenuine, Outcome, Source
from app.providers.pongo.deliveries import PongoDeliveries
from support.clocks import settle
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World
from support.pongo_webhooks import SECRET, customer_event, pongo_arrival, pongo_signature
from support.webhooks import public_address

CREATED = "customer.created"


class Evening:
    """A restaurant that hears of its customers, with one guest at a tablet."""

    def __init__(self) -> None:
        public = replace(
            public_address(),
            customers=CustomerNews(url="https://hub.example/webhooks/pongo", reader=PongoDeliveries(), registries={}),
        )
        self.world = World(public=public)
        self.secrets = public.secrets
        self.house = self.world.house()
        self.visit = Visit(self.world, self.house)
        self.seen = 0

    async def begins(self, code: str = KARIS_CODE) -> None:
        await self.secrets.put("pongo-webhook/customer.updated/whk_1", SECRET)
        await self.visit.orders_soup()
        await self.visit.shows(code)
        self.house.services.changes.subscribe(self.visit.order_id, self._sees)

    async def hears(self, body: bytes, header: str | None = None) -> None:
        assert self.house.listening is not None
        await self.house.listening.receive(Source.PONGO, pongo_arrival(body, header))
        await settle()

    async def member(self) -> Member | None:
        order = (await self.house.services.showing.order(self.visit.order_id)).order
        return order.guest.member if order.guest else None

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
