"""A webhook never moves money: it is stored, once, and makes us look the payment up, once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from app.bootstrap.house import House
from app.domain.facts import Heard
from app.domain.ids import Reference
from app.domain.payment import PaymentState
from app.ports.errors import RateLimited, StorageUnavailable, Unreachable
from app.ports.webhooks import NotGenuine, Outcome, Source
from app.services.webhooks.listening import Listening
from support.fakes import settle
from support.house import Visit, World
from support.webhooks import arrival, event, public_address, signed_headers


def ears(house: House) -> Listening:
    assert house.listening is not None
    return house.listening


class Evening:
    """A restaurant with a public address in which one guest has been asked to pay."""

    def __init__(self) -> None:
        self.world = World(public=public_address())
        self.house = self.world.house()
        self.visit = Visit(self.world, self.house)
        self.reference = Reference("taffel-order00001-1-1")

    async def hears(self, name: str = "AUTHORIZED", number: int = 1) -> None:
        await ears(self.house).receive(Source.VIPPS, arrival(event(self.reference, name, number)))
        await settle()

    def outcomes(self) -> list[Outcome | None]:
        return [one.outcome for one in self.world.storage.tables.deliveries.values()]

    async def state(self) -> PaymentState:
        return (await self.visit.payment()).state


@pytest_asyncio.fixture
async def evening() -> AsyncIterator[Evening]:
    evening = Evening()
    async with evening.house.running():
        await evening.visit.orders_soup()
        await evening.visit.pays()
        yield evening


async def test_an_approval_is_recorded_long_before_the_next_poll_would_be_due(evening: Evening) -> None:
    evening.world.payments.approve(evening.reference)
    await evening.hears()

    assert (PaymentState.AUTHORIZED, [Outcome.LOOKED_UP]) == (await evening.state(), evening.outcomes())


async def test_a_delivery_that_says_authorized_moves_nothing_when_the_provider_does_not(evening: Evening) -> None:
    await evening.hears("AUTHORIZED")

    assert (PaymentState.REQUESTED, [Outcome.LOOKED_UP]) == (await evening.state(), evening.outcomes())


async def test_one_event_is_acted_on_once_however_often_it_is_delivered(evening: Evening) -> None:
    for _ in range(3):
        await evening.hears()

    assert (1, 1) == (len(evening.outcomes()), evening.world.payments.count("look_up"))


async def test_late_and_reordered_events_change_nothing(evening: Evening) -> None:
    evening.world.payments.approve(evening.reference)
    for name in ("AUTHORIZED", "CREATED", "EXPIRED"):
        await evening.hears(name)

    assert (PaymentState.AUTHORIZED, [Outcome.LOOKED_UP] * 3) == (await evening.state(), evening.outcomes())


async def test_a_payment_that_is_settled_is_looked_up_too(evening: Evening) -> None:
    """Operations done in the portal are told by webhook alone: nobody follows a settled payment."""
    await evening.visit.approves()
    looks = evening.world.payments.count("look_up")
    await evening.hears("REFUNDED")

    assert looks + 1 == evening.world.payments.count("look_up")


async def test_the_story_of_the_payment_tells_each_event_once(evening: Evening) -> None:
    for _ in range(2):
        await evening.hears("CREATED")
    told = [entry.fact for entry in await evening.house.services.timeline.of(evening.reference)]

    assert 1 == told.count(Heard(name="created", psp_reference="psp-created-1"))


async def test_a_forged_delivery_is_refused_and_not_stored(evening: Evening) -> None:
    body = event(evening.reference)
    with pytest.raises(NotGenuine):
        await ears(evening.house).receive(Source.VIPPS, arrival(body, signed_headers(body, secret="guessed")))

    assert [] == evening.outcomes()


async def test_what_is_no_payment_event_is_taken_and_forgotten(evening: Evening) -> None:
    await ears(evening.house).receive(Source.VIPPS, arrival(b'{"name":"user.checked-in.v1"}'))

    assert [] == evening.outcomes()


async def test_an_unknown_payment_is_stored_and_told_once(evening: Evening) -> None:
    with structlog.testing.capture_logs() as logs:
        for name in ("CREATED", "AUTHORIZED", "AUTHORIZED", "CAPTURED"):
            await ears(evening.house).receive(Source.VIPPS, arrival(event("another-system-1", name)))
        await settle()

    assert [Outcome.UNKNOWN] * 3 == evening.outcomes()
    assert 1 == sum(line["event"] == "delivery_of_unknown_payment" for line in logs)
    assert 0 == evening.world.payments.count("look_up")


async def test_what_cannot_be_stored_is_not_taken(evening: Evening) -> None:
    evening.world.storage.refuse_commits_with = StorageUnavailable("disk full")
    with pytest.raises(StorageUnavailable):
        await ears(evening.house).receive(Source.VIPPS, arrival(event(evening.reference)))
    evening.world.storage.refuse_commits_with = None

    assert [] == evening.outcomes()


async def test_a_settled_payment_is_looked_up_again_when_the_provider_does_not_answer(evening: Evening) -> None:
    await evening.visit.approves()
    evening.world.payments.trouble("look_up", Unreachable("no connection"))
    evening.world.payments.trouble("look_up", RateLimited("slower", retry_after=20))
    await evening.hears("REFUNDED")
    first = evening.outcomes()
    await evening.world.clock.advance(10)
    second = evening.outcomes()
    await evening.world.clock.advance(30)

    assert ([None], [None], [Outcome.LOOKED_UP]) == (first, second, evening.outcomes())


async def test_after_a_day_without_an_answer_it_is_given_up(evening: Evening) -> None:
    await evening.visit.approves()
    evening.world.payments.down(Unreachable("no connection"), "look_up")
    await evening.hears("REFUNDED")
    await evening.world.clock.advance(25 * 3600)

    assert [Outcome.GIVEN_UP] == evening.outcomes()


async def test_what_was_stored_before_a_crash_is_acted_on_after_it() -> None:
    evening = Evening()
    await evening.visit.orders_soup()
    await evening.visit.pays()
    evening.world.payments.approve(evening.reference)
    await evening.hears()
    again_at = evening.world.clock.now().replace(year=2027)
    async with evening.world.storage.work() as work:
        await work.deliveries.claim(evening.world.clock.now(), again_at)
        await work.commit()
    before = evening.outcomes()
    async with evening.world.house().running():
        await settle()

    assert ([None], [Outcome.LOOKED_UP]) == (before, evening.outcomes())


async def test_more_deliveries_than_are_looked_up_together_are_all_acted_on(evening: Evening) -> None:
    for number in range(10):
        await ears(evening.house).receive(Source.VIPPS, arrival(event(evening.reference, "CREATED", number)))
    await settle(1000)

    assert [Outcome.LOOKED_UP] * 10 == evening.outcomes()


async def test_a_hub_without_public_address_polls_alone() -> None:
    assert World().house().listening is None
