from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import Invalid, NotFound
from app.simulators.pongo.records import Order
from support.pongo_requests import KARI, LYON, NOBODY_YET, OSLO, PARIS, a_line, an_order


def errors_of(backend: PongoBackend, body: dict[str, object]) -> set[str]:
    with pytest.raises(Invalid) as caught:
        backend.orders.create(body)
    return set(caught.value.errors)


def change(backend: PongoBackend, order_id: str, **fields: object) -> tuple[Order, int]:
    return backend.orders.change_status(order_id, Fields(fields))


def test_a_paid_order_credits_its_customer_once(backend: PongoBackend) -> None:
    answer = backend.orders.create(an_order(customer={"phone": KARI}))

    assert answer.customer is not None
    assert (14, 134, False) == (answer.order.points_earned, answer.customer.points, answer.order.enrolled)
    assert [("order", "ord_1001", 14, 134)] == [
        (each.reason, each.source_id, each.points, each.balance) for each in backend.world.movements
    ]


def test_the_same_order_again_is_taken_once_even_with_another_body(backend: PongoBackend) -> None:
    first = backend.orders.create(an_order(customer={"phone": KARI}))
    again = backend.orders.create(an_order(amount=99_900, customer={"phone": NOBODY_YET}))

    assert (True, first.order.id, 1450) == (again.is_repeat, again.order.id, again.order.amount)
    assert backend.customers.by_phone(KARI).points == 134
    assert ["order_repeated_with_other_body: ord_1001"] == list(backend.world.warnings)


def test_the_same_order_id_in_another_store_is_another_order(backend: PongoBackend) -> None:
    for store in (OSLO, PARIS):
        backend.orders.create(an_order(loyalty_store_slug=store, customer={"phone": KARI}))

    assert (2, 148) == (len(backend.world.orders), backend.customers.by_phone(KARI).points)


def test_a_refused_order_may_be_sent_again_mended(backend: PongoBackend) -> None:
    errors_of(backend, an_order() | {"amount": 10.5})

    assert not backend.orders.create(an_order()).is_repeat


def test_an_order_enrols_a_new_number_with_the_opt_ins_it_carries(backend: PongoBackend) -> None:
    customer = {"phone": f"+{NOBODY_YET}", "first_name": "Nora", "has_optin": True, "has_email_optin": False}
    answer = backend.orders.create(an_order(customer=customer))

    assert answer.customer is not None
    assert answer.order.enrolled
    assert ("Nora", True, False, 14) == (
        answer.customer.first_name,
        answer.customer.has_optin,
        answer.customer.has_email_optin,
        answer.customer.points,
    )


def test_opt_ins_of_null_change_nothing(backend: PongoBackend) -> None:
    asked = {"phone": KARI, "has_optin": True, "has_email_optin": False}
    backend.orders.create(an_order("A-1", customer=asked))
    backend.orders.create(an_order("A-2", customer={"phone": KARI, "has_optin": None}))

    kari = backend.customers.by_phone(KARI)

    assert (True, False) == (kari.has_optin, kari.has_email_optin)


def test_a_public_id_alone_finds_the_customer(backend: PongoBackend) -> None:
    kari = backend.customers.by_phone(KARI)

    answer = backend.orders.create(an_order(customer={"customer_public_id": kari.public_id}))

    assert kari.public_id == answer.order.customer_id


@pytest.mark.parametrize("public_id", ["cus_1002", "cus_of_another_day"])
def test_the_phone_goes_before_a_public_id_that_is_not_its_own(backend: PongoBackend, public_id: str) -> None:
    kari = backend.customers.by_phone(KARI)
    customer = {"customer_public_id": public_id, "phone": KARI}

    answer = backend.orders.create(an_order(customer=customer))

    assert kari.public_id == answer.order.customer_id
    assert 1 == len(backend.world.warnings)


def test_an_unknown_public_id_alone_is_refused(backend: PongoBackend) -> None:
    customer = {"customer_public_id": "cus_of_another_day"}

    assert {"customer.customer_public_id"} == errors_of(backend, an_order(customer=customer))


def test_an_order_for_nobody_earns_nothing(backend: PongoBackend) -> None:
    answer = backend.orders.create(an_order(customer=None))

    assert (None, 0) == (answer.customer, answer.order.points_earned)


def test_an_empty_order_names_every_field_it_needs(backend: PongoBackend) -> None:
    needed = {
        "order_id", "channel", "delivery_mode", "loyalty_store_slug", "amount", "status", "created_at",
        "delivery_status", "lines",
    }  # fmt: skip

    assert needed == errors_of(backend, {})


def test_every_wrong_field_is_named_at_once(backend: PongoBackend) -> None:
    wrong = an_order(
        partner_order_id=7,
        channel="carrier_pigeon",
        delivery_mode="drone",
        loyalty_store_slug="nowhere",
        tablet_id=99,
        tax_amount=1.5,
        reward_ids=["rwd_unknown"],
        status="settled",
        created_at="yesterday",
        delivery_status="lost",
        withdrawal_at="soon",
        lines=[a_line(1450, quantity=0, unit_amount="1450", tax_rate="15", public_reward_id="rwd_coffee")],
        customer={"phone": "12", "email": "kari", "has_optin": "yes", "customer_public_id": "cus_99"},
        payments=[{"type": "beads"}],
    ) | {"amount": "1450"}

    assert {
        "partner_order_id", "channel", "delivery_mode", "loyalty_store_slug", "tablet_id", "amount", "tax_amount",
        "reward_ids", "status", "created_at", "delivery_status", "withdrawal_at", "lines.0.quantity",
        "lines.0.unit_amount", "lines.0.tax_rate", "lines.0.public_reward_id", "customer.phone", "customer.email",
        "customer.has_optin", "payments.0.type", "payments.0.amount",
    } == errors_of(backend, wrong)  # fmt: skip
    assert {} == backend.world.orders


def test_a_customer_needs_a_phone_or_a_public_id(backend: PongoBackend) -> None:
    assert {"customer.phone"} == errors_of(backend, an_order(customer={"has_optin": True}))


def test_the_lines_add_up_to_the_amount(backend: PongoBackend) -> None:
    assert {"amount"} == errors_of(backend, an_order(amount=1450, lines=[a_line(1000), a_line(449)]))


def test_money_off_is_a_negative_line(backend: PongoBackend) -> None:
    body = an_order(amount=950, lines=[a_line(1450), a_line(-500)], customer={"phone": KARI})

    assert backend.orders.create(body).order.points_earned == 9


def test_an_order_without_lines_is_refused_until_the_rule_is_loosened(backend: PongoBackend) -> None:
    body = an_order(lines=[], customer={"phone": KARI})

    assert {"lines"} == errors_of(backend, body)

    backend.change_settings({"strict_lines": False})

    assert backend.orders.create(body).order.points_earned == 14


def test_unknown_fields_are_ignored_and_warned_of(backend: PongoBackend) -> None:
    backend.orders.create(an_order(tip=500, lines=[a_line(1450, colour="red")]))

    assert [
        "unknown_field_ignored: POST orders: tip",
        "unknown_field_ignored: POST orders: lines.0.colour",
    ] == list(backend.world.warnings)


def test_a_pending_order_is_credited_when_it_becomes_paid(backend: PongoBackend) -> None:
    pending = backend.orders.create(an_order(status="pending", customer={"phone": KARI})).order

    assert pending.points_earned == 0

    paid, _ = change(backend, pending.id, status="paid")
    change(backend, pending.id, status="paid")

    assert (14, 134) == (paid.points_earned, backend.customers.by_phone(KARI).points)


@pytest.mark.parametrize("status", ["canceled", "refunded"])
def test_an_undone_order_gives_its_points_back_once(backend: PongoBackend, status: str) -> None:
    order = backend.orders.create(an_order(customer={"phone": KARI})).order

    undone, removed = change(backend, "A-1", status=status, loyalty_store_slug=OSLO)
    _, removed_again = change(backend, order.id, status=status)

    assert (status, 14, 0) == (undone.status, removed, removed_again)
    assert backend.customers.by_phone(KARI).points == 120


def test_points_spent_meanwhile_leave_the_balance_at_zero(backend: PongoBackend) -> None:
    order = backend.orders.create(an_order(customer={"phone": KARI})).order
    kari = backend.customers.by_phone(KARI)
    backend.rewards.points.move(kari.public_id, -130, reason="reward", source_id="rwd_coffee")

    _, removed = change(backend, order.id, status="canceled")

    assert (4, 0) == (removed, backend.customers.by_phone(KARI).points)


@pytest.mark.parametrize(
    ("before", "after"), [("paid", "pending"), ("canceled", "paid"), ("refunded", "paid"), ("canceled", "refunded")]
)
def test_a_status_does_not_go_back(backend: PongoBackend, before: str, after: str) -> None:
    order = backend.orders.create(an_order(status=before)).order

    with pytest.raises(Invalid) as caught:
        change(backend, order.id, status=after)

    assert {"status"} == set(caught.value.errors)


def test_the_delivery_status_alone_moves_no_points(backend: PongoBackend) -> None:
    order = backend.orders.create(an_order(customer={"phone": KARI})).order

    changed, removed = change(backend, order.id, delivery_status="delivered")

    assert ("delivered", "paid", 0) == (changed.delivery_status, changed.status, removed)


def test_a_change_names_a_known_order_and_at_least_one_status(backend: PongoBackend) -> None:
    with pytest.raises(NotFound):
        change(backend, "A-404", status="paid")
    with pytest.raises(Invalid):
        change(backend, "A-404")


def test_an_order_id_of_two_stores_needs_the_store(backend: PongoBackend) -> None:
    for store in (OSLO, LYON):
        backend.orders.create(an_order(loyalty_store_slug=store))

    with pytest.raises(Invalid) as caught:
        change(backend, "A-1", status="canceled")

    assert {"loyalty_store_slug"} == set(caught.value.errors)
    assert change(backend, "A-1", status="canceled", loyalty_store_slug=LYON)[0].store_slug == LYON


ORDERS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([OSLO, PARIS]), st.integers(0, 500_000)), min_size=1, max_size=12
)


@given(sent=ORDERS, rate=st.integers(0, 20), minimum=st.integers(0, 2000))
def test_points_credited_are_the_formula_over_each_order_once(
    sent: Iterable[tuple[int, str, int]], rate: int, minimum: int
) -> None:
    clock = SimClock()
    backend = PongoBackend(clock.now)
    backend.change_settings({"programme": {"points_per_currency_unit": rate, "minimum_amount": minimum}})
    first_amounts: dict[tuple[str, str], int] = {}
    for number, store, amount in sent:
        order_id = f"A-{number}"
        backend.orders.create(
            an_order(order_id, amount=amount, loyalty_store_slug=store, customer={"phone": NOBODY_YET})
        )
        first_amounts.setdefault((store, order_id), amount)

    earned = sum(amount * rate // 100 for amount in first_amounts.values() if amount >= minimum)

    assert earned == backend.customers.by_phone(NOBODY_YET).points
    assert set(first_amounts) == set(backend.world.orders)
    assert earned == sum(each.points for each in backend.world.movements)
