import pytest

from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import Invalid
from support.pongo_requests import KARI, NOBODY_YET, a_check_in


def test_a_check_in_earns_points_for_its_amount(backend: PongoBackend) -> None:
    answer = backend.check_ins.create(Fields(a_check_in()))

    assert (12, 132, False) == (answer.check_in.points_earned, answer.customer.points, answer.is_new)
    assert ("order-and-pay",) == answer.customer.tags


def test_an_unknown_number_is_enrolled(backend: PongoBackend) -> None:
    answer = backend.check_ins.create(Fields(a_check_in(international_phone_number=f"+{NOBODY_YET}")))

    assert (NOBODY_YET, 12, True) == (answer.customer.phone, answer.customer.points, answer.is_new)


def test_a_payment_method_stands_in_for_a_phone_and_is_known_again(backend: PongoBackend) -> None:
    card = a_check_in(international_phone_number=None, payment_method_hash="h4sh")
    first = backend.check_ins.create(Fields(card))
    second = backend.check_ins.create(Fields(card))

    assert (True, False, 24) == (first.is_new, second.is_new, second.customer.points)


def test_sent_twice_it_counts_twice(backend: PongoBackend) -> None:
    for _ in range(2):
        backend.check_ins.create(Fields(a_check_in()))

    assert backend.customers.by_phone(KARI).points == 144


def test_every_wrong_field_is_named(backend: PongoBackend) -> None:
    wrong = {
        "store_slug": "nowhere",
        "international_phone_number": "12",
        "order_id": 7,
        "amount": 12.5,
        "checked_in_at": "2026-05-01T12:30:00Z",
        "tags": [],
        "enforce_checkin_delay": "no",
    }

    with pytest.raises(Invalid) as caught:
        backend.check_ins.create(Fields(wrong))

    assert set(wrong) == set(caught.value.errors)


def test_the_future_is_refused(backend: PongoBackend) -> None:
    with pytest.raises(Invalid) as caught:
        backend.check_ins.create(Fields(a_check_in(checked_in_at="2026-11-21T18:00:01+00:00")))

    assert {"checked_in_at"} == set(caught.value.errors)


def test_a_too_early_check_in_is_invalid_only_when_the_delay_is_enforced(
    backend: PongoBackend, clock: SimClock
) -> None:
    backend.change_settings({"programme": {"checkin_delay_minutes": 30}})
    enforced = a_check_in(enforce_checkin_delay=True)
    first = backend.check_ins.create(Fields(enforced))
    clock.advance(29 * 60)
    early = backend.check_ins.create(Fields(enforced))
    unenforced = backend.check_ins.create(Fields(a_check_in()))
    clock.advance(30 * 60)
    late = backend.check_ins.create(Fields(enforced))

    answers = [first, early, unenforced, late]

    assert [(True, 12), (False, 0), (True, 12), (True, 12)] == [
        (each.check_in.is_valid, each.check_in.points_earned) for each in answers
    ]
