"""Idempotency keys and rate limits."""

import pytest

from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal, GatewayRefusal
from app.simulators.vipps.idempotency import checked_key
from app.simulators.vipps.settings import Settings
from support.vipps_sim import REFERENCE, Till, code_of, payment_body


def test_the_same_key_and_body_get_the_first_answer_again() -> None:
    till = Till()
    first = till.create(key="once")
    till.vipps.payments.approve(REFERENCE)

    assert till.create(key="once") == first
    assert till.modify("capture", 5000, key="c") == till.modify("capture", 5000, key="c")
    assert till.amounts()["captured"] == 5000


@pytest.mark.parametrize(("operation", "code"), [("capture", 4010), ("refund", 4150)])
def test_the_same_key_with_another_body_is_a_conflict(operation: str, code: int) -> None:
    till = Till().authorized()
    till.modify("capture", 1000)
    till.modify(operation, 100, key="k")

    with pytest.raises(CodeRefusal) as refused:
        till.modify(operation, 101, key="k")

    assert (code_of(refused.value), refused.value.status) == (code, 409)


def test_a_create_key_cannot_be_used_for_another_payment() -> None:
    till = Till()
    till.create(key="k")

    with pytest.raises(CodeRefusal) as refused:
        till.create(payment_body(reference="fjord-20261004-0008-1"), key="k")

    assert code_of(refused.value) == 4020


def test_keys_of_different_operations_do_not_meet() -> None:
    till = Till().authorized()
    till.modify("capture", 1000, key="k")

    assert till.modify("refund", 1000, key="k")


def test_a_refused_request_stays_refused_for_its_key() -> None:
    till = Till()
    till.create()
    with pytest.raises(CodeRefusal):
        till.modify("capture", 100, key="too-early")
    till.vipps.payments.approve(REFERENCE)

    with pytest.raises(CodeRefusal) as refused:
        till.modify("capture", 100, key="too-early")

    assert code_of(refused.value) == 6080
    assert till.modify("capture", 100, key="a-new-one")


@pytest.mark.parametrize("key", [None, "", "k" * 51])
def test_a_key_is_required_and_has_at_most_50_characters(key: str | None) -> None:
    with pytest.raises(FieldsRefusal):
        checked_key(key)


def test_cancel_may_come_without_a_key() -> None:
    assert checked_key(None, required=False) is None


def test_the_sixth_change_within_a_minute_is_too_many() -> None:
    till = Till().authorized()
    for _ in range(5):
        till.modify("capture", 100)

    with pytest.raises(GatewayRefusal) as refused:
        till.modify("capture", 100)

    assert (refused.value.status, refused.value.retry_after) == (429, 60)
    till.clock.advance(60)
    assert till.modify("capture", 100)


def test_the_minute_slides() -> None:
    till = Till().authorized()
    for _ in range(5):
        till.modify("capture", 100)
        till.clock.advance(10)

    with pytest.raises(GatewayRefusal) as refused:
        till.modify("capture", 100)

    assert refused.value.retry_after == 10


def test_look_ups_have_120_a_minute() -> None:
    till = Till()
    till.create()
    for _ in range(120):
        till.state()

    with pytest.raises(GatewayRefusal):
        till.state()


def test_each_operation_and_reference_is_counted_for_itself() -> None:
    till = Till()
    for number in range(6):
        till.create(payment_body(reference=f"fjord-{number:08}"))

    assert len(till.vipps.payments.all()) == 6


def test_rate_limits_can_be_switched_off() -> None:
    till = Till().authorized()
    till.vipps.settings = Settings(rate_limits=False)
    for _ in range(20):
        till.modify("capture", 100)

    assert till.amounts()["captured"] == 2000
