"""Tokens: fetched once for many callers, renewed before their end, forgotten when refused."""

import asyncio
from datetime import timedelta

import pytest

from app.ports.errors import Unreachable
from app.providers.http.auth import CachedToken, StaticToken, Token
from support.quick_clock import QuickClock


class Fetcher:
    """Makes numbered tokens that live an hour."""

    def __init__(self, clock: QuickClock) -> None:
        self.count = 0
        self.clock = clock

    async def __call__(self) -> Token:
        self.count += 1
        await asyncio.sleep(0)
        return Token(text=f"token-{self.count}", expires_at=self.clock.now() + timedelta(hours=1))


async def test_many_callers_at_once_cause_one_fetch() -> None:
    fetch = Fetcher(QuickClock())
    tokens = CachedToken(fetch, fetch.clock)

    got = await asyncio.gather(*(tokens.token() for _ in range(10)))

    assert (set(got), fetch.count) == ({"token-1"}, 1)


@pytest.mark.parametrize(("minutes", "expected"), [(58, "token-1"), (59, "token-2"), (120, "token-2")])
async def test_a_token_is_renewed_a_minute_before_its_end(minutes: int, expected: str) -> None:
    clock = QuickClock()
    tokens = CachedToken(Fetcher(clock), clock)
    await tokens.token()

    clock.moment += timedelta(minutes=minutes)

    assert await tokens.token() == expected


async def test_a_refused_token_is_fetched_anew() -> None:
    clock = QuickClock()
    tokens = CachedToken(Fetcher(clock), clock)

    again = await tokens.refused(await tokens.token())

    assert (again, await tokens.token()) == (True, "token-2")


async def test_a_late_refusal_of_an_old_token_leaves_the_new_one() -> None:
    clock = QuickClock()
    tokens = CachedToken(Fetcher(clock), clock)
    old = await tokens.token()
    await tokens.refused(old)
    new = await tokens.token()

    await tokens.refused(old)

    assert await tokens.token() == new


async def test_a_fetch_that_fails_is_tried_again_by_the_next_caller() -> None:
    clock = QuickClock()
    outcomes: list[Token | Unreachable] = [
        Unreachable("no"),
        Token(text="token", expires_at=clock.now() + timedelta(hours=1)),
    ]

    async def fetch() -> Token:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Unreachable):
            raise outcome
        return outcome

    tokens = CachedToken(fetch, clock)
    with pytest.raises(Unreachable):
        await tokens.token()

    assert await tokens.token() == "token"


async def test_a_fixed_token_stays_what_it_is() -> None:
    tokens = StaticToken("fixed")

    assert (await tokens.refused("fixed"), await tokens.token()) == (False, "fixed")


def test_a_token_does_not_show_itself() -> None:
    assert "secret" not in repr(Token(text="secret", expires_at=QuickClock().now()))
