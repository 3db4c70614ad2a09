"""What banks do to a payment after the guest has approved: slow, released, failing for now."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from app.simulators.clock import SimClock
from app.simulators.vipps import create_vipps_app
from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal
from support.vipps_sim import NOON, REFERENCE, Till, code_of


def capture_code(till: Till, key: str | None = None) -> int | None:
    try:
        till.modify("capture", 18900, key=key)
    except CodeRefusal as refusal:
        return code_of(refusal)
    return None


def test_a_failing_capture_works_later_with_the_same_key() -> None:
    till = Till().authorized()
    till.vipps.payments.troubles.add({"code": 6280, "times": 2})

    assert [capture_code(till, "key-a") for _ in range(4)] == [6280, 6280, None, None]
    assert till.amounts()["captured"] == 18900


def test_a_released_reservation_stays_released_whatever_the_key() -> None:
    till = Till().authorized()
    till.vipps.payments.troubles.add({"code": 6260})

    assert [capture_code(till), capture_code(till)] == [6260, 6260]
    assert (till.amounts()["captured"], till.state()) == (0, "AUTHORIZED")


def test_a_trouble_can_be_meant_for_one_payment() -> None:
    till = Till().authorized()
    till.vipps.payments.troubles.add({"code": 6260, "reference": "somebody-elses", "times": None})

    assert capture_code(till) is None


def test_a_failed_capture_stands_in_the_event_log() -> None:
    till = Till().authorized()
    till.vipps.payments.troubles.add({"code": 6280})
    capture_code(till)

    assert till.events()[-1] == ("CAPTURED", 18900, False)


@pytest.mark.parametrize("trouble", [{}, {"code": 6270}, {"code": "6260"}, {"code": 6260, "times": 0}, {"kind": 1}])
def test_a_trouble_that_makes_no_sense_is_refused(trouble: dict[str, object]) -> None:
    with pytest.raises((FieldsRefusal, ValueError)):
        Till().vipps.payments.troubles.add(trouble)


def test_a_slow_bank_keeps_the_payment_waiting_after_the_approval() -> None:
    till = Till()
    till.vipps.settings = till.vipps.settings.changed({"bank_seconds": 30})
    till.authorized()
    before = (till.state(), till.vipps.payments.let_time_pass())
    till.clock.advance(30)

    assert (before[0], before[1], till.state()) == ("CREATED", till.clock.now(), "AUTHORIZED")


def test_the_guarantee_is_shown_once_authorized_and_can_be_kept_back() -> None:
    till = Till().authorized()
    shown = till.vipps.get_payment(REFERENCE)
    till.vipps.settings = till.vipps.settings.changed({"guarantee_days": 0})

    assert shown["captureGuaranteedUntil"] == "2026-10-11T12:00:00.000+00:00"
    assert "captureGuaranteedUntil" not in till.vipps.get_payment(REFERENCE)


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_vipps_app(clock=SimClock(frozen_at=NOON)))
    async with httpx.AsyncClient(base_url="http://sim", transport=transport) as client:
        yield client


async def test_troubles_are_set_listed_and_cleared_over_http(http: httpx.AsyncClient) -> None:
    added = await http.post("/_sim/capture-troubles", json={"code": 6260, "reference": REFERENCE})
    refused = await http.post("/_sim/capture-troubles", json={"code": 1})
    cleared = await http.delete("/_sim/capture-troubles")
    left = await http.get("/_sim/capture-troubles")

    assert added.json() == {"troubles": [{"code": 6260, "reference": REFERENCE, "times": 1}]}
    assert (refused.status_code, cleared.status_code, left.json()) == (400, 204, {"troubles": []})
