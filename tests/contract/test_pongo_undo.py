"""Orders that our client posted and undoes at the simulated Pongo, over real HTTP: points, status, reward."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from app.domain.customer import Guest, IdentifiedBy, Member
from app.domain.cutting import equally, with_payer
from app.domain.ids import posted_order_id
from app.domain.split import Share, whole_bill
from app.ports.errors import NotFound, OutcomeUnknown, Refused
from app.ports.loyalty_program import PaidShare, Posted
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.simulators import seed
from support.example_order import KARI, ORDER, PAID_AT, WHOLE
from support.quick_clock import QuickClock
from support.rewards import COFFEE, FREE_COFFEE
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE, EARNED = 120, 526
"""Kari's points at first, and what the whole bill earns."""
FIRST = posted_order_id(ORDER.id, 1)
UNDO = f"PATCH /v1/orders/{FIRST}"
WAYS = pytest.mark.parametrize(("cancelled", "status"), [(True, "canceled"), (False, "refunded")])


@pytest_asyncio.fixture(loop_scope="module")
async def program(pongo: RunningPongo) -> AsyncIterator[PongoProgram]:
    config = PongoConfig(
        base_url=pongo.url, token=seed.PONGO_TOKEN, store_slug="demo-bistro-oslo", time_zone=ZoneInfo("Europe/Oslo")
    )
    program = PongoProgram(config, QuickClock())
    yield program
    await program.close()


@pytest_asyncio.fixture(loop_scope="module")
async def kari(program: PongoProgram) -> Member:
    """As our client finds her before anything is paid."""
    member = await program.find(KARI)
    assert member is not None
    return member


def paid(kari: Member, share: Share = WHOLE, *, rewarded: bool = False) -> PaidShare:
    """A share of Kari's bill, with her coffee on the house where she took it."""
    guest = Guest(phone=KARI, identified_by=IdentifiedBy.VIPPS_QR, member=kari, asked=True)
    order = replace(ORDER, guest=guest)
    if rewarded:
        order = order.with_reward(replace(FREE_COFFEE, customer_id=kari.customer_id))
        (share,) = whole_bill(order)
    return PaidShare(
        order=order,
        share=replace(share, guest=guest),
        paid_at=PAID_AT,
        payment_reference="taffel-order00001-1-1",
        store_slug="demo-bistro-oslo",
        language="nb",
    )


async def points(program: PongoProgram) -> int | None:
    member = await program.find(KARI)
    return member.points if member is not None else None


async def statuses(pongo: RunningPongo) -> dict[str, str]:
    """How Pongo has each order; nothing of what we sent was odd."""
    assert [] == list(pongo.backend.world.warnings)
    return {order.order_id: order.status for order in pongo.backend.world.orders.values()}


@WAYS
async def test_an_undone_order_takes_its_points_once_however_often_it_is_undone(
    pongo: RunningPongo, program: PongoProgram, kari: Member, cancelled: bool, status: str
) -> None:
    await program.post_order(program.prepare_order(paid(kari)))
    told = [(await points(program), await statuses(pongo))]
    for _ in range(3):
        await program.undo_order(FIRST, cancelled=cancelled)
        told.append((await points(program), await statuses(pongo)))
    sent = [(each["status"], json.loads(each["body"])) for each in await pongo.received(UNDO)]

    assert [(BEFORE + EARNED, {FIRST: "paid"}), *[(BEFORE, {FIRST: status})] * 3] == told
    assert [(200, {"status": status})] * 3 == sent


@WAYS
async def test_an_order_repeated_after_it_was_undone_credits_nothing(
    pongo: RunningPongo, program: PongoProgram, kari: Member, cancelled: bool, status: str
) -> None:
    body = program.prepare_order(paid(kari))
    await program.post_order(body)
    await program.undo_order(FIRST, cancelled=cancelled)
    repeated = await program.post_order(body)

    assert Posted(points_earned=None, balance=None, already_known=True) == repeated
    assert (BEFORE, {FIRST: status}) == (await points(program), await statuses(pongo))


@WAYS
async def test_a_lost_answer_to_undoing_is_unknown_and_its_repeat_takes_nothing_more(
    pongo: RunningPongo, program: PongoProgram, kari: Member, cancelled: bool, status: str
) -> None:
    await program.post_order(program.prepare_order(paid(kari)))
    await pongo.break_next(UNDO, "drop_after")
    with pytest.raises(OutcomeUnknown):
        await program.undo_order(FIRST, cancelled=cancelled)
    await program.undo_order(FIRST, cancelled=cancelled)

    assert (BEFORE, {FIRST: status}) == (await points(program), await statuses(pongo))


@WAYS
async def test_undoing_one_share_leaves_the_other_its_points(
    pongo: RunningPongo, program: PongoProgram, kari: Member, cancelled: bool, status: str
) -> None:
    """Two equal parts of 526 kroner, both told of Kari."""
    order = paid(kari).order
    first, second = equally(order, with_payer(order, (), order.guest))
    for share in (first, second):
        await program.post_order(program.prepare_order(paid(kari, share)))
    both = await points(program)
    await program.undo_order(posted_order_id(order.id, second.number), cancelled=cancelled)

    assert (BEFORE + EARNED, BEFORE + EARNED // 2) == (both, await points(program))
    assert {FIRST: "paid", posted_order_id(order.id, 2): status} == await statuses(pongo)


@WAYS
async def test_an_undone_order_gives_its_reward_back_to_be_used_again_without_points(
    pongo: RunningPongo, program: PongoProgram, kari: Member, cancelled: bool, status: str
) -> None:
    """The coffee was paid with points: the guest has the coffee again, unused, and what the order earned is gone."""
    await program.post_order(program.prepare_order(paid(kari, rewarded=True)))
    credited, used = await points(program), await coffees(program, kari)
    await program.undo_order(FIRST, cancelled=cancelled)
    undone, held = await points(program), await coffees(program, kari)
    await program.undo_order(FIRST, cancelled=cancelled)

    assert (BEFORE - COFFEE.points + EARNED, BEFORE - COFFEE.points) == (credited, undone)
    assert ([True], [False]) == (used, held)
    assert (undone, held) == (await points(program), await coffees(program, kari))
    assert {FIRST: status} == await statuses(pongo)


async def test_a_reward_that_came_back_pays_for_the_next_order(program: PongoProgram, kari: Member) -> None:
    body = json.loads(program.prepare_order(paid(kari, rewarded=True)))
    await program.post_order(json.dumps(body))
    await program.undo_order(FIRST, cancelled=False)
    await program.post_order(json.dumps({**body, "order_id": "order00002-1"}))

    assert BEFORE - COFFEE.points + EARNED == await points(program)
    assert [True] == await coffees(program, kari)


async def test_what_was_refunded_is_not_cancelled_any_more(
    pongo: RunningPongo, program: PongoProgram, kari: Member
) -> None:
    await program.post_order(program.prepare_order(paid(kari)))
    await program.undo_order(FIRST, cancelled=False)
    with pytest.raises(Refused) as caught:
        await program.undo_order(FIRST, cancelled=True)

    assert "status" == caught.value.code
    assert (BEFORE, {FIRST: "refunded"}) == (await points(program), await statuses(pongo))


async def test_what_was_never_posted_is_not_found_and_takes_no_points(program: PongoProgram, kari: Member) -> None:
    await program.post_order(program.prepare_order(paid(kari)))
    with pytest.raises(NotFound):
        await program.undo_order(posted_order_id(ORDER.id, 2), cancelled=False)

    assert BEFORE + EARNED == await points(program)


async def coffees(program: PongoProgram, kari: Member) -> list[bool]:
    """For each coffee on the house that Kari has, whether it is used."""
    return [piece.used for piece in await program.won(kari.customer_id) if piece.reward_id == COFFEE.id]
