"""A guest is known by a keyed hash once their number is gone, and the nightly removal never stops for long."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from app.domain.customer import PhoneNumber
from app.domain.privacy import Keeping, Oldest, Person
from app.domain.vat import Country
from app.ports.clock import Clock
from app.ports.errors import StorageUnavailable
from app.ports.people import Held
from app.services.basics.nights import until_hour
from app.services.guests.forgetting import KEY, Forgetting
from app.services.guests.purging import Purging
from support.clocks import FakeChance, FakeClock, settle
from support.samples import OTHER_PHONE, PHONE
from support.secret_fakes import FakeSecretStore


class FakePeople:
    """Remembers who was asked for."""

    def __init__(self) -> None:
        self.asked: list[Person] = []
        self.purged: list[Oldest] = []
        self.troubles = 0

    async def held(self, person: Person) -> Held:
        self.asked.append(person)
        return {"orders": ()}

    async def erase(self, person: Person, clock: Clock) -> Mapping[str, int]:
        self.asked.append(person)
        return {"orders": 1}

    async def purge(self, oldest: Oldest) -> Mapping[str, int]:
        self.purged.append(oldest)
        if self.troubles:
            self.troubles -= 1
            raise StorageUnavailable("the disk is full")
        return {"orders": 2}


def forgetting(people: FakePeople, secrets: FakeSecretStore) -> Forgetting:
    return Forgetting(people=people, secrets=secrets, clock=FakeClock(), chance=FakeChance())


async def test_one_person_has_one_pseudonym_and_another_key_gives_another() -> None:
    people, secrets = FakePeople(), FakeSecretStore()
    for phone in (PHONE, PHONE, OTHER_PHONE):
        await forgetting(people, secrets).erase(phone)
    await forgetting(people, FakeSecretStore({KEY: "another"})).erase(PHONE)
    first, same, other, elsewhere = (person.pseudonym for person in people.asked)

    assert first == same
    assert 3 == len({first, other, elsewhere})
    assert PHONE not in first


@pytest.mark.parametrize(
    ("phone", "national"), [("4712345678", "12345678"), ("33612345678", "612345678"), ("35812345678", "12345678")]
)
async def test_the_number_is_known_without_its_country(phone: str, national: str) -> None:
    people = FakePeople()
    await forgetting(people, FakeSecretStore()).export(PhoneNumber(phone))

    assert [national] == [person.national for person in people.asked]


async def test_the_log_tells_counts_and_no_number() -> None:
    with structlog.testing.capture_logs() as logs:
        await forgetting(FakePeople(), FakeSecretStore()).erase(PHONE)

    assert [{"event": "guest_erased", "orders": 1, "log_level": "info"}] == logs


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 11, 21, 18, 0, tzinfo=UTC), 10),
        (datetime(2026, 11, 22, 3, 59, 59, tzinfo=UTC), 1 / 3600),
        (datetime(2026, 11, 22, 4, 0, tzinfo=UTC), 24),
    ],
)
def test_the_night_is_the_restaurants_own(now: datetime, hours: float) -> None:
    assert hours * 3600 == pytest.approx(until_hour(5, now, Country.NO))


async def test_purging_happens_at_start_and_every_night_whatever_goes_wrong() -> None:
    people, clock = FakePeople(), FakeClock()
    people.troubles = 2
    keeping = Keeping(guests=timedelta(days=7))
    purging = Purging(people=people, clock=clock, keeping=keeping, country=Country.NO)
    worker = asyncio.create_task(purging.nightly())
    await settle()
    at_start = len(people.purged)
    await clock.advance(2 * 24 * 3600)
    worker.cancel()

    assert (1, 3) == (at_start, len(people.purged))
    assert [datetime(2026, 11, 23, 4, 0, tzinfo=UTC) - timedelta(days=7)] == [each.guests for each in people.purged[2:]]
