"""Connecting the merchant's account: every way in which it must not come about, and what stays when it does not."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.connection import Connection, ConnectionState, How, KeyFault, Reason, Why
from app.ports.errors import KeyUnusable, Misconfigured, NotConnected, OutcomeUnknown, Unreachable
from app.services.basics.errors import CannotConnect
from app.services.loyalty.connecting import Connecting
from app.services.loyalty.keeping_tokens import SECRETS, KeepingTokens
from support.accounts import STATIC, FakeAccounts
from support.fakes import FakeChance, FakeClock, MemoryStorage, settle
from support.secret_fakes import FakeSecretStore

HALF_AN_HOUR = 1800


@dataclass(slots=True)
class Desk:
    """The admin's desk: everything that connecting needs, on doubles."""

    static: str | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    secrets: FakeSecretStore = field(default_factory=FakeSecretStore)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    chance: FakeChance = field(default_factory=FakeChance)
    resumed: int = 0

    @property
    def tokens(self) -> KeepingTokens:
        """As every program sees it that shares the database."""
        return KeepingTokens(storage=self.storage, secrets=self.secrets, clock=self.clock, static=self.static)

    @property
    def connecting(self) -> Connecting:
        return Connecting(
            accounts=self.accounts,
            tokens=self.tokens,
            storage=self.storage,
            clock=self.clock,
            chance=self.chance,
            resumed=self._resume,
        )

    async def begin(self) -> str:
        """Go to the form; the state that it was given."""
        return parse_qs(urlsplit(await self.connecting.begin()).query)["state"][0]

    async def connect(self, token: str = "token-1") -> Connection:
        return await self.connecting.finish(state=await self.begin(), code=self.accounts.allow(token))

    async def refused(self, *, state: str | None, code: str | None = None, error: str | None = None) -> Why:
        with pytest.raises(CannotConnect) as caught:
            await self.connecting.finish(state=state, code=code, error=error)
        return caught.value.why

    async def _resume(self) -> None:
        self.resumed += 1


async def test_a_code_of_our_own_visit_connects() -> None:
    desk = Desk()
    connection = await desk.connect()

    assert (ConnectionState.CONNECTED, How.OAUTH) == (connection.state, connection.how)
    assert (desk.clock.now(), "Fjord & Furu") == (connection.since, connection.merchant)
    assert "token-1" == await desk.tokens.token()
    assert connection == await desk.connecting.status()
    assert 1 == desk.resumed


async def test_the_token_is_in_the_secret_store_and_nowhere_else() -> None:
    desk = Desk()
    await desk.connect("very-secret-token")

    assert ["very-secret-token"] == list(desk.secrets.secrets.values())
    assert "very-secret-token" not in repr(desk.storage.tables)


async def test_the_state_is_kept_as_a_digest_only() -> None:
    desk = Desk()
    state = await desk.begin()

    assert state not in repr(desk.storage.tables)


async def test_every_visit_has_a_state_of_its_own() -> None:
    desk = Desk()

    assert await desk.begin() != await desk.begin()


@pytest.mark.parametrize("state", [None, "", "forged", "x" * 5000])
async def test_a_forged_state_is_refused_and_nothing_is_sent(state: str | None) -> None:
    desk = Desk()
    await desk.begin()
    why = await desk.refused(state=state, code=desk.accounts.allow())

    assert (Why.UNKNOWN_STATE, []) == (why, desk.accounts.calls)
    assert ConnectionState.NOT_CONNECTED is (await desk.connecting.status()).state


async def test_a_state_works_until_half_an_hour_is_over() -> None:
    desk = Desk()
    state = await desk.begin()
    await desk.clock.advance(HALF_AN_HOUR - 1)
    connection = await desk.connecting.finish(state=state, code=desk.accounts.allow())

    assert connection.works


async def test_an_old_state_is_refused() -> None:
    desk = Desk()
    state = await desk.begin()
    await desk.clock.advance(HALF_AN_HOUR)

    assert Why.EXPIRED_STATE is await desk.refused(state=state, code=desk.accounts.allow())
    assert [] == desk.accounts.calls


async def test_a_state_counts_once() -> None:
    desk = Desk()
    state = await desk.begin()
    await desk.connecting.finish(state=state, code=desk.accounts.allow("token-1"))

    assert Why.USED_STATE is await desk.refused(state=state, code=desk.accounts.allow("token-2"))
    assert "token-1" == await desk.tokens.token()


async def test_of_two_at_the_same_instant_one_is_exchanged() -> None:
    desk = Desk()
    state, code = await desk.begin(), desk.accounts.allow()
    both = await asyncio.gather(
        *(desk.connecting.finish(state=state, code=code) for _ in range(2)), return_exceptions=True
    )

    assert 1 == sum(isinstance(one, Connection) for one in both)
    assert 1 == desk.accounts.count("exchange")


@pytest.mark.parametrize("code", [None, "", "x" * 5000])
async def test_without_a_code_nothing_is_stored(code: str | None) -> None:
    desk = Desk()

    assert Why.NO_CODE is await desk.refused(state=await desk.begin(), code=code)
    assert {} == desk.secrets.secrets


async def test_a_merchant_who_refuses_is_not_connected() -> None:
    desk = Desk()

    assert Why.DENIED is await desk.refused(state=await desk.begin(), error="access_denied")
    assert [] == desk.accounts.calls


async def test_a_code_that_was_used_before_is_refused() -> None:
    desk = Desk()
    code = desk.accounts.allow()
    await desk.connecting.finish(state=await desk.begin(), code=code)
    why = await desk.refused(state=await desk.begin(), code=code)

    assert (Why.BAD_CODE, "token-1") == (why, await desk.tokens.token())


async def test_a_wrong_client_secret_says_what_to_mend() -> None:
    desk = Desk()
    desk.accounts.trouble("exchange", Misconfigured("401", fix="Check the client."))
    with pytest.raises(CannotConnect) as caught:
        await desk.connect()

    assert (Why.NOT_SET_UP, "Check the client.") == (caught.value.why, caught.value.fix)


@pytest.mark.parametrize("error", [Unreachable("no"), OutcomeUnknown("lost")])
async def test_no_answer_to_the_exchange_leaves_what_was_connected(error: Unreachable | OutcomeUnknown) -> None:
    desk = Desk()
    await desk.connect("token-1")
    desk.accounts.trouble("exchange", error)
    why = await desk.refused(state=await desk.begin(), code=desk.accounts.allow("token-2"))

    assert (Why.NO_ANSWER, "token-1") == (why, await desk.tokens.token())


async def test_a_token_that_does_not_work_is_not_kept() -> None:
    desk = Desk()
    code = desk.accounts.allow("token-2")
    desk.accounts.revoke("token-2")

    assert Why.BAD_TOKEN is await desk.refused(state=await desk.begin(), code=code)
    assert {} == desk.secrets.secrets


async def test_a_token_is_not_lost_because_its_owner_could_not_be_asked() -> None:
    desk = Desk()
    desk.accounts.trouble("account", Unreachable("no"))
    connection = await desk.connect()

    assert (True, None) == (connection.works, connection.merchant)


async def test_connecting_again_replaces_the_token_and_forgets_the_old_one() -> None:
    desk = Desk()
    await desk.connect("token-1")
    await desk.connect("token-2")

    assert ["token-2"] == list(desk.secrets.secrets.values())
    assert "token-2" == await desk.tokens.token()


async def test_a_token_that_an_earlier_end_left_behind_is_removed() -> None:
    desk = Desk()
    desk.secrets.secrets[SECRETS + "left"] = "stray"
    await desk.connect("token-1")

    assert ["token-1"] == list(desk.secrets.secrets.values())


async def test_a_pasted_code_connects() -> None:
    desk = Desk()
    connection = await desk.connecting.paste(f"  {desk.accounts.allow()}\n")

    assert (True, How.PASTED) == (connection.works, connection.how)


async def test_a_pasted_address_counts_like_the_redirect() -> None:
    desk = Desk()
    state = await desk.begin()
    address = f"https://hub.example/oauth/pongo/callback?code={desk.accounts.allow()}&state={state}"
    connection = await desk.connecting.paste(address)
    with pytest.raises(CannotConnect) as again:
        await desk.connecting.paste(address)

    assert (True, Why.USED_STATE) == (connection.works, again.value.why)


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", Why.NO_CODE),
        ("https://hub.example/callback?code=abc&state=forged", Why.UNKNOWN_STATE),
        ("https://hub.example/callback?code=abc", Why.UNKNOWN_STATE),
        ("?error=access_denied&state=forged", Why.UNKNOWN_STATE),
        ("never-given", Why.BAD_CODE),
    ],
)
async def test_what_is_pasted_wrongly_is_named(pasted: str, why: Why) -> None:
    desk = Desk()
    with pytest.raises(CannotConnect) as caught:
        await desk.connecting.paste(pasted)

    assert why is caught.value.why


async def test_without_a_client_there_is_no_form() -> None:
    desk = Desk()
    desk.accounts.offered = False
    with pytest.raises(Misconfigured):
        await desk.connecting.begin()

    assert {} == desk.storage.tables.account.visits


async def test_disconnecting_forgets_the_token() -> None:
    desk = Desk()
    await desk.connect()
    connection = await desk.connecting.disconnect()
    with pytest.raises(NotConnected):
        await desk.tokens.token()

    assert (ConnectionState.NOT_CONNECTED, {}) == (connection.state, desk.secrets.secrets)


async def test_a_refused_token_is_not_given_out_again() -> None:
    desk = Desk()
    await desk.connect()
    another = await desk.tokens.refused("token-1")
    with pytest.raises(NotConnected):
        await desk.tokens.token()
    connection = await desk.connecting.status()

    assert (False, ConnectionState.NEEDS_RECONNECT) == (another, connection.state)
    assert (Reason.REFUSED, "Fjord & Furu") == (connection.reason, connection.merchant)


async def test_a_token_refused_after_its_time_has_expired() -> None:
    desk = Desk()
    await desk.connect()
    await desk.clock.advance(366 * 24 * 3600)
    await desk.tokens.refused("token-1")

    assert Reason.EXPIRED is (await desk.connecting.status()).reason


async def test_a_late_refusal_of_an_older_token_changes_nothing() -> None:
    desk = Desk()
    await desk.connect("token-1")
    await desk.connect("token-2")
    another = await desk.tokens.refused("token-1")

    assert (True, "token-2") == (another, await desk.tokens.token())


async def test_a_token_that_the_key_does_not_open_must_be_connected_again() -> None:
    desk = Desk()
    await desk.connect()
    desk.secrets.secrets.clear()
    with pytest.raises(NotConnected):
        await desk.tokens.token()

    assert Reason.SEALED is (await desk.connecting.status()).reason


MENDABLE = (KeyFault.UNREADABLE, KeyFault.OPEN, KeyFault.BAD)


@pytest.mark.parametrize("fault", MENDABLE)
async def test_without_a_usable_key_nobody_is_sent_to_the_form(fault: KeyFault) -> None:
    desk = Desk()
    desk.secrets.fault = fault
    with pytest.raises(KeyUnusable) as refused:
        await desk.connecting.begin()

    assert fault is refused.value.fault


@pytest.mark.parametrize("fault", MENDABLE)
async def test_trouble_with_the_key_is_told_as_such_and_uses_up_neither_visit_nor_code(fault: KeyFault) -> None:
    """It is no silence of the programme; the same address connects once the key is mended."""
    desk = Desk()
    state, code = await desk.begin(), desk.accounts.allow()
    desk.secrets.fault = fault
    with pytest.raises(CannotConnect) as refused:
        await desk.connecting.finish(state=state, code=code)
    asked = desk.accounts.count("exchange")
    desk.secrets.fault = None
    connection = await desk.connecting.finish(state=state, code=code)

    assert (Why(fault.value), "Mend the key.", 0) == (refused.value.why, refused.value.fix, asked)
    assert connection.works


@pytest.mark.parametrize("fault", MENDABLE)
async def test_a_pasted_code_waits_for_the_key_too(fault: KeyFault) -> None:
    desk = Desk()
    desk.secrets.fault = fault
    with pytest.raises(CannotConnect) as refused:
        await desk.connecting.paste(desk.accounts.allow())

    assert (Why(fault.value), 0) == (refused.value.why, desk.accounts.count("exchange"))


@pytest.mark.parametrize("fault", MENDABLE)
async def test_a_connection_whose_token_cannot_be_read_works_again_by_itself_once_the_key_does(fault: KeyFault) -> None:
    """Nothing is wrong with the token: nobody has to connect again."""
    desk = Desk()
    await desk.connect()
    desk.secrets.fault = fault
    for attempt in (desk.tokens.token(), desk.connecting.try_again()):
        with pytest.raises(KeyUnusable):
            await attempt
    during = await desk.connecting.status()
    desk.secrets.fault = None
    after = await desk.connecting.status()

    assert (fault, False) == (during.key, during.works)
    assert (None, True, "token-1") == (after.key, after.works, await desk.tokens.token())


async def test_the_token_of_the_settings_works_by_itself() -> None:
    desk = Desk(static=STATIC)
    connection = await desk.connecting.status()

    assert (STATIC, True, How.STATIC) == (await desk.tokens.token(), connection.works, connection.how)


async def test_an_account_that_was_connected_comes_before_the_settings() -> None:
    desk = Desk(static=STATIC)
    await desk.connect("token-1")

    assert "token-1" == await desk.tokens.token()


async def test_a_refused_token_of_the_settings_stays_refused_until_another_one_stands_there() -> None:
    desk = Desk(static=STATIC)
    await desk.tokens.refused(STATIC)
    before = await desk.connecting.status()
    desk.static = "a-new-one"
    after = await desk.connecting.status()

    assert (ConnectionState.NEEDS_RECONNECT, How.STATIC) == (before.state, before.how)
    assert (True, "a-new-one") == (after.works, await desk.tokens.token())


async def test_a_token_of_the_settings_that_was_put_away_can_be_taken_up_again() -> None:
    desk = Desk(static=STATIC)
    away = await desk.connecting.disconnect()
    again = await desk.connecting.try_again()

    assert (False, True) == (away.works, again.works)
    assert STATIC == await desk.tokens.token()


async def test_without_any_token_nothing_is_tried() -> None:
    desk = Desk()
    connection = await desk.connecting.try_again()

    assert (ConnectionState.NOT_CONNECTED, []) == (connection.state, desk.accounts.calls)


async def test_a_token_that_works_again_resumes() -> None:
    desk = Desk()
    await desk.connect()
    await desk.tokens.refused("token-1")
    connection = await desk.connecting.try_again()

    assert (True, None, 2) == (connection.works, connection.reason, desk.resumed)


async def test_a_token_that_still_does_not_work_stays_so() -> None:
    desk = Desk()
    await desk.connect()
    desk.accounts.revoke("token-1")
    connection = await desk.connecting.try_again()

    assert (ConnectionState.NEEDS_RECONNECT, 1) == (connection.state, desk.resumed)


async def test_no_answer_to_the_daily_look_changes_nothing() -> None:
    desk = Desk()
    await desk.connect()
    desk.accounts.trouble("account", Unreachable("no"))
    with pytest.raises(Unreachable):
        await desk.connecting.try_again()

    assert (await desk.connecting.status()).works


async def test_the_account_is_looked_at_at_start_and_daily() -> None:
    desk = Desk(static=STATIC)
    looking = asyncio.create_task(desk.connecting.run())
    await settle()
    at_start = desk.accounts.count("account")
    desk.accounts.revoke(STATIC)
    await desk.clock.advance(24 * 3600)
    looking.cancel()

    assert (1, 2) == (at_start, desk.accounts.count("account"))
    assert ConnectionState.NEEDS_RECONNECT is (await desk.connecting.status()).state


async def test_what_the_merchant_disconnected_is_not_taken_up_by_itself() -> None:
    desk = Desk(static=STATIC)
    await desk.connecting.disconnect()
    looking = asyncio.create_task(desk.connecting.run())
    await desk.clock.advance(24 * 3600)
    looking.cancel()

    assert ConnectionState.NOT_CONNECTED is (await desk.connecting.status()).state
