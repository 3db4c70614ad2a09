"""Our Pongo client against the simulated Pongo, over real HTTP: two readings of the documentation must agree."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from app.domain.customer import Channel, Guest, IdentifiedBy, PhoneNumber
from app.domain.loyalty import EarningMode, Rounding, estimate
from app.ports.errors import Misconfigured, OutcomeUnknown, RateLimited, Refused, Unreachable
from app.ports.loyalty_program import OptIns, PaidShare, Posted
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import AmountShare, PongoConfig
from app.simulators import seed
from support.example_order import AMOUNT_SHARE, KARI, WHOLE, paid_share
from support.quick_clock import QuickClock
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWCOMER = PhoneNumber("4791234567")
SMS_ONLY: OptIns = {Channel.SMS: True, Channel.EMAIL: False}
ORDERS = "POST /v1/orders"


@pytest_asyncio.fixture(loop_scope="module")
async def program(pongo: RunningPongo) -> AsyncIterator[PongoProgram]:
    program = connected(pongo)
    yield program
    await program.close()


def connected(
    pongo: RunningPongo, token: str = seed.PONGO_TOKEN, amount_share: AmountShare = AmountShare.ORDER
) -> PongoProgram:
    config = PongoConfig(
        base_url=pongo.url,
        token=token,
        store_slug="demo-bistro-oslo",
        amount_share=amount_share,
        time_zone=ZoneInfo("Europe/Oslo"),
    )
    return PongoProgram(config, QuickClock())


def paid_by(phone: PhoneNumber | None) -> PaidShare:
    """The whole bill, paid a moment ago by somebody who typed this number, or by nobody known."""
    guest = Guest(phone=phone, identified_by=IdentifiedBy.PHONE) if phone else None
    return paid_share(WHOLE, guest)


async def test_the_programme_has_the_rules_by_which_the_simulator_credits(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    programme = await program.programme()
    posted = await program.post_order(program.prepare_order(paid_by(KARI)))

    assert programme.rules is not None
    assert (programme.rules.mode, programme.rules.rounding) == (EarningMode.AMOUNT, Rounding.FLOOR)
    assert posted.points_earned == estimate(programme, WHOLE.amount)


@pytest.mark.parametrize(
    "hidden",
    ["partnerParameters", "loyalty_program", "loyalty_program.rounding", "loyalty_program.points_per_currency_unit"],
)
async def test_a_programme_that_hides_a_rule_promises_no_number(
    pongo: RunningPongo, program: PongoProgram, hidden: str
) -> None:
    await pongo.change(hidden_parameters=[hidden])

    programme = await program.programme()

    assert programme.rules is None
    assert estimate(programme, WHOLE.amount) is None


async def test_stores_have_the_slug_that_orders_need(program: PongoProgram) -> None:
    assert "demo-bistro-oslo" in {store.slug for store in await program.stores()}


async def test_a_member_is_found_by_number_and_by_pass(program: PongoProgram) -> None:
    member = await program.find(KARI)

    assert member is not None
    assert (member.phone, member.name, member.points) == (KARI, "Kari Nordmann", 120)
    assert await program.find_by_pass(member.customer_id) == member
    assert await program.exists(KARI)


async def test_an_unknown_number_and_an_unknown_pass_give_nobody(program: PongoProgram) -> None:
    assert await program.find(NEWCOMER) is None
    assert await program.find_by_pass("cus_nobody") is None
    assert not await program.exists(NEWCOMER)


async def test_joining_stores_each_answer_apart(program: PongoProgram) -> None:
    joined = await program.enrol(NEWCOMER, SMS_ONLY)
    again = await program.find(NEWCOMER)

    assert (joined.sms_opt_in, joined.email_opt_in) == (True, False)
    assert again == joined


async def test_a_member_who_answers_anew_keeps_what_was_not_asked(program: PongoProgram) -> None:
    first = await program.enrol(NEWCOMER, SMS_ONLY)

    second = await program.enrol(NEWCOMER, {Channel.EMAIL: True})

    assert second == replace(first, email_opt_in=True)


async def test_two_tablets_that_enrol_one_number_make_one_member(pongo: RunningPongo, program: PongoProgram) -> None:
    other = connected(pongo)

    members = await asyncio.gather(program.enrol(NEWCOMER, SMS_ONLY), other.enrol(NEWCOMER, SMS_ONLY))

    assert len({member.customer_id for member in members}) == 1
    await other.close()


@pytest.mark.parametrize("kind", ["drop_after", "not_json", "truncate"])
async def test_an_enrolment_whose_answer_is_lost_is_found_again(
    pongo: RunningPongo, program: PongoProgram, kind: str
) -> None:
    await pongo.break_next("POST /v1/customers", kind)

    joined = await program.enrol(NEWCOMER, SMS_ONLY)

    assert joined.sms_opt_in is True
    assert len(await pongo.received("POST /v1/customers")) == 1


async def test_an_order_is_received_as_prepared_and_earns_points(pongo: RunningPongo, program: PongoProgram) -> None:
    body = program.prepare_order(paid_by(KARI))

    posted = await program.post_order(body)

    (arrived,) = await pongo.received(ORDERS)
    member = await program.find(KARI)
    assert (arrived["body"], arrived["status"]) == (body, 201)
    assert member is not None
    assert posted == Posted(points_earned=526, balance=646)
    assert member.points == 646
    assert not pongo.backend.world.warnings


async def test_an_order_of_somebody_new_enrols_them_without_answers_that_nobody_gave(program: PongoProgram) -> None:
    posted = await program.post_order(program.prepare_order(paid_by(NEWCOMER)))

    member = await program.find(NEWCOMER)
    assert member is not None
    assert (posted.balance, member.points, member.sms_opt_in) == (526, 526, False)


async def test_an_order_of_nobody_known_earns_nothing(program: PongoProgram) -> None:
    posted = await program.post_order(program.prepare_order(paid_by(None)))

    assert not posted.points_earned
    assert posted.balance is None


async def test_a_lost_answer_to_an_order_is_unknown_and_its_repeat_credits_once(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    body = program.prepare_order(paid_by(KARI))
    await pongo.break_next(ORDERS, "drop_after")

    with pytest.raises(OutcomeUnknown):
        await program.post_order(body)
    repeated = await program.post_order(body)

    member = await program.find(KARI)
    assert repeated == Posted(points_earned=None, balance=None, already_known=True)
    assert member is not None
    assert member.points == 646
    assert [entry["status"] for entry in await pongo.received(ORDERS)] in ([None, 202], [201, 202])


@pytest.mark.parametrize("kind", ["drop_before", "not_json", "truncate"])
async def test_any_other_unusable_answer_to_an_order_is_unknown_and_its_repeat_credits_once(
    pongo: RunningPongo, program: PongoProgram, kind: str
) -> None:
    body = program.prepare_order(paid_by(KARI))
    await pongo.break_next(ORDERS, kind)

    with pytest.raises(OutcomeUnknown):
        await program.post_order(body)
    await program.post_order(body)

    member = await program.find(KARI)
    assert member is not None
    assert member.points == 646


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_on_an_order_is_unknown(pongo: RunningPongo, program: PongoProgram, status: int) -> None:
    await pongo.break_next(ORDERS, "status", status=status)

    with pytest.raises(OutcomeUnknown):
        await program.post_order(program.prepare_order(paid_by(KARI)))


async def test_two_shares_of_one_bill_are_two_orders(pongo: RunningPongo, program: PongoProgram) -> None:
    for share in (WHOLE, AMOUNT_SHARE):
        await program.post_order(program.prepare_order(paid_share(share, None)))

    assert [order.order_id for order in pongo.backend.world.orders.values()] == ["order00001-1", "order00001-2"]


async def test_a_share_by_amount_without_lines_is_refused_with_the_setting_to_change(pongo: RunningPongo) -> None:
    program = connected(pongo, amount_share=AmountShare.ORDER_WITHOUT_LINES)

    with pytest.raises(Misconfigured) as caught:
        await program.post_order(program.prepare_order(paid_share(AMOUNT_SHARE, None)))

    assert "pongo.amount_share" in caught.value.fix
    await program.close()


async def test_a_share_by_amount_without_lines_is_taken_where_pongo_follows_its_guide(pongo: RunningPongo) -> None:
    program = connected(pongo, amount_share=AmountShare.ORDER_WITHOUT_LINES)
    await pongo.change(strict_lines=False)
    guest = Guest(phone=KARI, identified_by=IdentifiedBy.PHONE)

    posted = await program.post_order(program.prepare_order(paid_share(AMOUNT_SHARE, guest)))

    assert posted.points_earned == 200
    await program.close()


async def test_a_store_that_pongo_does_not_know_must_be_chosen_again(program: PongoProgram) -> None:
    paid = replace(paid_by(KARI), store_slug="nowhere")

    with pytest.raises(Misconfigured) as caught:
        await program.post_order(program.prepare_order(paid))

    assert "store" in caught.value.fix


async def test_a_token_that_may_not_post_orders_must_be_connected_again(pongo: RunningPongo) -> None:
    program = connected(pongo, token=seed.PONGO_TOKEN_WITHOUT_ORDERS)

    with pytest.raises(Misconfigured) as caught:
        await program.post_order(program.prepare_order(paid_by(KARI)))

    assert "scopes" in caught.value.fix
    await program.close()


async def test_a_token_that_pongo_does_not_know_must_be_connected_again(pongo: RunningPongo) -> None:
    program = connected(pongo, token="unknown")

    with pytest.raises(Misconfigured) as caught:
        await program.find(KARI)

    assert "Connect Pongo again" in caught.value.fix
    await program.close()


async def test_a_wrong_field_is_refused_by_name(program: PongoProgram) -> None:
    body = json.dumps({**json.loads(program.prepare_order(paid_by(KARI))), "amount": "52600"})

    with pytest.raises(Refused) as caught:
        await program.post_order(body)

    assert caught.value.code == "amount"


async def test_too_many_requests_carry_the_time_to_wait(pongo: RunningPongo, program: PongoProgram) -> None:
    await pongo.break_next(ORDERS, "status", status=429, retry_after=7)

    with pytest.raises(RateLimited) as caught:
        await program.post_order(program.prepare_order(paid_by(KARI)))

    assert caught.value.retry_after == 7.0


async def test_a_check_in_credits_visit_and_amount(pongo: RunningPongo, program: PongoProgram) -> None:
    moment_ago = pongo.clock.now()
    paid = replace(paid_by(KARI), paid_at=moment_ago)

    posted = await program.post_check_in(program.prepare_check_in(paid))

    assert posted == Posted(points_earned=526, balance=646)
    assert not pongo.backend.world.warnings


async def test_a_clock_that_runs_a_little_ahead_of_pongos_is_forgiven(
    pongo: RunningPongo, program: PongoProgram
) -> None:
    paid = replace(paid_by(KARI), paid_at=pongo.clock.now() + timedelta(seconds=20))

    posted = await program.post_check_in(program.prepare_check_in(paid))

    assert posted.points_earned == 526


async def test_a_lost_answer_to_a_check_in_is_unknown(pongo: RunningPongo, program: PongoProgram) -> None:
    await pongo.break_next("POST /v1/checkins", "drop_after")
    paid = replace(paid_by(KARI), paid_at=pongo.clock.now())

    with pytest.raises(OutcomeUnknown):
        await program.post_check_in(program.prepare_check_in(paid))

    assert len(await pongo.received("POST /v1/checkins")) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "not_json", "truncate", "status"])
async def test_a_read_survives_one_fault_and_is_unreachable_after_two(
    pongo: RunningPongo, program: PongoProgram, kind: str
) -> None:
    await pongo.break_next("GET /v1/customers/*", kind, times=1)

    once = await program.find(KARI)
    await pongo.break_next("GET /v1/customers/*", kind, times=2)
    with pytest.raises(Unreachable):
        await program.find(KARI)

    assert once is not None
