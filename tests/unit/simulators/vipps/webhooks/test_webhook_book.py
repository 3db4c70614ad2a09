"""Registrations, lanes, retries and switches of the Webhooks API, on a clock that stands still."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.simulators.clock import SimClock
from app.simulators.vipps.errors import FieldsRefusal
from app.simulators.vipps.webhooks.book import WebhookBook
from app.simulators.vipps.webhooks.deliveries import Delivery, retry_delay
from app.simulators.vipps.webhooks.events import CHECKED_IN
from support.vipps_sim import NOON, REFERENCE, Till, payment_body

AUTHORIZED = "epayments.payment.authorized.v1"
CAPTURED = "epayments.payment.captured.v1"
URL = "https://taffel.example/webhooks/vipps"
HOUR, DAY = 3600, 86_400


class Sender:
    """A book with one subscriber, and somebody who carries its letters."""

    def __init__(self, *events: str) -> None:
        self.clock = SimClock(frozen_at=NOON)
        self.book = WebhookBook(self.clock, "123456", lambda: None)
        self.id = self.book.register({"url": URL, "events": list(events or (AUTHORIZED, CAPTURED))}).id

    def publish(self, event: str = AUTHORIZED, subject: str = "payment-1") -> Delivery:
        [delivery] = self.book.publish(event, subject, {"name": event})
        return delivery

    def send(self, status: int = 200) -> list[int]:
        """Answer everything that is due with one status; tell which it was."""
        taken = self.book.take_due()
        for delivery in taken:
            self.book.settle(delivery, status=status)
        return [delivery.number for delivery in taken]

    def send_all(self) -> list[int]:
        """Take what is due until nothing is."""
        order: list[int] = []
        while sent := self.send():
            order += sent
        return order


def test_a_registration_shows_its_secret_once() -> None:
    book = Sender().book
    [listed] = [one.as_json() for one in book.registrations.all()]

    assert set(listed) == {"id", "url", "events"}
    assert len(book.registrations.all()[0].secret) == 88


@pytest.mark.parametrize(
    "url",
    [
        "http://taffel.example/hooks",
        "ftp://taffel.example/hooks",
        "taffel.example/hooks",
        "https://",
        "https://taffel.example:99999/",
        "https://taffel.example/a b",
        "https://taffel.example/\r\nX-Evil: 1",
        "https://täffel.example/",
        "",
        17,
    ],
)
def test_a_url_that_is_no_https_address_is_refused(url: object) -> None:
    with pytest.raises(FieldsRefusal, match="url"):
        Sender().book.register({"url": url, "events": [AUTHORIZED]})


@pytest.mark.parametrize(
    "body",
    [
        {"url": URL},
        {"url": URL, "events": []},
        {"url": URL, "events": ["epayments.payment.eaten.v1"]},
        {"url": URL, "events": [AUTHORIZED], "secret": "mine"},
        [],
    ],
)
def test_events_must_be_known_and_fields_too(body: object) -> None:
    with pytest.raises(FieldsRefusal):
        Sender().book.register(body)


def test_http_on_loopback_can_be_forbidden_as_vipps_does() -> None:
    book = Sender().book
    body = {"url": "http://127.0.0.1:8550/hooks", "events": [AUTHORIZED]}
    book.register(body)
    book.switch({"allow_http_loopback": False})

    with pytest.raises(FieldsRefusal, match="HTTPS"):
        book.register(body)


@pytest.mark.parametrize(("event", "most"), [(AUTHORIZED, 25), (CHECKED_IN, 1)])
def test_so_many_registrations_an_event_and_no_more(event: str, most: int) -> None:
    book = Sender(CAPTURED).book
    for number in range(most):
        book.register({"url": f"{URL}/{number}", "events": [event]})

    with pytest.raises(FieldsRefusal, match=f"At most {most}"):
        book.register({"url": URL, "events": [CAPTURED, event]})


def test_only_subscribers_of_an_event_hear_of_it() -> None:
    sender = Sender(CAPTURED)

    assert sender.book.publish(AUTHORIZED, "payment-1", {}) == []


def test_the_published_schedule_of_retries() -> None:
    waits = [int(retry_delay(attempts).total_seconds()) for attempts in range(1, 32)]

    assert waits == [2, 2, 2, 60, 120, *[HOUR] * 23, *[DAY] * 3]


def test_a_failing_endpoint_is_tried_for_seven_days_and_then_no_more() -> None:
    sender = Sender()
    delivery = sender.publish()
    while (due_at := sender.book.next_due_at()) is not None:
        sender.clock.advance((due_at - sender.clock.now()).total_seconds())
        sender.send(500)

    gone = [(attempt.at - delivery.queued_at).total_seconds() for attempt in delivery.attempts]

    assert gone[:8] == [0, 2, 4, 6, 66, 186, 186 + HOUR, 186 + 2 * HOUR]
    assert (delivery.state, gone[-1] <= 7 * DAY, gone[-1] > 6 * DAY) == ("given_up", True, True)


def test_nothing_is_sent_before_it_is_due() -> None:
    sender = Sender()
    delivery = sender.publish()
    sender.send(503)
    sender.clock.advance(1.9)
    early = sender.send()
    sender.clock.advance(0.1)

    assert (early, sender.send(), delivery.state) == ([], [delivery.number], "delivered")


@pytest.mark.parametrize(
    ("status", "state"), [(200, "delivered"), (204, "delivered"), (302, "waiting"), (404, "waiting"), (500, "waiting")]
)
def test_only_a_2xx_is_an_answer(status: int, state: str) -> None:
    sender = Sender()
    delivery = sender.publish()
    sender.send(status)

    assert delivery.state == state


def test_silence_is_a_failure_with_its_reason() -> None:
    sender = Sender()
    delivery = sender.publish()
    [taken] = sender.book.take_due()
    sender.book.settle(taken, error="no answer within 10 s")
    shown: Any = delivery.as_json()

    assert (delivery.state, shown["attempts"][0]["error"]) == ("waiting", "no answer within 10 s")


def test_a_failing_event_blocks_later_ones_of_its_payment_only() -> None:
    sender = Sender()
    first, second = sender.publish(AUTHORIZED), sender.publish(CAPTURED)
    other = sender.publish(AUTHORIZED, "payment-2")
    [blocked, passed] = sender.book.take_due()
    sender.book.settle(blocked, status=500)
    sender.book.settle(passed, status=200)
    at_once = sender.send()
    sender.clock.advance(2)

    assert (blocked, passed, at_once) == (first, other, [])
    assert sender.send_all() == [first.number, second.number]


def test_an_event_given_up_no_longer_blocks() -> None:
    sender = Sender()
    first, second = sender.publish(AUTHORIZED), sender.publish(CAPTURED)
    sender.clock.advance(7 * DAY)
    sender.send(500)

    assert (first.state, sender.send()) == ("given_up", [second.number])


def test_a_delivery_on_its_way_is_not_sent_twice() -> None:
    sender = Sender()
    sender.publish()
    sender.book.take_due()

    assert (sender.book.take_due(), sender.book.next_due_at()) == ([], None)


def test_duplicates_come_after_the_first_arrived() -> None:
    sender = Sender()
    sender.book.switch({"duplicates": 2})
    delivery = sender.publish()
    order = sender.send_all()
    copies = [one for one in sender.book.deliveries.all() if one.copy_of == delivery.number]

    assert (len(order), [copy.body for copy in copies]) == (3, [delivery.body] * 2)


def test_reordered_events_wait_for_each_other_and_go_newest_first() -> None:
    sender = Sender()
    sender.book.switch({"reorder": True})
    first = sender.publish(AUTHORIZED)
    sender.clock.advance(1)
    second = sender.publish(CAPTURED)
    early = sender.send()
    sender.clock.advance(1)

    assert (early, sender.send_all()) == ([], [second.number, first.number])


def test_a_delay_holds_the_first_attempt_back() -> None:
    sender = Sender()
    sender.book.switch({"delay_seconds": 30})
    delivery = sender.publish()

    assert (sender.send(), sender.book.next_due_at()) == ([], NOON + timedelta(seconds=30))
    sender.clock.advance(30)
    assert sender.send() == [delivery.number]


def test_a_pause_keeps_everything_until_it_ends() -> None:
    sender = Sender()
    sender.book.switch({"paused": True})
    delivery = sender.publish()
    paused = (sender.send(), sender.book.next_due_at())
    sender.book.switch({"paused": False})

    assert (paused, sender.send()) == (([], None), [delivery.number])


def test_a_redelivery_carries_the_same_bytes() -> None:
    sender = Sender()
    delivery = sender.publish()
    sender.send()
    again = sender.book.redeliver(delivery.number)

    assert (sender.send(), again.body, again.copy_of) == ([again.number], delivery.body, delivery.number)


def test_what_waits_for_a_removed_registration_is_dropped() -> None:
    sender = Sender()
    delivery = sender.publish()
    [taken] = sender.book.take_due()
    sender.book.remove(sender.id)
    sender.book.settle(taken, status=200)

    assert (delivery.state, sender.send(), sender.book.letter(taken)) == ("removed", [], None)
    with pytest.raises(LookupError):
        sender.book.redeliver(delivery.number)


@pytest.mark.parametrize("webhook_id", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_removing_what_is_not_there_is_refused(webhook_id: str) -> None:
    with pytest.raises(FieldsRefusal):
        Sender().book.remove(webhook_id)


def test_an_endpoint_dead_for_two_weeks_loses_its_registration() -> None:
    sender = Sender()
    sender.publish(subject="payment-1")
    sender.send(500)
    sender.clock.advance(14 * DAY)
    sender.publish(subject="payment-2")
    sender.send(500)

    assert sender.book.registrations.all() == []


def test_an_answer_in_between_saves_the_registration() -> None:
    sender = Sender()
    sender.publish(subject="payment-1")
    sender.send(500)
    sender.clock.advance(2)
    sender.send(200)
    sender.clock.advance(14 * DAY)
    sender.publish(subject="payment-2")
    sender.send(500)

    assert [one.id for one in sender.book.registrations.all()] == [sender.id]


@pytest.mark.parametrize("corrupt", ["signature", "body", "digest", "date"])
def test_each_corruption_changes_one_thing(corrupt: str) -> None:
    sender = Sender()
    delivery = sender.publish()
    right = sender.book.letter(delivery)
    sender.book.switch({"corrupt": corrupt})
    wrong = sender.book.letter(delivery)
    assert right is not None
    assert wrong is not None
    changed = {name for name in right.headers if right.headers[name] != wrong.headers.get(name)}

    assert (changed, wrong.body != right.body) == {
        "signature": ({"Authorization"}, False),
        "body": (set(), True),
        "digest": ({"x-ms-content-sha256"}, False),
        "date": ({"x-ms-date", "Authorization"}, False),
    }[corrupt]


def test_a_retry_is_dated_anew() -> None:
    sender = Sender()
    delivery = sender.publish()
    first = sender.book.letter(delivery)
    sender.clock.advance(3600)
    second = sender.book.letter(delivery)
    assert first is not None
    assert second is not None

    assert (first.headers["x-ms-date"], second.headers["x-ms-date"]) == (
        "Sun, 04 Oct 2026 12:00:00 GMT",
        "Sun, 04 Oct 2026 13:00:00 GMT",
    )


@pytest.mark.parametrize(
    "switches",
    [
        {"paused": "yes"},
        {"corrupt": "everything"},
        {"duplicates": 11},
        {"delay_seconds": -1},
        {"answer_seconds": True},
        {"deliver_to": "http://taffel.example"},
        {"volume": 11},
    ],
)
def test_a_switch_that_makes_no_sense_is_refused(switches: dict[str, object]) -> None:
    with pytest.raises(FieldsRefusal):
        Sender().book.switch(switches)


def test_a_reset_forgets_deliveries_and_switches_but_not_who_subscribed() -> None:
    sender = Sender()
    sender.book.switch({"duplicates": 1})
    sender.publish()
    sender.book.reset()

    assert (sender.send(), sender.book.deliveries.all(), sender.book.switches.duplicates) == ([], [], 0)
    assert [one.id for one in sender.book.registrations.all()] == [sender.id]


def names_delivered(till: Till) -> list[str]:
    return [json.loads(delivery.body)["name"] for delivery in till.vipps.webhooks.deliveries.all()]


def subscribed() -> Till:
    till = Till()
    words = ("created", "authorized", "aborted", "expired", "terminated", "captured", "cancelled", "refunded")
    till.vipps.webhooks.register({"url": URL, "events": [f"epayments.payment.{word}.v1" for word in words]})
    return till


def test_every_step_of_a_payment_is_told() -> None:
    till = subscribed().authorized()
    till.modify("capture", 10_000)
    till.modify("refund", 5000)
    till.modify("cancel")

    assert names_delivered(till) == ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"]


def test_every_other_end_of_a_payment_is_told() -> None:
    till = subscribed()
    for reference in ("payment-1", "payment-2", "payment-3"):
        till.create(payment_body(reference=reference))
    till.vipps.payments.reject("payment-1")
    till.vipps.payments.cancel("payment-2", {}, None)
    till.clock.advance(600)
    till.vipps.payments.let_time_pass()

    assert names_delivered(till) == ["CREATED"] * 3 + ["ABORTED", "TERMINATED", "EXPIRED"]


def test_the_payload_is_the_events_own() -> None:
    till = subscribed().authorized()
    till.modify("capture", 10_000, key="capture-1")
    [*_, delivery] = till.vipps.webhooks.deliveries.all()
    payload = json.loads(delivery.body)
    event = till.vipps.payments.find(REFERENCE).events[-1]

    assert payload == {
        "msn": "123456",
        "reference": REFERENCE,
        "pspReference": event.psp_reference,
        "name": "CAPTURED",
        "amount": {"currency": "NOK", "value": 10_000},
        "timestamp": "2026-10-04T12:00:00.000Z",
        "idempotencyKey": "capture-1",
        "success": True,
    }


def test_the_book_tells_when_time_will_next_change_a_payment() -> None:
    till = Till()
    till.create(payment_body(reference="payment-1"))
    till.clock.advance(60)
    till.create(payment_body(reference="payment-2"))
    till.vipps.payments.reject("payment-1")

    assert till.vipps.payments.let_time_pass() == NOON + timedelta(minutes=11)
    till.clock.advance(600)
    assert till.vipps.payments.let_time_pass() is None
