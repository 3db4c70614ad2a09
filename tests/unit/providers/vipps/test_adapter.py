"""Vipps' answers in our words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.customer import PhoneNumber
from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import Ending, PaymentReport, PaymentState
from app.ports.errors import Conflict, Misconfigured, OutcomeUnknown, Refused, Unreachable
from app.ports.identity_provider import ExchangedQr, IdentityProvider
from app.ports.payment_provider import PaymentEvent, PaymentProvider, PaymentRequested
from app.providers.vipps.adapter import VippsIdentity, VippsPayments, VippsSession
from app.providers.vipps.config import VippsConfig
from support.example_order import KARI, nok, payment_ask
from support.examples import example, example_bytes, example_text
from support.http_script import ScriptedTransport, Step, answer
from support.quick_clock import QuickClock

REFERENCE = Reference("taffel-order00001-1-1")
KEY = IdempotencyKey("key-1")
PSP = "dd8e0a8e-2b26-40ed-98f1-1d5832fc129f"


def config(*, check_in: bool = False) -> VippsConfig:
    return VippsConfig(
        base_url="https://vipps.example.test",
        client_id="id",
        client_secret="secret",
        subscription_key="key",
        msn="123456",
        check_in=check_in,
    )


def token() -> Step:
    return answer(200, example_bytes("vipps/get_token.response"))


class Vipps:
    """Both adapters on one scripted transport; the token is answered first."""

    def __init__(self, *steps: Step, check_in: bool = False) -> None:
        self.transport = ScriptedTransport(token(), *steps)
        self.clock = QuickClock()
        self.settings = config(check_in=check_in)
        session = VippsSession(self.settings, self.clock, self.transport)
        self.payments = VippsPayments(self.settings, session.client)
        self.identity = VippsIdentity(self.settings, session.client)


def test_the_adapters_are_what_the_ports_ask_for() -> None:
    vipps = Vipps()
    payments: PaymentProvider = vipps.payments
    identity: IdentityProvider = vipps.identity

    assert (payments, identity) == (vipps.payments, vipps.identity)


async def test_a_prepared_request_is_sent_byte_for_byte() -> None:
    vipps = Vipps(answer(201, example_bytes("vipps/create_payment.push.response")))
    body = vipps.payments.prepare(payment_ask())

    requested = await vipps.payments.request(REFERENCE, KEY, body)

    assert requested == PaymentRequested(redirect_url=None)
    assert vipps.transport.bodies[1] == example_text("vipps/create_payment.push.request")
    assert vipps.transport.requests[1].headers["idempotency-key"] == "key-1"


async def test_a_qr_request_gives_what_its_code_encodes() -> None:
    vipps = Vipps(answer(201, example_bytes("vipps/create_payment.qr.response")))

    requested = await vipps.payments.request(Reference("taffel-order00001-2-1"), KEY, "{}")

    assert requested.redirect_url == "https://qr.vipps.no/28/2/05/031/example"


async def test_an_answer_about_another_payment_is_no_answer() -> None:
    vipps = Vipps(answer(201, example_bytes("vipps/create_payment.qr.response")))

    with pytest.raises(OutcomeUnknown):
        await vipps.payments.request(REFERENCE, KEY, "{}")


@pytest.mark.parametrize(
    ("name", "state", "ending", "amounts"),
    [
        ("created", PaymentState.REQUESTED, None, (0, 0, 0)),
        ("authorized", PaymentState.AUTHORIZED, None, (52600, 0, 0)),
        ("captured", PaymentState.AUTHORIZED, None, (52600, 52600, 0)),
        ("aborted", PaymentState.ABORTED, Ending.DECLINED, (0, 0, 0)),
        ("expired", PaymentState.EXPIRED, Ending.EXPIRED, (0, 0, 0)),
        ("terminated", PaymentState.TERMINATED, Ending.CANCELLED, (0, 0, 52600)),
    ],
)
async def test_each_state_becomes_ours_with_all_amounts(
    name: str, state: PaymentState, ending: Ending | None, amounts: tuple[int, int, int]
) -> None:
    vipps = Vipps(answer(200, example_bytes(f"vipps/get_payment.{name}.response")))
    authorized, captured, cancelled = amounts

    report = await vipps.payments.look_up(REFERENCE)

    assert report == PaymentReport(
        state=state,
        authorized=nok(authorized),
        captured=nok(captured),
        cancelled=nok(cancelled),
        refunded=nok(0),
        psp_reference=PSP,
        ending=ending,
    )


async def test_capture_cancel_and_refund_report_the_payment_after_them() -> None:
    vipps = Vipps(
        *(answer(200, example_bytes(f"vipps/{verb}_payment.response")) for verb in ("capture", "cancel", "refund"))
    )

    captured = await vipps.payments.capture(REFERENCE, KEY, nok(30000))
    cancelled = await vipps.payments.cancel(REFERENCE, KEY, only_if_unapproved=False)
    refunded = await vipps.payments.refund(REFERENCE, KEY, nok(10000))

    assert captured.captured == nok(30000)
    assert cancelled.state is PaymentState.TERMINATED
    assert refunded.refunded == nok(10000)


async def test_a_success_that_calls_itself_a_problem_is_read_all_the_same() -> None:
    body = example_bytes("vipps/capture_payment.response")
    vipps = Vipps(answer(200, body, {"content-type": "application/problem+json"}))

    report = await vipps.payments.capture(REFERENCE, KEY, nok(30000))

    assert report.captured == nok(30000)


def changed(**changes: Any) -> str:
    return json.dumps({**example("vipps/get_payment.authorized.response"), **changes})


async def test_numbers_as_strings_and_new_fields_are_taken() -> None:
    payment = example("vipps/get_payment.authorized.response")
    payment["aggregate"]["authorizedAmount"]["value"] = "52600"
    payment["captureGuaranteedUntil"] = "2026-11-28T18:00:00.812+00:00"
    vipps = Vipps(answer(200, json.dumps(payment)))

    report = await vipps.payments.look_up(REFERENCE)

    assert report.authorized == nok(52600)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-11-28T19:00:00.8120000+01:00", datetime(2026, 11, 28, 18, 0, 0, 812_000, tzinfo=UTC)),
        ("2026-11-28T18:00:00Z", datetime(2026, 11, 28, 18, tzinfo=UTC)),
        ("2026-11-28T18:00:00", datetime(2026, 11, 28, 18, tzinfo=UTC)),
        ("P7D", None),
        ("", None),
        ("2026-13-41T99:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (0, None),
        ({"until": "2026-11-28"}, None),
        (None, None),
    ],
)
async def test_a_guarantee_that_cannot_be_read_never_hides_the_payment(told: Any, expected: datetime | None) -> None:
    vipps = Vipps(answer(200, changed(captureGuaranteedUntil=told)))

    report = await vipps.payments.look_up(REFERENCE)

    assert (PaymentState.AUTHORIZED, expected) == (report.state, report.guaranteed_until)


@pytest.mark.parametrize(
    "body",
    [
        changed(state="CAPTURED"),
        changed(reference="taffel-order00002-1-1"),
        changed(aggregate={}),
        changed(aggregate=None),
        changed(pspReference=None),
        example_bytes("vipps/get_payment.authorized.response").replace(b"NOK", b"EUR").decode(),
        example_bytes("vipps/get_payment.authorized.response").replace(b"52600", b"526.5").decode(),
        "[]",
        "null",
        "<html>Sign in to the hotel network</html>",
    ],
)
async def test_a_payment_that_makes_no_sense_is_not_reachable_and_moves_nothing(body: str) -> None:
    vipps = Vipps(answer(200, body), answer(200, body))

    with pytest.raises(Unreachable):
        await vipps.payments.look_up(REFERENCE)


async def test_the_event_log_keeps_failed_operations_apart() -> None:
    vipps = Vipps(answer(200, example_bytes("vipps/get_payment_events.response")))

    events = await vipps.payments.events(REFERENCE)

    assert [(event.name, event.success) for event in events] == [("CREATED", True), ("CAPTURED", False)]
    assert events[0] == PaymentEvent(
        name="CREATED",
        amount=nok(52600),
        at=datetime(2026, 11, 21, 18, 0, 5, 306196, tzinfo=UTC),
        success=True,
        psp_reference=PSP,
        key="taffel-order00001-1-1",
    )


async def test_an_event_log_that_is_no_list_is_not_reachable() -> None:
    vipps = Vipps(answer(200, "{}"), answer(200, "{}"))

    with pytest.raises(Unreachable):
        await vipps.payments.events(REFERENCE)


@pytest.mark.parametrize(
    ("name", "issued_at"),
    [("token", datetime(2021, 10, 12, 8, 0, tzinfo=UTC)), ("clear_text", None)],
)
async def test_an_exchanged_qr_gives_number_and_age(name: str, issued_at: datetime | None) -> None:
    vipps = Vipps(answer(200, example_bytes(f"vipps/exchange_qr.{name}.response")))

    found = await vipps.identity.exchange("https://qr.vipps.no/p/3f1c8e52a7")

    assert found == ExchangedQr(phone=PhoneNumber("4798765432"), issued_at=issued_at)


async def test_a_code_that_vipps_does_not_take_is_refused_by_field() -> None:
    vipps = Vipps(answer(400, example_bytes("vipps/exchange_qr.error")))

    with pytest.raises(Refused) as caught:
        await vipps.identity.exchange("https://qr.vipps.no/p/old")

    assert (caught.value.code, caught.value.status) == ("qrCode", 400)


@pytest.mark.parametrize("body", ['{"msisdn": "no number"}', '{"msisdn": null}', "{}", '{"msisdn": "4712345678", "ti'])
async def test_an_exchange_that_gives_no_number_is_not_reachable(body: str) -> None:
    vipps = Vipps(answer(200, body), answer(200, body))

    with pytest.raises(Unreachable):
        await vipps.identity.exchange("https://qr.vipps.no/p/3f1c")


@pytest.mark.parametrize(
    ("digits", "on", "calls"), [("4712345678", True, 2), ("4712345678", False, 0), ("4520123456", True, 0)]
)
async def test_check_in_is_sent_where_it_is_on_and_the_number_norwegian(digits: str, on: bool, calls: int) -> None:
    vipps = Vipps(answer(200, example_bytes("vipps/check_in.response")), check_in=on)

    await vipps.identity.check_in(PhoneNumber(digits), is_member=True)

    assert len(vipps.transport.requests) == calls


async def test_one_token_serves_many_calls_until_shortly_before_its_end() -> None:
    authorized = answer(200, example_bytes("vipps/get_payment.authorized.response"))
    vipps = Vipps(*(answer(200, authorized.content) for _ in range(2)), token(), answer(200, authorized.content))
    await vipps.payments.look_up(REFERENCE)
    await vipps.payments.look_up(REFERENCE)

    vipps.clock.moment += timedelta(seconds=3541)
    await vipps.payments.look_up(REFERENCE)

    assert [line.split("/")[1] for line in vipps.transport.seen] == [
        "accesstoken",
        "epayment",
        "epayment",
        "accesstoken",
        "epayment",
    ]


async def test_a_refused_token_is_fetched_anew_and_the_same_bytes_sent_again() -> None:
    vipps = Vipps(answer(401), token(), answer(201, example_bytes("vipps/create_payment.push.response")))

    await vipps.payments.request(REFERENCE, KEY, '{"exact": true}')

    assert vipps.transport.bodies == ["", '{"exact": true}', "", '{"exact": true}']


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_keys_that_give_no_token_are_misconfigured_and_nothing_is_sent(status: int) -> None:
    transport = ScriptedTransport(answer(status, example_bytes("vipps/error.gateway")))
    payments = VippsPayments(config(), VippsSession(config(), QuickClock(), transport).client)

    with pytest.raises(Misconfigured) as caught:
        await payments.request(REFERENCE, KEY, "{}")

    assert "client secret" in caught.value.fix
    assert len(transport.requests) == 1


@pytest.mark.parametrize("body", ["<html>", "{}", '{"access_token": "", "expires_in": "10"}', '{"access_token": "å"}'])
async def test_a_token_answer_that_makes_no_sense_means_that_nothing_was_sent(body: str) -> None:
    transport = ScriptedTransport(answer(200, body), answer(200, body))
    payments = VippsPayments(config(), VippsSession(config(), QuickClock(), transport).client)

    with pytest.raises(Unreachable):
        await payments.request(REFERENCE, KEY, "{}")


async def test_a_guest_in_the_middle_of_approving_is_a_conflict_to_be_watched() -> None:
    body = json.dumps({**example("vipps/error.code"), "extraDetails": [{"name": "ErrorCode", "reason": "6250"}]})
    vipps = Vipps(answer(400, body))

    with pytest.raises(Conflict) as caught:
        await vipps.payments.cancel(REFERENCE, KEY, only_if_unapproved=True)

    assert caught.value.code == "6250"


async def test_closing_lets_go_of_all_connections() -> None:
    session = VippsSession(config(), QuickClock(), ScriptedTransport())

    await session.close()

    with pytest.raises(RuntimeError, match="closed"):
        await VippsPayments(config(), session.client).look_up(REFERENCE)


def test_the_example_guest_has_the_number_of_the_examples() -> None:
    assert example("vipps/create_payment.push.request")["customer"] == {"phoneNumber": str(KARI)}
