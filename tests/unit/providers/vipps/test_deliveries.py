"""What is read from a delivery: which event of which payment, and nothing about the person who paid."""

import json
from typing import Any

import pytest
import structlog

from app.ports.webhooks import NotGenuine
from app.providers.vipps.deliveries import VippsDeliveries
from support.clocks import START
from support.webhooks import MSN, SECRET, URL, arrival, event, signed_headers

READER = VippsDeliveries(URL, MSN)
REFERENCE = "taffel-order00001-1-1"


def test_an_event_is_named_by_reference_name_and_psp_reference() -> None:
    delivery = READER.read(arrival(event(REFERENCE)), [SECRET], START)

    assert delivery is not None
    assert (REFERENCE, "AUTHORIZED", "psp-authorized-1") == (delivery.reference, delivery.name, delivery.psp_reference)
    assert (START, START, None) == (delivery.received_at, delivery.due_at, delivery.outcome)


def test_no_name_address_or_subject_is_kept() -> None:
    body = event(
        REFERENCE,
        userDetails={"firstName": "Kari", "mobileNumber": "4712345678"},
        shippingDetails={"address": "Storgata 1"},
        sub="c06c4afe-d9e1-4c5d-939a-177d752a0944",
        aFieldOfTomorrow="Kari again",
        captureGuaranteedUntil="2026-11-28T18:00:00Z",
    )
    delivery = READER.read(arrival(body), [SECRET], START)

    assert delivery is not None
    assert {**json.loads(event(REFERENCE)), "captureGuaranteedUntil": "2026-11-28T18:00:00Z"} == json.loads(
        delivery.body
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"<html>",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"some-unique-content":"hello-world"}',
        json.dumps({"event": "user.checked-in.v1", "customerToken": "secret"}).encode(),
        event("no reference"),
        event(REFERENCE, name="not an event's name"),
        event(REFERENCE, pspReference=None),
        event(REFERENCE, pspReference="x" * 256),
    ],
)
def test_what_is_genuine_and_no_payment_event_is_nothing_to_act_on(body: bytes) -> None:
    assert READER.read(arrival(body), [SECRET], START) is None


def test_a_forged_one_is_not_even_read() -> None:
    with pytest.raises(NotGenuine):
        READER.read(arrival(event(REFERENCE), signed_headers(b"other")), [SECRET], START)


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Sat, 21 Nov 2026 17:30:00 GMT", []),
        ("Sat, 14 Nov 2026 18:00:00 GMT", [("delivery_dated_oddly", 168)]),
        ("Sat, 21 Nov 2026 20:00:00 -0000", [("delivery_dated_oddly", -2)]),
        ("soon", [("delivery_date_unreadable", None)]),
    ],
)
def test_an_odd_date_is_accepted_and_told(date: str, told: list[tuple[str, Any]]) -> None:
    body = event(REFERENCE)
    with structlog.testing.capture_logs() as logs:
        delivery = READER.read(arrival(body, signed_headers(body, date=date)), [SECRET], START)

    assert delivery is not None
    assert told == [(line["event"], line.get("hours")) for line in logs]


@pytest.mark.parametrize("msn", [MSN, int(MSN), None])
def test_the_own_sales_unit_is_known_however_its_number_is_written(msn: object) -> None:
    assert READER.read(arrival(event(REFERENCE, msn=msn)), [SECRET], START) is not None


@pytest.mark.parametrize("msn", ["654321", 654321, ""])
def test_news_of_another_sales_unit_is_none_of_ours_although_it_has_a_reference_like_ours(msn: object) -> None:
    """A partner's registration hears of all its sales units; references are unique within one of them only."""
    assert READER.read(arrival(event(REFERENCE, msn=msn)), [SECRET], START) is None
