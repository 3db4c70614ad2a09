"""Our Vipps client against the simulated Vipps, over real HTTP: two readings of the documentation must agree."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from app.domain.customer import PersonalQr, PhoneNumber
from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import Ending, PaymentFlow, PaymentState
from app.domain.scan import VippsCode, classify
from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.ports.payment_provider import PaymentRequested
from app.providers.vipps import epayment
from app.providers.vipps.adapter import VippsIdentity, VippsPayments, VippsSession
from app.simulators import seed
from support.example_order import AMOUNT_SHARE, KARI, nok, payment_ask
from support.examples import example
from support.quick_clock import QuickClock
from support.running import RunningVipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFERENCE = payment_ask().reference
KEY = IdempotencyKey(REFERENCE)
WHOLE = nok(52600)
CREATE = "POST /epayment/v1/payments"


class Till:
    """Our adapters, connected to the simulator."""

    def __init__(self, vipps: RunningVipps, **settings: Any) -> None:
        self.config = vipps.config(**settings)
        self.session = VippsSession(self.config, QuickClock())
        self.payments = VippsPayments(self.config, self.session.client)
        self.identity = VippsIdentity(self.config, self.session.client)
        self.body = self.payments.prepare(payment_ask())

    async def request(self) -> PaymentRequested:
        """Ask Kari to pay the example order."""
        return await self.payments.request(REFERENCE, KEY, self.body)


@pytest_asyncio.fixture(loop_scope="module")
async def till(vipps: RunningVipps) -> AsyncIterator[Till]:
    till = Till(vipps)
    yield till
    await till.session.close()


async def test_a_guest_known_by_the_personal_qr_alone_is_asked_on_the_phone(vipps: RunningVipps, till: Till) -> None:
    """No exchange is made: the code names the payer."""
    code = vipps.backend.qrs.make(seed.PEOPLE[0].msisdn, "2.0")
    body = till.payments.prepare(replace(payment_ask(), phone=None, personal_qr=PersonalQr(code)))
    await till.payments.request(REFERENCE, KEY, body)

    assert vipps.backend.payments.find(REFERENCE).msisdn == seed.PEOPLE[0].msisdn


async def test_a_personal_qr_that_nobody_has_is_refused_so_that_another_way_is_offered(till: Till) -> None:
    body = till.payments.prepare(
        replace(payment_ask(), phone=None, personal_qr=PersonalQr("https://qr.vipps.no/p/nobody"))
    )
    with pytest.raises(Refused) as refused:
        await till.payments.request(REFERENCE, KEY, body)

    assert ("4060", Ending.CODE_REFUSED) == (refused.value.code, refused.value.ending)


def key(number: int) -> IdempotencyKey:
    return IdempotencyKey(f"key-{number}")


async def test_a_push_payment_is_created_looked_up_approved_captured_and_refunded(
    vipps: RunningVipps, till: Till
) -> None:
    requested = await till.request()
    created = await till.payments.look_up(REFERENCE)
    vipps.backend.payments.approve(REFERENCE)
    authorized = await till.payments.look_up(REFERENCE)
    captured = await till.payments.capture(REFERENCE, key(1), nok(30000))
    refunded = await till.payments.refund(REFERENCE, key(2), nok(10000))
    released = await till.payments.cancel(REFERENCE, key(3), only_if_unapproved=False)
    events = await till.payments.events(REFERENCE)

    assert requested == PaymentRequested(redirect_url=None)
    assert (created.state, created.authorized) == (PaymentState.REQUESTED, nok(0))
    assert (authorized.state, authorized.authorized) == (PaymentState.AUTHORIZED, WHOLE)
    assert (captured.state, captured.captured) == (PaymentState.AUTHORIZED, nok(30000))
    assert refunded.refunded == nok(10000)
    assert (released.state, released.cancelled) == (PaymentState.AUTHORIZED, nok(22600))
    assert [(event.name, event.amount.minor, event.success) for event in events] == [
        ("CREATED", 52600, True),
        ("AUTHORIZED", 52600, True),
        ("CAPTURED", 30000, True),
        ("REFUNDED", 10000, True),
        ("CANCELLED", 22600, True),
    ]


async def test_a_qr_payment_gives_the_address_that_its_code_encodes(vipps: RunningVipps, till: Till) -> None:
    ask = payment_ask(AMOUNT_SHARE, PaymentFlow.QR)

    requested = await till.payments.request(ask.reference, KEY, till.payments.prepare(ask))

    assert requested.redirect_url is not None
    assert requested.redirect_url == vipps.backend.payments.find(ask.reference).redirect_url


async def test_every_header_of_the_sheet_arrives(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    (arrived,) = await vipps.received(CREATE)

    names = {
        "authorization",
        "ocp-apim-subscription-key",
        "merchant-serial-number",
        "content-type",
        "idempotency-key",
        "vipps-system-name",
        "vipps-system-version",
        "vipps-system-plugin-name",
        "vipps-system-plugin-version",
    }

    assert names <= arrived["headers"].keys()


async def test_what_arrives_is_what_was_stored(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    (arrived,) = await vipps.received(CREATE)

    assert arrived["body"] == till.body


async def test_a_rejected_payment_ends_declined(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    vipps.backend.payments.reject(REFERENCE)

    report = await till.payments.look_up(REFERENCE)

    assert (report.state, report.ending) == (PaymentState.ABORTED, Ending.DECLINED)


async def test_a_payment_that_nobody_touched_ends_expired(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    vipps.clock.advance(601)

    report = await till.payments.look_up(REFERENCE)

    assert (report.state, report.ending) == (PaymentState.EXPIRED, Ending.EXPIRED)


@pytest.mark.parametrize("only_if_unapproved", [True, False])
async def test_an_open_payment_that_is_cancelled_ends_cancelled(till: Till, only_if_unapproved: bool) -> None:
    await till.request()

    report = await till.payments.cancel(REFERENCE, key(1), only_if_unapproved=only_if_unapproved)

    assert (report.state, report.ending, report.cancelled) == (PaymentState.TERMINATED, Ending.CANCELLED, WHOLE)


async def test_force_approve_stands_in_for_the_guest(till: Till) -> None:
    await till.request()

    await till.session.client.send(epayment.force_approve(till.config, REFERENCE, KARI))

    assert (await till.payments.look_up(REFERENCE)).state is PaymentState.AUTHORIZED


async def test_a_cancel_that_races_the_guests_thumb_is_a_conflict(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    vipps.backend.payments.open(REFERENCE)

    with pytest.raises(Conflict) as approving:
        await till.payments.cancel(REFERENCE, key(1), only_if_unapproved=True)
    vipps.backend.payments.approve(REFERENCE)
    with pytest.raises(Conflict) as approved:
        await till.payments.cancel(REFERENCE, key(2), only_if_unapproved=True)

    assert (approving.value.code, approved.value.code) == ("6250", "6060")


async def test_a_number_without_vipps_ends_as_not_a_user(till: Till) -> None:
    body = till.payments.prepare(replace(payment_ask(), phone=PhoneNumber("4799999999")))

    with pytest.raises(Refused) as caught:
        await till.payments.request(REFERENCE, KEY, body)

    assert (caught.value.code, caught.value.ending) == ("7010", Ending.NOT_A_USER)


async def test_a_guest_who_is_too_young_ends_the_same_way(till: Till) -> None:
    body = till.payments.prepare(replace(payment_ask(), phone=PhoneNumber("4798765432")))

    with pytest.raises(Refused) as caught:
        await till.payments.request(REFERENCE, KEY, body)

    assert caught.value.ending is Ending.NOT_A_USER


async def test_a_sales_unit_without_push_says_so(vipps: RunningVipps, till: Till) -> None:
    await vipps.change(push_allowed=False)

    with pytest.raises(Refused) as caught:
        await till.request()

    assert (caught.value.code, caught.value.ending) == ("5080", Ending.PUSH_NOT_ALLOWED)


async def test_an_unknown_reference_is_not_found(till: Till) -> None:
    with pytest.raises(NotFound) as caught:
        await till.payments.look_up(Reference("taffel-nobody-1-1"))

    assert caught.value.code == "5090"


async def test_a_reference_that_is_taken_and_a_key_that_is_used_are_conflicts(till: Till) -> None:
    await till.request()

    with pytest.raises(Conflict) as taken:
        await till.payments.request(REFERENCE, key(9), till.body)
    with pytest.raises(Conflict) as used:
        await till.payments.request(REFERENCE, KEY, till.body.replace("Ordre 12", "Ordre 13"))

    assert (taken.value.code, used.value.code) == ("4150", "4020")


@pytest.mark.parametrize(
    ("state", "amount", "kind", "code"),
    [("created", 100, Conflict, "6080"), ("approved", 52601, Refused, "6090"), ("captured", 100, Refused, "6090")],
)
async def test_a_capture_that_cannot_be_says_why(
    vipps: RunningVipps, till: Till, state: str, amount: int, kind: type[Refused], code: str
) -> None:
    await till.request()
    if state != "created":
        vipps.backend.payments.approve(REFERENCE)
    if state == "captured":
        await till.payments.capture(REFERENCE, key(1), nok(52000))
        amount = 601

    with pytest.raises(kind) as caught:
        await till.payments.capture(REFERENCE, key(2), nok(amount))

    assert caught.value.code == code


async def test_a_body_that_breaks_the_schema_is_refused_by_field(till: Till) -> None:
    with pytest.raises(Refused) as caught:
        await till.payments.request(REFERENCE, KEY, json.dumps({**json.loads(till.body), "table": 12}))

    assert caught.value.code == "table"


async def test_more_than_five_creates_a_minute_are_too_many(till: Till) -> None:
    for _ in range(5):
        await till.request()

    with pytest.raises(RateLimited):
        await till.request()


async def test_a_lost_answer_to_a_request_is_unknown_and_its_repeat_makes_no_second_payment(
    vipps: RunningVipps, till: Till
) -> None:
    await vipps.break_next(CREATE, "drop_after")

    with pytest.raises(OutcomeUnknown):
        await till.request()
    found = await till.payments.look_up(REFERENCE)
    repeated = await till.request()

    assert found.state is PaymentState.REQUESTED
    assert repeated == PaymentRequested(redirect_url=None)
    assert len(vipps.backend.payments.all()) == 1
    assert len({entry["body_base64"] for entry in await vipps.received(CREATE)}) == 1


@pytest.mark.parametrize("kind", ["drop_before", "not_json", "truncate"])
async def test_any_other_unusable_answer_to_a_request_is_unknown_too(
    vipps: RunningVipps, till: Till, kind: str
) -> None:
    await vipps.break_next(CREATE, kind)

    with pytest.raises(OutcomeUnknown):
        await till.request()


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_on_a_request_is_unknown(vipps: RunningVipps, till: Till, status: int) -> None:
    await vipps.break_next(CREATE, "status", status=status)

    with pytest.raises(OutcomeUnknown):
        await till.request()


async def test_a_lost_answer_to_a_capture_is_unknown_and_its_repeat_captures_once(
    vipps: RunningVipps, till: Till
) -> None:
    await till.request()
    vipps.backend.payments.approve(REFERENCE)
    await vipps.break_next("POST /epayment/*", "drop_after")

    with pytest.raises(OutcomeUnknown):
        await till.payments.capture(REFERENCE, key(1), nok(20000))
    report = await till.payments.capture(REFERENCE, key(1), nok(20000))

    assert report.captured == nok(20000)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "not_json", "truncate", "status"])
async def test_a_look_up_survives_one_fault_and_is_unreachable_after_two(
    vipps: RunningVipps, till: Till, kind: str
) -> None:
    await till.request()
    await vipps.break_next("GET /epayment/*", kind, times=1)

    once = await till.payments.look_up(REFERENCE)
    await vipps.break_next("GET /epayment/*", kind, times=2)
    with pytest.raises(Unreachable):
        await till.payments.look_up(REFERENCE)

    assert once.state is PaymentState.REQUESTED


async def test_too_many_requests_carry_the_time_to_wait(vipps: RunningVipps, till: Till) -> None:
    await vipps.break_next(CREATE, "status", status=429, retry_after=7)

    with pytest.raises(RateLimited) as caught:
        await till.request()

    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize("version", ["1.0", "2.0"])
async def test_a_personal_qr_of_either_generation_gives_the_number(
    vipps: RunningVipps, till: Till, version: str
) -> None:
    text = vipps.backend.qrs.make("4712345678", "1.0" if version == "1.0" else "2.0")

    found = await till.identity.exchange(text)

    assert isinstance(classify(text), VippsCode)
    assert found.phone == KARI
    assert (found.issued_at is None) == (version == "1.0")


async def test_a_personal_qr_that_is_too_old_is_refused(vipps: RunningVipps, till: Till) -> None:
    text = vipps.backend.qrs.make("4712345678", "2.0")
    vipps.clock.advance(301)

    with pytest.raises(Refused) as caught:
        await till.identity.exchange(text)

    assert caught.value.code == "qrCode"


async def test_a_check_in_arrives_where_it_is_on(vipps: RunningVipps) -> None:
    till = Till(vipps, check_in=True)
    await vipps.change(check_in_mode="production")

    await till.identity.check_in(KARI, is_member=True)

    (arrived,) = await vipps.received("POST /point-of-sale/*")
    assert json.loads(arrived["body"]) == example("vipps/check_in.request")
    assert arrived["status"] == 200
    await till.session.close()


async def test_a_check_in_in_vipps_test_environment_fails_as_documented(vipps: RunningVipps) -> None:
    till = Till(vipps, check_in=True)

    with pytest.raises(OutcomeUnknown):
        await till.identity.check_in(KARI, is_member=True)

    await till.session.close()


async def test_one_token_serves_many_calls_at_once(vipps: RunningVipps, till: Till) -> None:
    text = vipps.backend.qrs.make("4712345678", "1.0")

    await asyncio.gather(*(till.identity.exchange(text) for _ in range(10)))

    assert len(await vipps.received("POST /accesstoken/get")) == 1


async def test_a_token_that_ends_early_is_replaced_without_anybody_noticing(vipps: RunningVipps, till: Till) -> None:
    await till.request()
    vipps.clock.advance(3601)

    report = await till.payments.look_up(REFERENCE)

    assert report.state is PaymentState.EXPIRED
    assert len(await vipps.received("POST /accesstoken/get")) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "00000000-0000-0000-0000-000000000000"},
        {"client_secret": "wrong"},
        {"subscription_key": "00000000000000000000000000000000"},
        {"msn": "999999"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_wrong_keys_are_misconfigured_and_say_what_to_check(vipps: RunningVipps, wrong: dict[str, str]) -> None:
    till = Till(vipps, **wrong)

    with pytest.raises(Misconfigured) as caught:
        await till.request()

    assert "subscription key and MSN" in caught.value.fix
    await till.session.close()


async def test_a_base_url_that_is_not_vipps_is_misconfigured_and_proves_nothing_about_payments(
    vipps: RunningVipps,
) -> None:
    till = Till(vipps, base_url=f"{vipps.url}/nowhere")

    with pytest.raises(Misconfigured):
        await till.payments.look_up(REFERENCE)

    await till.session.close()


async def test_a_simulator_that_is_gone_is_unreachable(vipps: RunningVipps) -> None:
    till = Till(vipps, base_url="http://127.0.0.1:9")

    with pytest.raises(Unreachable):
        await till.request()

    await till.session.close()


async def test_nothing_but_port_errors_comes_out(vipps: RunningVipps, till: Till) -> None:
    for kind in ("drop_after", "drop_before", "not_json", "truncate"):
        await vipps.break_next("POST /accesstoken/get", kind, times=2)
        with pytest.raises(PortError):
            await till.request()
