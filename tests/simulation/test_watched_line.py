"""The line that the schedules call over notices who calls too often."""

from contextlib import suppress

from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Currency, Money
from app.ports.errors import NotFound
from support.clocks import FakeClock
from support.fakes import FakePaymentProvider
from support.watched_line import CHANGES, WatchedLine

REFERENCE = Reference("order00001-1-1")


async def test_one_change_more_than_a_minute_allows_is_an_offence() -> None:
    clock, offences = FakeClock(), list[str]()
    line = WatchedLine(FakePaymentProvider(), clock, offences)
    await refunds(line, CHANGES)
    await clock.advance(60)
    await refunds(line, CHANGES)
    allowed = list(offences)
    await refunds(line, 1)

    assert allowed == []
    assert [f"{REFERENCE}: more than 5 times a minute: refund"] == offences


async def refunds(line: WatchedLine, times: int) -> None:
    """Asked for, whatever comes of it."""
    for number in range(times):
        with suppress(NotFound):
            await line.refund(REFERENCE, IdempotencyKey(f"key-{number}"), Money(100, Currency.NOK))
