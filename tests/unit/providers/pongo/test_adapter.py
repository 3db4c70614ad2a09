"""Hey Pongo's answers in our words."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from app.domain.customer import Channel, Member, PhoneNumber
from app.domain.loyalty import EarningMode, FaultKind, PointsRules, Programme, ProgrammeFault, Rounding, Store
from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotFound,
    NotMapped,
    OutcomeUnknown,
    RateLimited,
    Refused,
    Unreachable,
)
from app.ports.loyalty_program import LoyaltyProgram, OptIns, Posted
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from support.example_order import KARI, paid_share
from support.examples import example, example_bytes, example_text
from support.http_script import ScriptedTransport, Step, answer
from support.quick_clock import QuickClock

SMS_ONLY: OptIns = {Channel.SMS: True, Channel.EMAIL: False}
BY_PHONE = "GET /v1/customers/phone/4712345678"


def pongo(*steps: Step, store_slug: str | None = "demo-bistro-oslo") -> tuple[PongoProgram, ScriptedTransport]:
    transport = ScriptedTransport(*steps)
    config = PongoConfig(base_url="https://pongo.example.test", token="the-token", store_slug=store_slug)
    return PongoProgram(config, QuickClock(), transport), transport


def sent(name: str, status: int = 200) -> Step:
    return answer(status, example_bytes(f"pongo/{name}"))


def not_found() -> Step:
    return sent("error.not_found", 404)


def test_the_adapter_is_what_the_port_asks_for() -> None:
    program, _ = pongo()
    port: LoyaltyProgram = program

    assert port is program


async def test_every_call_carries_the_token_and_asks_for_json() -> None:
    program, transport = pongo(sent("list_stores.response"))

    await program.stores()

    headers = transport.requests[0].headers
    assert (headers["authorization"], headers["accept"]) == ("Bearer the-token", "application/json")


RULES = PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal("1.5"), per_visit=10, minimum=0, rounding=Rounding.FLOOR)


async def test_the_programme_is_read_from_partner_parameters() -> None:
    program, transport = pongo(sent("get_user.response"))

    assert await program.programme() == Programme(
        enabled=True, name="Club Demo", rules=RULES, terms_url="https://example.com/terms"
    )
    assert transport.seen == ["GET /v1/oauth/me"]


async def test_a_won_reward_that_cannot_be_understood_takes_none_of_the_others_away() -> None:
    """As in the catalogue: the guest keeps what can be read."""
    waffle = {"hash": "h_1", "public_reward_id": "rwd_welcome", "name": "Waffle"}
    program, _ = pongo(answer(200, json.dumps({"data": [{"hash": "h_0"}, "nonsense", waffle]})))

    assert [piece.hash for piece in await program.won("cus_kari")] == ["h_1"]


def user(**changes: Any) -> str:
    """User information with these changes to the programme; ``...`` takes a key away."""
    data = example("pongo/get_user.response")
    programme = data["partnerParameters"]["loyalty_program"] | changes
    data["partnerParameters"]["loyalty_program"] = {key: value for key, value in programme.items() if value is not ...}
    return json.dumps(data)


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("earning_mode", ..., FaultKind.MISSING),
        ("earning_mode", "moon_phase", FaultKind.NOT_UNDERSTOOD),
        ("points_per_currency_unit", ..., FaultKind.MISSING),
        ("points_per_currency_unit", "many", FaultKind.NOT_A_NUMBER),
        ("points_per_currency_unit", "1", FaultKind.NOT_A_NUMBER),
        ("points_per_currency_unit", True, FaultKind.NOT_A_NUMBER),
        ("points_per_currency_unit", -1, FaultKind.NEGATIVE),
        ("points_per_currency_unit", None, FaultKind.NOT_A_NUMBER),
        ("points_per_visit", ..., FaultKind.MISSING),
        ("points_per_visit", 1.5, FaultKind.NOT_UNDERSTOOD),
        ("minimum_amount", ..., FaultKind.MISSING),
        ("minimum_amount", {}, FaultKind.NOT_A_NUMBER),
        ("minimum_amount", -500, FaultKind.NEGATIVE),
        ("rounding", ..., FaultKind.MISSING),
        ("rounding", "bankers", FaultKind.NOT_UNDERSTOOD),
        ("is_enabled", ..., FaultKind.MISSING),
        ("is_enabled", "false", FaultKind.NOT_UNDERSTOOD),
        ("is_enabled", 1, FaultKind.NOT_UNDERSTOOD),
    ],
)
async def test_rules_with_a_missing_or_odd_key_promise_no_number_and_tell_what_is_wrong(
    key: str, value: Any, kind: FaultKind
) -> None:
    program, _ = pongo(answer(200, user(**{key: value})))

    got = await program.programme()

    assert (got.enabled, got.name, got.rules) == (True, "Club Demo", None)
    assert got.faults == (ProgrammeFault(key=key, kind=kind),)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"partnerParameters": null}',
        '{"partnerParameters": []}',
        '{"partnerParameters": {"loyalty_program": "Club"}}',
        '{"partnerParameters": {"loyalty_program": {}, "branding": 7}}',
        '{"partnerParameters": {"loyalty_program": {"name": 7}, "branding": {"terms_url": "javascript:alert(1)"}}}',
    ],
)
async def test_user_information_without_a_programme_is_no_error(body: str) -> None:
    program, _ = pongo(answer(200, body))

    got = await program.programme()

    assert replace(got, faults=()) == Programme(enabled=True, name=None, rules=None, terms_url=None)
    assert len(got.faults) == 6


async def test_a_programme_that_is_switched_off_says_so() -> None:
    program, _ = pongo(answer(200, user(is_enabled=False)))

    assert (await program.programme()).enabled is False


@pytest.mark.parametrize("body", ["[]", "null", "<html>", ""])
async def test_user_information_that_is_no_object_is_not_reachable(body: str) -> None:
    program, _ = pongo(answer(200, body), answer(200, body))

    with pytest.raises(Unreachable):
        await program.programme()


async def test_stores_give_slug_name_and_what_tells_them_apart() -> None:
    program, transport = pongo(sent("list_stores.response"))

    assert await program.stores() == (
        Store(slug="demo-bistro-oslo", name="Demo Bistro Oslo", public_id="sto_1", city="Oslo"),
    )
    assert transport.seen == ["GET /v1/stores"]


@pytest.mark.parametrize("body", ["{}", '{"data": {}}', '{"data": [{"name": "no slug"}]}', '{"data": ["odd"]}'])
async def test_stores_that_make_no_sense_are_not_reachable(body: str) -> None:
    program, _ = pongo(answer(200, body), answer(200, body))

    with pytest.raises(Unreachable):
        await program.stores()


async def test_a_known_number_gives_the_member() -> None:
    program, transport = pongo(sent("get_customer.response"))

    assert await program.find(KARI) == Member(
        customer_id="cus_abc", phone=KARI, name="Kari Nordmann", points=120, email_opt_in=False, sms_opt_in=False
    )
    assert transport.seen == [BY_PHONE]


async def test_an_unknown_number_gives_nobody() -> None:
    program, _ = pongo(not_found())

    assert await program.find(KARI) is None


async def test_a_scanned_pass_is_looked_up_by_its_id_and_never_as_a_path() -> None:
    program, transport = pongo(not_found())

    assert await program.find_by_pass("cus/../1?x") is None
    assert transport.seen == ["GET /v1/customers/cus%2F..%2F1%3Fx"]


@pytest.mark.parametrize(("step", "known"), [(answer(200), True), (answer(404), False)])
async def test_whether_a_number_is_known_is_asked_without_a_body(step: httpx.Response, known: bool) -> None:
    program, transport = pongo(step)

    assert await program.exists(KARI) is known
    assert transport.seen == ["HEAD /v1/customers/phone/4712345678"]


@pytest.mark.parametrize("phone", ["+4712345678", "004712345678", "4712345678"])
async def test_a_number_is_the_same_however_it_is_written(phone: str) -> None:
    customer = example("pongo/get_customer.response")["data"]
    program, _ = pongo(answer(200, json.dumps({**customer, "phone": phone, "points": "120", "first_name": " "})))

    found = await program.find(KARI)

    assert found is not None
    assert (found.phone, found.points, found.name) == (PhoneNumber("4712345678"), 120, "Nordmann")


@pytest.mark.parametrize("change", [{"public_id": None}, {"phone": "x"}, {"points": "many"}], ids=str)
async def test_a_customer_that_makes_no_sense_is_not_reachable(change: dict[str, Any]) -> None:
    body = json.dumps({"data": {**example("pongo/get_customer.response")["data"], **change}})
    program, _ = pongo(answer(200, body), answer(200, body))

    with pytest.raises(Unreachable):
        await program.find(KARI)


async def test_a_new_member_is_looked_for_first_and_then_made_with_both_answers() -> None:
    program, transport = pongo(not_found(), sent("create_customer.response", 201))

    member = await program.enrol(KARI, SMS_ONLY)

    assert (member.sms_opt_in, member.email_opt_in) == (True, False)
    assert transport.seen == [BY_PHONE, "POST /v1/customers"]
    assert transport.bodies[1] == example_text("pongo/create_customer.request")


async def test_a_member_who_answers_anew_is_updated_with_these_answers_only() -> None:
    program, transport = pongo(sent("get_customer.response"), sent("update_customer.response"))

    member = await program.enrol(KARI, {Channel.SMS: True})

    assert member.sms_opt_in is True
    assert transport.seen == [BY_PHONE, "PUT /v1/customers/cus_abc"]
    assert transport.bodies[1] == example_text("pongo/update_customer.request")


@pytest.mark.parametrize("opt_ins", [{}, {Channel.SMS: False}, {Channel.SMS: False, Channel.EMAIL: False}], ids=str)
async def test_a_member_whose_answers_are_stored_already_is_left_alone(opt_ins: OptIns) -> None:
    program, transport = pongo(sent("get_customer.response"))

    await program.enrol(KARI, opt_ins)

    assert transport.seen == [BY_PHONE]


def taken_by_field() -> Step:
    return answer(422, '{"message": "Invalid.", "errors": {"phone": ["The phone has already been taken."]}}')


@pytest.mark.parametrize(
    "step",
    [sent("error.conflict", 409), taken_by_field(), httpx.ReadError("gone"), answer(500), answer(201, "<html>")],
    ids=["conflict", "taken", "lost", "server error", "unreadable"],
)
async def test_a_number_that_exists_after_all_is_found_and_never_made_twice(step: Step) -> None:
    program, transport = pongo(not_found(), step, sent("create_customer.response"))

    member = await program.enrol(KARI, SMS_ONLY)

    assert member.customer_id == "cus_abc"
    assert transport.seen == [BY_PHONE, "POST /v1/customers", BY_PHONE]


async def test_an_enrolment_whose_answer_was_lost_and_that_left_no_trace_stays_unknown() -> None:
    program, _ = pongo(not_found(), httpx.ReadError("gone"), not_found())

    with pytest.raises(OutcomeUnknown):
        await program.enrol(KARI, SMS_ONLY)


async def test_an_enrolment_that_is_refused_for_another_reason_is_refused() -> None:
    step = answer(422, '{"message": "Invalid.", "errors": {"has_optin": ["odd"]}}')
    program, _ = pongo(not_found(), step)

    with pytest.raises(Refused) as caught:
        await program.enrol(KARI, SMS_ONLY)

    assert caught.value.code == "has_optin"


async def test_a_member_joins_at_the_store_of_the_location() -> None:
    program, transport = pongo(not_found(), sent("create_customer.response", 201), store_slug="elsewhere")

    await program.enrol(KARI, SMS_ONLY, "demo-bistro-oslo")

    assert example_text("pongo/create_customer.request") == transport.bodies[1]


async def test_without_a_store_members_join_at_the_only_one() -> None:
    program, transport = pongo(
        not_found(), sent("list_stores.response"), sent("create_customer.response", 201), store_slug=None
    )

    await program.enrol(KARI, SMS_ONLY)

    assert example_text("pongo/create_customer.request") == transport.bodies[2]


@pytest.mark.parametrize("listed", [[], [{"slug": "oslo"}, {"slug": "paris"}]])
async def test_nobody_is_enrolled_at_a_store_that_was_guessed(listed: list[dict[str, str]]) -> None:
    program, transport = pongo(not_found(), answer(200, json.dumps({"data": listed})), store_slug=None)

    with pytest.raises(NotMapped):
        await program.enrol(KARI, SMS_ONLY)

    assert [BY_PHONE, "GET /v1/stores"] == transport.seen


@pytest.mark.parametrize("status", [200, 201])
async def test_a_posted_order_gives_points_and_balance(status: int) -> None:
    program, transport = pongo(sent("create_order.response", status))
    body = program.prepare_order(paid_share())

    posted = await program.post_order(body)

    assert posted == Posted(points_earned=526, balance=646)
    assert transport.seen == ["POST /v1/orders"]
    assert transport.bodies == [body]


async def test_a_repeated_order_is_known_already_and_says_no_points() -> None:
    program, _ = pongo(sent("create_order.repeat.response", 202))

    assert await program.post_order("{}") == Posted(points_earned=None, balance=None, already_known=True)


async def test_a_posted_check_in_gives_points_and_balance() -> None:
    program, transport = pongo(sent("create_check_in.response", 201))
    body = program.prepare_check_in(paid_share())

    posted = await program.post_check_in(body)

    assert posted == Posted(points_earned=526, balance=646)
    assert transport.seen == ["POST /v1/checkins"]
    assert transport.bodies == [body]


@pytest.mark.parametrize(
    "step", [httpx.ReadError("gone"), answer(500), answer(201, "<html>"), answer(201, '{"points_earned": "lots"}')]
)
async def test_an_order_whose_answer_was_lost_is_unknown_and_sent_once(step: Step) -> None:
    program, transport = pongo(step)

    with pytest.raises(OutcomeUnknown):
        await program.post_order("{}")

    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("status", "name", "fix"),
    [
        (401, "error.unauthenticated", "Connect Pongo again: its token"),
        (403, "error.forbidden", "with all scopes"),
        (422, "error.validation", "Choose the store again"),
        (422, "error.lines", "pongo.amount_share to order"),
    ],
)
async def test_what_a_person_must_mend_says_how(status: int, name: str, fix: str) -> None:
    program, _ = pongo(sent(name, status))

    with pytest.raises(Misconfigured) as caught:
        await program.post_order("{}")

    assert fix in caught.value.fix


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (answer(429, '{"message": "Too Many Attempts."}'), RateLimited),
        (sent("error.conflict", 409), Conflict),
        (not_found(), NotFound),
        (answer(400, '{"message": "Bad request."}'), Refused),
        (answer(422, '{"message": "no", "errors": {"amount": ["no"]}}'), Refused),
    ],
)
async def test_other_answers_say_what_the_caller_can_do(step: Step, kind: type[Exception]) -> None:
    program, _ = pongo(step)

    with pytest.raises(kind):
        await program.post_order("{}")


async def test_closing_lets_go_of_all_connections() -> None:
    program, _ = pongo()

    await program.close()

    with pytest.raises(RuntimeError, match="closed"):
        await program.stores()


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"token": "new\nline"}, "token"), ({"token": ""}, "token"), ({"store_slug": " "}, "store_slug")],
)
def test_a_setting_that_cannot_be_sent_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        PongoConfig(**{"base_url": "https://pongo.example.test", "token": "t", **changes})


def test_the_token_is_not_shown() -> None:
    assert "hush" not in repr(PongoConfig(base_url="https://pongo.example.test", token="hush"))
