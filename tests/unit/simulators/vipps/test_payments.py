"""The life of a payment: states, amounts, events, and what is refused when."""

from typing import Any

import pytest

from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal
from app.simulators.vipps.settings import Settings
from support.vipps_sim import KARI, OLA, REFERENCE, Till, code_of, payment_body

DAY = 86_400


def refused_code(till: Till, operation: str, value: int | None = None, **body: Any) -> int:
    with pytest.raises(CodeRefusal) as refused:
        till.modify(operation, value, **body)
    return code_of(refused.value)


def test_a_new_payment_waits_with_nothing_authorized() -> None:
    till = Till()
    till.create()

    assert (till.state(), till.amounts()) == (
        "CREATED",
        {"authorized": 0, "cancelled": 0, "captured": 0, "refunded": 0},
    )


def test_approval_authorizes_the_whole_amount() -> None:
    till = Till().authorized()

    assert (till.state(), till.amounts()["authorized"]) == ("AUTHORIZED", 18900)
    assert till.events() == [("CREATED", 18900, True), ("AUTHORIZED", 18900, True)]


def test_a_rejected_payment_is_aborted_for_good() -> None:
    till = Till()
    till.create()
    till.vipps.payments.reject(REFERENCE)

    with pytest.raises(CodeRefusal) as refused:
        till.vipps.payments.approve(REFERENCE)

    assert (till.state(), code_of(refused.value)) == ("ABORTED", 10020)


def test_a_payment_expires_after_ten_minutes_and_not_before() -> None:
    till = Till()
    till.create()
    till.clock.advance(599)
    before = till.state()
    till.clock.advance(1)

    assert (before, till.state()) == ("CREATED", "EXPIRED")
    assert till.vipps.payments.find(REFERENCE).events[-1].at == till.clock.now()


def test_an_approval_too_late_changes_nothing() -> None:
    till = Till()
    till.create()
    till.clock.advance(601)

    with pytest.raises(CodeRefusal):
        till.vipps.payments.approve(REFERENCE)

    assert till.state() == "EXPIRED"


def test_cancel_before_approval_terminates_and_shows_the_amount_as_cancelled() -> None:
    till = Till()
    till.create()
    answer = till.modify("cancel")

    assert (answer["state"], till.amounts()["cancelled"]) == ("TERMINATED", 18900)
    assert till.events()[-1] == ("TERMINATED", 18900, True)


def test_cancel_is_refused_while_the_customer_is_approving() -> None:
    till = Till()
    till.create()
    till.vipps.payments.open(REFERENCE)

    assert refused_code(till, "cancel") == 6250
    assert till.state() == "CREATED"


def test_cancel_of_an_authorized_payment_releases_the_rest_and_keeps_the_state() -> None:
    till = Till().authorized()
    till.modify("capture", 5000)
    answer = till.modify("cancel")

    assert (answer["state"], till.amounts()["cancelled"]) == ("AUTHORIZED", 13900)
    assert till.events()[-1] == ("CANCELLED", 13900, True)


def test_cancel_transaction_only_never_touches_reserved_money() -> None:
    till = Till().authorized()

    assert refused_code(till, "cancel", cancelTransactionOnly=True) == 6060
    assert till.amounts()["cancelled"] == 0


def test_cancel_transaction_only_terminates_what_is_not_approved() -> None:
    till = Till()
    till.create()

    assert till.modify("cancel", cancelTransactionOnly=True)["state"] == "TERMINATED"


def test_capture_may_come_in_parts() -> None:
    till = Till().authorized()
    till.modify("capture", 10000)
    till.modify("capture", 8900)

    assert till.amounts()["captured"] == 18900
    assert refused_code(till, "capture", 1) == 6170


def test_capture_before_approval_is_refused() -> None:
    till = Till()
    till.create()

    assert refused_code(till, "capture", 100) == 6080


@pytest.mark.parametrize(("ending", "codes"), [("reject", (6190, 6200, 6210)), ("cancel", (6190, 6070, 6210))])
def test_nothing_can_be_done_to_a_payment_that_ended_unpaid(ending: str, codes: tuple[int, int, int]) -> None:
    till = Till()
    till.create()
    if ending == "reject":
        till.vipps.payments.reject(REFERENCE)
    else:
        till.modify("cancel")

    assert (
        refused_code(till, "cancel"),
        refused_code(till, "capture", 100),
        refused_code(till, "refund", 100),
    ) == codes


def test_more_than_is_reserved_cannot_be_captured() -> None:
    assert refused_code(Till().authorized(), "capture", 18901) == 6090


def test_a_fully_captured_payment_cannot_be_cancelled() -> None:
    till = Till().authorized()
    till.modify("capture", 18900)

    assert refused_code(till, "cancel") == 6040


def test_a_released_payment_cannot_be_captured() -> None:
    till = Till().authorized()
    till.modify("cancel")

    assert (refused_code(till, "capture", 100), refused_code(till, "cancel")) == (6070, 6190)


@pytest.mark.parametrize("amount", [{"currency": "EUR", "value": 100}, {"currency": "NOK", "value": 0}])
def test_an_amount_of_another_currency_or_of_nothing_is_invalid(amount: dict[str, object]) -> None:
    assert refused_code(Till().authorized(), "capture", modificationAmount=amount) == 4040


def test_a_float_amount_is_refused() -> None:
    with pytest.raises(FieldsRefusal):
        Till().authorized().modify("capture", modificationAmount={"currency": "NOK", "value": 100.0})


def test_a_sales_unit_may_allow_full_capture_only() -> None:
    till = Till().authorized()
    till.vipps.settings = Settings(full_capture_only=True)

    assert refused_code(till, "capture", 100) == 6140
    assert till.modify("capture", 18900)


def test_refunds_may_come_in_parts_up_to_what_was_captured() -> None:
    till = Till().authorized()
    till.modify("capture", 10000)
    till.modify("refund", 4000)

    assert refused_code(till, "refund", 6001) == 6150
    till.modify("refund", 6000)
    assert refused_code(till, "refund", 1) == 6180
    assert till.amounts()["refunded"] == 10000


def test_a_refund_needs_a_capture_first() -> None:
    waiting = Till()
    waiting.create()

    assert refused_code(waiting, "refund", 100) == 6020
    assert refused_code(Till().authorized(), "refund", 100) == 6150


@pytest.mark.parametrize(("value", "code"), [(123, 5100), (124, 6220)])
def test_magic_refund_amounts_fail(value: int, code: int) -> None:
    till = Till().authorized()
    till.modify("capture", 18900)

    assert refused_code(till, "refund", value) == code


def test_capture_and_cancel_end_after_180_days_and_refund_after_365() -> None:
    till = Till().authorized()
    till.modify("capture", 100)
    till.clock.advance(181 * DAY)

    assert (refused_code(till, "capture", 100), refused_code(till, "cancel")) == (6100, 6030)
    till.clock.advance(185 * DAY)
    assert refused_code(till, "refund", 100) == 6220


def test_outside_norway_capture_ends_after_14_days() -> None:
    till = Till().authorized()
    till.vipps.settings = Settings(market="DK")
    till.clock.advance(15 * DAY)

    assert refused_code(till, "capture", 100) == 6100


def test_a_reference_is_taken_once() -> None:
    till = Till()
    till.create()

    with pytest.raises(CodeRefusal) as refused:
        till.create()

    assert (code_of(refused.value), refused.value.status) == (4150, 409)


def test_an_unknown_reference_is_not_found() -> None:
    with pytest.raises(CodeRefusal) as refused:
        Till().vipps.get_payment("nobody-knows-this")

    assert (code_of(refused.value), refused.value.status) == (5090, 404)


@pytest.mark.parametrize("value", [151, 182, 183, 184, 186, 187, 197, 202])
def test_magic_amounts_are_declined_and_may_be_tried_again(value: int) -> None:
    till = Till().authorized(value)

    assert (till.state(), till.amounts()["authorized"]) == ("CREATED", 0)
    assert till.events()[-1] == ("AUTHORIZED", value, False)
    assert till.vipps.payments.reject(REFERENCE).state == "ABORTED"


def test_the_slow_amount_is_unknown_for_an_hour_and_cannot_be_cancelled_meanwhile() -> None:
    till = Till().authorized(201)
    till.clock.advance(3599)

    assert (till.state(), refused_code(till, "cancel")) == ("CREATED", 6250)
    till.clock.advance(1)
    assert till.state() == "AUTHORIZED"


def test_force_approve_takes_the_customers_number() -> None:
    till = Till()
    till.create()
    till.vipps.force_approve(REFERENCE, {"customer": {"phoneNumber": KARI}})

    assert till.state() == "AUTHORIZED"


def test_force_approve_honours_no_magic_amount() -> None:
    till = Till()
    till.create(payment_body(amount={"currency": "NOK", "value": 151}, receipt=None))
    till.vipps.force_approve(REFERENCE, {"customer": {"phoneNumber": KARI}})

    assert till.state() == "AUTHORIZED"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 10030),
        ({"customer": {"phoneNumber": OLA}}, 10010),
        ({"customer": {"phoneNumber": "4799999999"}}, 7010),
        ({"token": "wrong"}, 10010),
    ],
)
def test_force_approve_by_somebody_else_is_refused(body: dict[str, object], code: int) -> None:
    till = Till()
    till.create()

    with pytest.raises(CodeRefusal) as refused:
        till.vipps.force_approve(REFERENCE, body)

    assert (code_of(refused.value), till.state()) == (code, "CREATED")


def test_force_approve_needs_a_waiting_payment() -> None:
    till = Till().authorized()

    with pytest.raises(CodeRefusal) as refused:
        till.vipps.force_approve(REFERENCE, {"customer": {"phoneNumber": KARI}})

    assert code_of(refused.value) == 10020


def test_a_payment_by_qr_belongs_to_whoever_scans_it_first() -> None:
    till = Till()
    till.create(payment_body(userFlow="QR", customer=None))
    till.vipps.payments.open(REFERENCE, OLA)

    with pytest.raises(CodeRefusal) as refused:
        till.vipps.payments.approve(REFERENCE, KARI)

    assert code_of(refused.value) == 10010
    assert till.vipps.payments.approve(REFERENCE, OLA).msisdn == OLA


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"userFlow": "QR"}, "http://sim/qr-image/v1?token="),
        ({"userFlow": "QR", "qrFormat": {"format": "TEXT/TARGETURL"}}, "http://sim/phone?token="),
        ({"userFlow": "WEB_REDIRECT", "returnUrl": "https://example.com"}, "http://sim/phone?token="),
        ({"userFlow": "NATIVE_REDIRECT"}, "vippsMT://?token="),
    ],
)
def test_each_flow_has_its_link(changes: dict[str, object], start: str) -> None:
    assert str(Till().create(payment_body(**changes))["redirectUrl"]).startswith(start)


def test_psp_references_are_one_for_the_payment_and_one_for_each_event() -> None:
    till = Till().authorized()
    answer = till.modify("capture", 100)
    events = till.vipps.get_events(REFERENCE)
    own = [event["pspReference"] for event in events]

    assert answer["pspReference"] == own[0]
    assert len(set(own)) == len(own) == 3


def test_events_carry_the_key_of_their_operation_and_seven_fractional_digits() -> None:
    till = Till()
    till.create(key="create-1")
    till.vipps.payments.approve(REFERENCE)
    till.modify("capture", 100, key="capture-1")
    events = till.vipps.get_events(REFERENCE)

    assert [event["idempotencyKey"] for event in events] == ["create-1", None, "capture-1"]
    assert events[0]["timestamp"] == "2026-10-04T12:00:00.0000000Z"


def test_a_look_up_gives_metadata_and_profile_but_never_the_receipt() -> None:
    till = Till()
    till.create(payment_body(profile={"scope": "name"}))
    till.vipps.payments.approve(REFERENCE)
    payment = till.vipps.get_payment(REFERENCE)

    assert payment["metadata"] == {"table": "12"}
    assert payment["profile"]
    assert "receipt" not in payment


def test_pages_hear_of_every_change() -> None:
    till = Till()
    till.create()
    till.vipps.payments.open(REFERENCE)
    till.vipps.payments.approve(REFERENCE)

    assert len(till.heard) == 3


def test_reset_forgets_payments_and_keeps_people() -> None:
    till = Till().authorized()
    people = dict(till.vipps.people)
    till.vipps.reset()

    assert (till.vipps.payments.all(), till.vipps.people) == ([], people)
