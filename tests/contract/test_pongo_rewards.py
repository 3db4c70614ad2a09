"""Our client's reward calls against the simulated Pongo, over real HTTP: every call, every refusal, every credit."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from app.domain.customer import Member, PhoneNumber
from app.domain.reward import RewardId, RewardKind
from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    PinRefused,
    PortError,
    RateLimited,
    Refused,
    TooFewPoints,
)
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig, RewardsUse
from app.simulators import seed
from support.quick_clock import QuickClock
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

OSLO, LYON = "demo-bistro-oslo", "demo-bistro-lyon"
COFFEE, FIFTY_OFF, SWEET = RewardId("rwd_coffee"), RewardId("rwd_fifty_off"), RewardId("rwd_sweet")
KARI, WITH_PIN = PhoneNumber("4712345678"), PhoneNumber("33698765432")
LOCK = "POST /v1/customers/{}/rewards/lock"


@pytest_asyncio.fixture(loop_scope="module")
async def program(pongo: RunningPongo) -> AsyncIterator[PongoProgram]:
    program = connected(pongo)
    yield program
    await program.close()


def connected(
    pongo: RunningPongo, token: str = seed.PONGO_TOKEN, rewards: RewardsUse = RewardsUse.ORDER
) -> PongoProgram:
    config = PongoConfig(
        base_url=pongo.url, token=token, store_slug=OSLO, time_zone=ZoneInfo("Europe/Oslo"), rewards=rewards
    )
    return PongoProgram(config, QuickClock())


async def member(program: PongoProgram, phone: PhoneNumber = KARI) -> Member:
    found = await program.find(phone)
    assert found is not None
    return found


async def rich(pongo: RunningPongo, program: PongoProgram, points: int = 1000) -> Member:
    """Kari with so many points."""
    kari = await member(program)
    pongo.backend.rewards.points.move(kari.customer_id, points - (kari.points or 0), reason="gift", source_id="tests")
    return await member(program)


async def test_the_catalogue_is_the_guests_own_in_this_store(program: PongoProgram) -> None:
    kari = await member(program)
    here = {reward.id: reward for reward in await program.rewards(kari.customer_id, OSLO)}
    there = {reward.id for reward in await program.rewards(kari.customer_id, LYON)}

    assert set(here) == {COFFEE, SWEET, FIFTY_OFF, "rwd_tour"}
    assert there == {*here, "rwd_dessert"}
    assert (here[COFFEE].kind, here[COFFEE].points, here[COFFEE].skus) == (
        RewardKind.PRODUCT,
        100,
        ("SKU-COFFEE", "SKU-DECA"),
    )
    assert (here[FIFTY_OFF].kind, here[FIFTY_OFF].amount) == (RewardKind.AMOUNT, 5000)
    assert here[RewardId("rwd_tour")].skus == ()


async def test_both_filters_are_sent(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    await program.rewards(kari.customer_id, OSLO)
    (request,) = await pongo.received("GET /v1/rewards")

    assert f"customer={kari.customer_id}" in json.dumps(request)
    assert f"store_slug={OSLO}" in json.dumps(request)


async def test_the_operator_sees_every_reward_and_how_many_cannot_be_understood(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    """Without a filter: what only some guests, or only some stores, may have is listed too."""
    rewards = pongo.backend.world.rewards
    rewards["rwd_odd"] = replace(rewards[COFFEE], public_id="rwd_odd", type="lottery")
    everything = await program.all_rewards()
    (request,) = await pongo.received("GET /v1/rewards")

    active = {reward.public_id for reward in rewards.values() if reward.is_active}
    assert {reward.id for reward in everything.rewards} == active - {"rwd_odd"}
    assert everything.unread == 1
    assert "customer=" not in json.dumps(request)


async def test_a_student_sees_the_students_reward(program: PongoProgram) -> None:
    student = await member(program, PhoneNumber("32470123456"))

    assert "rwd_student" in {reward.id for reward in await program.rewards(student.customer_id, OSLO)}


async def test_a_percent_reward_is_read_in_hundredths(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    rewards = pongo.backend.world.rewards
    rewards["rwd_tenth"] = replace(
        rewards[FIFTY_OFF], public_id="rwd_tenth", type="discount_percent", discount_amount=None, discount_percent=10
    )
    found = {reward.id: reward for reward in await program.rewards(kari.customer_id, OSLO)}

    assert (found[RewardId("rwd_tenth")].kind, found[RewardId("rwd_tenth")].basis_points) == (RewardKind.PERCENT, 1000)


async def test_a_reward_of_an_unknown_type_is_left_out(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    rewards = pongo.backend.world.rewards
    rewards["rwd_odd"] = replace(rewards[COFFEE], public_id="rwd_odd", type="lottery")
    found = {reward.id for reward in await program.rewards(kari.customer_id, OSLO)}

    assert "rwd_odd" not in found
    assert COFFEE in found


async def test_won_rewards_tell_their_hash_and_what_became_of_them(program: PongoProgram) -> None:
    kari = await member(program)
    (waffle,) = await program.won(kari.customer_id)
    await program.lock(kari.customer_id, waffle.hash)
    (locked,) = await program.won(kari.customer_id)
    await program.use(kari.customer_id, waffle.hash, OSLO)
    (used,) = await program.won(kari.customer_id)

    assert (waffle.reward_id, waffle.skus, waffle.used, waffle.locked) == (
        "rwd_welcome",
        ("SKU-BROWN-CHEESE-WAFFLE",),
        False,
        False,
    )
    assert (locked.locked, locked.used) == (True, False)
    assert used.used


async def test_a_lock_keeps_another_device_out_until_it_is_let_go(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    other = connected(pongo, seed.PONGO_TOKEN_WITHOUT_ORDERS)
    await program.lock(kari.customer_id, COFFEE)
    with pytest.raises(Conflict):
        await other.lock(kari.customer_id, COFFEE)
    with pytest.raises(Conflict):
        await other.unlock(kari.customer_id, COFFEE)
    with pytest.raises(Conflict):
        await other.buy(kari.customer_id, COFFEE, OSLO)
    await program.unlock(kari.customer_id, COFFEE)
    await program.unlock(kari.customer_id, COFFEE)
    await other.lock(kari.customer_id, COFFEE)
    await other.close()


async def test_locking_again_makes_a_lock_last_longer(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    other = connected(pongo, seed.PONGO_TOKEN_WITHOUT_ORDERS)
    await program.lock(kari.customer_id, COFFEE)
    pongo.clock.advance(14 * 60)
    await program.lock(kari.customer_id, COFFEE)
    pongo.clock.advance(14 * 60)
    with pytest.raises(Conflict):
        await other.lock(kari.customer_id, COFFEE)
    pongo.clock.advance(2 * 60)
    await other.lock(kari.customer_id, COFFEE)
    with pytest.raises(Conflict):
        await program.lock(kari.customer_id, COFFEE)
    await other.close()


async def test_buying_takes_the_points_and_uses_the_reward_at_once(program: PongoProgram) -> None:
    kari = await member(program)
    bought = await program.buy(kari.customer_id, COFFEE, OSLO)
    after = await member(program)
    piece = next(piece for piece in await program.won(kari.customer_id) if piece.hash == bought.hash)

    assert bought.balance == after.points == (kari.points or 0) - 100
    assert piece.used


async def test_too_few_points_are_told_as_such(program: PongoProgram) -> None:
    kari = await member(program)
    with pytest.raises(TooFewPoints):
        await program.buy(kari.customer_id, FIFTY_OFF, OSLO)

    assert (await member(program)).points == kari.points


async def test_a_demanded_pin_is_told_apart_from_a_token_that_may_not(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    guest = await member(program, WITH_PIN)
    pongo.backend.rewards.points.move(guest.customer_id, 500, reason="gift", source_id="tests")
    with pytest.raises(PinRefused):
        await program.lock(guest.customer_id, COFFEE)
    with pytest.raises(PinRefused):
        await program.lock(guest.customer_id, COFFEE, "9999")
    with pytest.raises(PinRefused):
        await program.buy(guest.customer_id, COFFEE, OSLO, "9999")
    await program.lock(guest.customer_id, COFFEE, "1234")
    bought = await program.buy(guest.customer_id, COFFEE, OSLO, "1234")
    await program.unlock(guest.customer_id, COFFEE)

    assert bought.hash


async def test_using_needs_the_pin_too(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    (waffle,) = await program.won(kari.customer_id)
    world = pongo.backend.world
    world.customers[kari.customer_id] = replace(world.customers[kari.customer_id], pin="4321")
    with pytest.raises(PinRefused):
        await program.use(kari.customer_id, waffle.hash, OSLO)
    await program.use(kari.customer_id, waffle.hash, OSLO, "4321")

    assert (await program.won(kari.customer_id))[0].used


async def test_a_reward_is_used_once(program: PongoProgram) -> None:
    kari = await member(program)
    (waffle,) = await program.won(kari.customer_id)
    await program.use(kari.customer_id, waffle.hash, OSLO)
    with pytest.raises(Conflict):
        await program.use(kari.customer_id, waffle.hash, OSLO)


async def test_what_does_not_exist_is_refused(program: PongoProgram) -> None:
    kari = await member(program)
    with pytest.raises(NotFound):
        await program.won("cus_nobody")
    with pytest.raises(NotFound):
        await program.lock("cus_nobody", COFFEE)
    with pytest.raises(NotFound):
        await program.buy(kari.customer_id, RewardId("rwd_nothing"), OSLO)
    with pytest.raises(NotFound):
        await program.use(kari.customer_id, "h_nothing", OSLO)
    with pytest.raises(Refused):
        await program.lock(kari.customer_id, "h_nothing")
    with pytest.raises(Refused):
        await program.rewards("cus_nobody", OSLO)


async def test_a_store_that_pongo_does_not_know_asks_for_a_person(program: PongoProgram) -> None:
    kari = await member(program)
    with pytest.raises(Misconfigured):
        await program.rewards(kari.customer_id, "nowhere")
    with pytest.raises(Misconfigured):
        await program.buy(kari.customer_id, COFFEE, "nowhere")


async def test_a_reward_of_another_store_cannot_be_bought_here(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await rich(pongo, program)
    with pytest.raises(PortError):
        await program.buy(kari.customer_id, RewardId("rwd_dessert"), OSLO)


async def test_a_token_that_is_not_known_asks_for_a_person(pongo: RunningPongo) -> None:
    stranger = connected(pongo, "nobodys-token")
    with pytest.raises(Misconfigured):
        await stranger.rewards("cus_any", OSLO)
    await stranger.close()


@pytest.mark.parametrize("call", ["lock", "buy", "use"])
async def test_what_may_be_done_once_is_sent_once_when_the_answer_is_lost(
    pongo: RunningPongo, program: PongoProgram, call: str
) -> None:
    kari = await member(program)
    (waffle,) = await program.won(kari.customer_id)
    calls: dict[str, tuple[str, Callable[[], Awaitable[object]]]] = {
        "lock": (LOCK.format(kari.customer_id), lambda: program.lock(kari.customer_id, COFFEE)),
        "buy": (f"POST /v1/rewards/{COFFEE}/buy", lambda: program.buy(kari.customer_id, COFFEE, OSLO)),
        "use": (
            f"PATCH /v1/customers/{kari.customer_id}/rewards/{waffle.hash}",
            lambda: program.use(kari.customer_id, waffle.hash, OSLO),
        ),
    }
    match, send = calls[call]
    await pongo.break_next(match, "drop_after")
    with pytest.raises(OutcomeUnknown):
        await send()

    assert len(await pongo.received(match)) == 1


async def test_a_lost_answer_to_buying_shows_in_what_the_guest_holds(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    kari = await member(program)
    known = {piece.hash for piece in await program.won(kari.customer_id)}
    await pongo.break_next(f"POST /v1/rewards/{COFFEE}/buy", "drop_after")
    with pytest.raises(OutcomeUnknown):
        await program.buy(kari.customer_id, COFFEE, OSLO)
    new = [piece for piece in await program.won(kari.customer_id) if piece.hash not in known]

    assert [(piece.reward_id, piece.used) for piece in new] == [(COFFEE, True)]
    assert (await member(program)).points == (kari.points or 0) - 100


async def test_unlocking_is_repeated_by_itself(pongo: RunningPongo, program: PongoProgram) -> None:
    kari = await member(program)
    match = f"DELETE /v1/customers/{kari.customer_id}/rewards/lock"
    await program.lock(kari.customer_id, COFFEE)
    await pongo.break_next(match, "drop_after")
    await program.unlock(kari.customer_id, COFFEE)

    sent = [json.loads(entry["body"]) for entry in await pongo.received(match)]

    assert pongo.backend.world.locks == {}
    assert [{"hash": COFFEE}] * 2 == sent


@pytest.mark.parametrize(("status", "error"), [(429, RateLimited), (503, OutcomeUnknown)])
async def test_a_lock_that_pongo_has_no_time_for_is_told(
    pongo: RunningPongo, program: PongoProgram, status: int, error: type[PortError]
) -> None:
    kari = await member(program)
    await pongo.break_next(LOCK.format(kari.customer_id), "status", status=status, times=9)
    with pytest.raises(error):
        await program.lock(kari.customer_id, COFFEE)
    await pongo.reset()

    assert pongo.backend.world.locks == {}
