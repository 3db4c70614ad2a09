from datetime import date

import pytest

from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.customers import CustomerFilter
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import Conflict, Forbidden, Invalid, NotFound
from support.pongo_requests import KARI, LYON, NOBODY_YET, OSLO, PARIS


def create(backend: PongoBackend, **fields: object) -> str:
    sent = Fields({"phone": NOBODY_YET, "reference_store_slug": OSLO, **fields})
    return backend.customers.create(sent).public_id


def test_the_seeded_members_are_known_by_phone(backend: PongoBackend) -> None:
    kari = backend.customers.by_phone(KARI)

    assert ("Kari", 120, None) == (kari.first_name, kari.points, kari.has_optin)


def test_a_plus_before_the_number_finds_the_same_member(backend: PongoBackend) -> None:
    assert backend.customers.by_phone(KARI) == backend.customers.by_phone(f"+{KARI}")


def test_an_unknown_number_is_not_found_and_no_number_is_invalid(backend: PongoBackend) -> None:
    with pytest.raises(NotFound):
        backend.customers.by_phone(NOBODY_YET)
    with pytest.raises(Invalid):
        backend.customers.by_phone("kari")


def test_a_new_customer_has_what_was_sent_and_nothing_more(backend: PongoBackend) -> None:
    made = backend.customers.get(create(backend, has_optin=True, birthday="1990-02-28", email="nora@example.test"))

    assert (NOBODY_YET, 0, True, None) == (made.phone, made.points, made.has_optin, made.has_email_optin)
    assert (date(1990, 2, 28), "nora@example.test") == (made.birthday, made.email)


def test_a_known_phone_conflicts(backend: PongoBackend) -> None:
    with pytest.raises(Conflict, match="already exists"):
        create(backend, phone=f"+{KARI}")


def test_points_at_creation_are_a_movement(backend: PongoBackend) -> None:
    made = create(backend, points=25)

    assert [(made, 25, 25)] == [(each.customer_id, each.points, each.balance) for each in backend.world.movements]


def test_every_wrong_field_is_named_and_nobody_enrolled(backend: PongoBackend) -> None:
    before = dict(backend.world.customers)
    wrong = {
        "phone": "12",
        "reference_store_slug": "nowhere",
        "reference_store_id": "sto_99",
        "email": "nora",
        "tags": "vip",
        "has_optin": "yes",
        "has_email_optin": 1,
        "points": 1.5,
        "gender": "f",
        "birthday": "2026-11-21",
        "pin": "12345",
        "payment_method_hash": "unknown",
    }

    with pytest.raises(Invalid) as caught:
        create(backend, **wrong)

    assert set(wrong) == set(caught.value.errors)
    assert before == backend.world.customers


@pytest.mark.parametrize("birthday", ["1990-2-28", "1990-02-30", "28.02.1990", "2026-11-21", "2030-01-01"])
def test_a_birthday_is_a_real_day_before_today(backend: PongoBackend, birthday: str) -> None:
    with pytest.raises(Invalid) as caught:
        create(backend, birthday=birthday)

    assert {"birthday"} == set(caught.value.errors)


def test_an_update_changes_only_what_was_sent(backend: PongoBackend, clock: SimClock) -> None:
    kari = backend.customers.by_phone(KARI)
    clock.advance(60)

    changed = backend.customers.update(kari.public_id, Fields({"has_email_optin": True}))

    assert (True, None, "Kari") == (changed.has_email_optin, changed.has_optin, changed.first_name)
    assert clock.now() == changed.updated_at


def test_null_leaves_an_opt_in_as_it_was(backend: PongoBackend) -> None:
    made = create(backend, has_optin=True, has_email_optin=False)

    changed = backend.customers.update(made, Fields({"has_optin": None, "has_email_optin": None}))

    assert (True, False) == (changed.has_optin, changed.has_email_optin)


def test_an_opt_in_can_be_withdrawn(backend: PongoBackend) -> None:
    made = create(backend, has_optin=True)

    assert backend.customers.update(made, Fields({"has_optin": False})).has_optin is False


def test_the_phone_cannot_be_changed_but_may_be_repeated(backend: PongoBackend) -> None:
    made = create(backend)
    backend.customers.update(made, Fields({"phone": NOBODY_YET}))

    with pytest.raises(Invalid):
        backend.customers.update(made, Fields({"phone": KARI}))


def test_an_unknown_field_is_ignored_and_warned_of(backend: PongoBackend) -> None:
    create(backend, favourite_colour="spruce")

    assert ["unknown_field_ignored: POST customers: favourite_colour"] == list(backend.world.warnings)


def test_a_list_is_narrowed_by_everything_given(backend: PongoBackend) -> None:
    create(backend, tags=["vip"], reference_store_slug=LYON)
    create(backend, phone="4790011224", tags=["vip"], reference_store_slug=PARIS)

    found = backend.customers.listed(CustomerFilter(tag="vip", store_slug=LYON))

    assert [NOBODY_YET] == [each.phone for each in found]


def test_the_merchants_tags_hold_those_in_use(backend: PongoBackend) -> None:
    create(backend, tags=["order-and-pay"])

    assert ["order-and-pay", "student", "vip"] == backend.customers.tags()


def test_a_pin_is_demanded_of_who_has_one(backend: PongoBackend) -> None:
    with_pin, without = backend.customers.by_phone("33698765432"), backend.customers.by_phone(KARI)
    check = backend.customers.check_pin
    check(with_pin, "1234", demanded=True)
    check(without, None, demanded=True)

    for customer, pin in ((with_pin, None), (with_pin, "0000"), (without, "1234")):
        with pytest.raises(Forbidden, match="PIN"):
            check(customer, pin, demanded=True)
