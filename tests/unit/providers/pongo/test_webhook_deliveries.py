"""A delivery from Pongo is believed when its signature fits these bytes and this time, and only its id is kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.ports.webhooks import Arrival, NotGenuine, Source
from app.providers.pongo.deliveries import PongoDeliveries
from app.providers.pongo.signature import TOLERANCE, mac_of, verify
from support.clocks import START
from support.pongo_webhooks import SECRET, SENT, customer_event, pongo_arrival, pongo_signature

READER = PongoDeliveries()
VECTOR_BODY = b'{"event":"customer.created","data":{"public_id":"cus_test"}}'
VECTOR = "d5d9ce2310893bc94a1880d4e8e0491359726f4aa3ed063c65afb50577814b13"
VECTOR_TIME = 1767225600
BODY = customer_event()
SECOND = timedelta(seconds=1)


def test_the_test_vector_fits() -> None:
    verify(f"t={VECTOR_TIME},v1={VECTOR}", VECTOR_BODY, ["whsec_test"], datetime.fromtimestamp(VECTOR_TIME, tz=UTC))

    assert VECTOR == mac_of("whsec_test", VECTOR_BODY, str(VECTOR_TIME))


@pytest.mark.parametrize(
    "header",
    [
        f"t={SENT},v1={{mac}}",
        f"v1={{mac}},t={SENT}",
        f"t={SENT}, v1={{mac}}",
        f"t={SENT},v1={'0' * 64},v1={{mac}}",
        f"t={SENT},v1={{mac}},v0=older",
    ],
)
def test_parts_may_come_in_any_order_and_number(header: str) -> None:
    mac = pongo_signature(BODY).rpartition("=")[2]

    assert READER.read(pongo_arrival(BODY, header.format(mac=mac)), [SECRET], START) is not None


def test_any_of_our_secrets_will_do() -> None:
    assert READER.read(pongo_arrival(BODY), ["another", SECRET], START) is not None


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "cannot be read"),
        ("nonsense", "cannot be read"),
        (f"t={SENT}", "cannot be read"),
        ("v1=00", "cannot be read"),
        (f"t={SENT},t={SENT},v1=00", "cannot be read"),
        ("t=soon,v1=00", "cannot be read"),
        ("t=-5,v1=00", "cannot be read"),
        ("t=99999999999999999999,v1=00", "cannot be read"),
        (f"t={SENT},v1=", "does not fit"),
        (f"t={SENT},v1={'0' * 64}", "does not fit"),
        (f"t={SENT},v1=æøå", "does not fit"),
        (pongo_signature(BODY, secret="guessed"), "does not fit"),
        (pongo_signature(BODY + b" "), "does not fit"),
        (pongo_signature(BODY).replace(str(SENT), str(SENT + 1)), "does not fit"),
    ],
)
def test_what_is_not_signed_for_these_bytes_and_this_time_is_refused(header: str, why: str) -> None:
    with pytest.raises(NotGenuine, match=why):
        READER.read(pongo_arrival(BODY, header), [SECRET], START)


def test_without_a_header_or_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(NotGenuine, match="no signature"):
        READER.read(Arrival(headers={}, body=BODY), [SECRET], START)
    with pytest.raises(NotGenuine, match="does not fit"):
        READER.read(pongo_arrival(BODY), [], START)


@pytest.mark.parametrize("away", [TOLERANCE, -TOLERANCE])
def test_an_old_or_future_signature_is_refused_from_the_second_after_the_tolerance(away: timedelta) -> None:
    further = away + (SECOND if away > timedelta() else -SECOND)

    assert READER.read(pongo_arrival(BODY), [SECRET], START + away) is not None
    with pytest.raises(NotGenuine, match="too old, or from the future"):
        READER.read(pongo_arrival(BODY), [SECRET], START + further)


def test_an_event_is_named_by_customer_event_and_id_and_tells_nothing_else_of_anybody() -> None:
    delivery = READER.read(pongo_arrival(BODY), [SECRET], START)

    assert delivery is not None
    assert (Source.PONGO, "cus_kari", "customer.updated", "evt_1") == (
        delivery.source,
        delivery.reference,
        delivery.name,
        delivery.psp_reference,
    )
    assert {"id": "evt_1", "event": "customer.updated"} == json.loads(delivery.body)


def test_an_event_without_an_id_is_named_by_its_bytes() -> None:
    def named(body: bytes) -> str:
        delivery = READER.read(pongo_arrival(body, pongo_signature(body)), [SECRET], START)
        assert delivery is not None
        return delivery.psp_reference

    other = VECTOR_BODY.replace(b"created", b"updated")

    assert named(VECTOR_BODY) == named(VECTOR_BODY)
    assert named(VECTOR_BODY) != named(other)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"event":"customer.updated"}',
        b'{"event":"customer.updated","data":{}}',
        b'{"event":"order.paid","data":{"public_id":"cus_1"}}',
        b'{"event":"customer.updated","data":{"public_id":""}}',
        b"[" * 100_000,
    ],
)
def test_what_is_about_no_customer_is_taken_and_followed_by_nothing(body: bytes) -> None:
    assert READER.read(pongo_arrival(body), [SECRET], START) is None
