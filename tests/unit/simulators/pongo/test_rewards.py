import pytest

from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import Conflict, Forbidden, Invalid, NotFound
from support.pongo_requests import KARI, LYON, OSLO, a_line, an_order

TABLET, OTHER_TABLET = "token-a", "token-b"


def kari(backend: PongoBackend) -> str:
    return backend.customers.by_phone(KARI).public_id


def listed(backend: PongoBackend, **query: object) -> set[str]:
    return {each.public_id for each in backend.rewards.listed(Fields(query))}


def buy(backend: PongoBackend, **changes: object) -> str:
    sent = {"customer": kari(backend), "store_slug": OSLO, **changes}
    return backend.rewards.buy("rwd_coffee", Fields(sent), holder=TABLET).hash


def coffee_order(order_id: str = "A-1") -> dict[str, object]:
    lines = [a_line(1450), a_line(0, name="Coffee on the house", public_reward_id="rwd_coffee")]
    return an_order(order_id, lines=lines, reward_ids=["rwd_coffee"], customer={"phone": KARI})


def test_the_whole_catalogue_is_listed_without_a_customer(backend: PongoBackend) -> None:
    assert {"rwd_coffee", "rwd_dessert", "rwd_sweet", "rwd_fifty_off", "rwd_student", "rwd_tour"} == listed(backend)


def test_a_store_drops_what_is_for_other_stores(backend: PongoBackend) -> None:
    assert {"rwd_dessert"} == listed(backend, store_slug=LYON) - listed(backend, store_slug=OSLO)


def test_a_customer_drops_what_is_for_other_segments(backend: PongoBackend) -> None:
    student = backend.customers.by_phone("32470123456").public_id

    assert {"rwd_student"} == listed(backend, customer=student) - listed(backend, customer=kari(backend))


def test_points_narrow_the_list(backend: PongoBackend) -> None:
    assert {"rwd_coffee", "rwd_dessert"} == listed(backend, points_min="50", points_max="100")


def test_what_the_balance_cannot_pay_is_dropped_when_the_setting_says_so(backend: PongoBackend) -> None:
    backend.change_settings({"affordable_rewards_only": True})

    assert {"rwd_coffee", "rwd_sweet"} == listed(backend, customer=kari(backend), store_slug=OSLO)


def test_every_wrong_part_of_the_query_is_named(backend: PongoBackend) -> None:
    wrong = {"customer": "cus_99", "store_slug": "nowhere", "points_min": "ten", "points_max": "1.5"}

    with pytest.raises(Invalid) as caught:
        listed(backend, **wrong)

    assert set(wrong) == set(caught.value.errors)


@pytest.mark.parametrize("phone", [KARI, "33612345678"])
def test_the_first_customers_hold_a_welcome_gift(backend: PongoBackend, phone: str) -> None:
    customer = backend.customers.by_phone(phone).public_id

    assert ["rwd_welcome"] == [each.reward_id for each in backend.rewards.won_by(customer)]


def test_buying_deducts_the_points(backend: PongoBackend) -> None:
    won = backend.world.won[buy(backend, is_used=True)]

    assert backend.world.now() == won.used_at
    assert backend.customers.by_phone(KARI).points == 20


def test_too_few_points_are_refused(backend: PongoBackend) -> None:
    buy(backend)

    with pytest.raises(Invalid) as caught:
        buy(backend)

    assert {"points"} == set(caught.value.errors)


def test_a_wrong_pin_buys_nothing(backend: PongoBackend) -> None:
    with pytest.raises(Forbidden, match="PIN"):
        buy(backend, customer=backend.customers.by_phone("33698765432").public_id, pin="0000")


def test_a_reward_of_another_store_or_segment_cannot_be_bought(backend: PongoBackend) -> None:
    for reward, field in (("rwd_dessert", "store_slug"), ("rwd_student", "customer")):
        with pytest.raises(Invalid) as caught:
            backend.rewards.buy(reward, Fields({"customer": kari(backend), "store_slug": OSLO}), holder=TABLET)

        assert {field} == set(caught.value.errors)


def test_an_unknown_or_retired_reward_is_not_found(backend: PongoBackend) -> None:
    for reward in ("rwd_unknown", "rwd_welcome"):
        with pytest.raises(NotFound):
            backend.rewards.buy(reward, Fields({}), holder=TABLET)


def test_a_reward_is_used_once(backend: PongoBackend) -> None:
    sent = {"is_used": True, "store_slug": OSLO}
    won = buy(backend)
    backend.rewards.use(kari(backend), won, Fields(sent), holder=TABLET)

    with pytest.raises(Conflict, match="already been used"):
        backend.rewards.use(kari(backend), won, Fields(sent), holder=TABLET)


def test_somebody_elses_reward_is_not_found(backend: PongoBackend) -> None:
    other = backend.customers.by_phone("33612345678").public_id

    with pytest.raises(NotFound):
        backend.rewards.use(other, buy(backend), Fields({"is_used": True, "store_slug": OSLO}), holder=TABLET)


def test_a_lock_keeps_other_tokens_out_until_it_ends(backend: PongoBackend, clock: SimClock) -> None:
    lock, customer = backend.rewards.lock, kari(backend)
    lock(customer, Fields({"hash": "rwd_coffee"}), holder=TABLET)
    lock(customer, Fields({"hash": "rwd_coffee"}), holder=TABLET)

    with pytest.raises(Conflict, match="locked"):
        lock(customer, Fields({"hash": "rwd_coffee"}), holder=OTHER_TABLET)
    with pytest.raises(Conflict, match="locked"):
        backend.rewards.unlock(customer, Fields({"hash": "rwd_coffee"}), holder=OTHER_TABLET)

    clock.advance(15 * 60)
    lock(customer, Fields({"hash": "rwd_coffee"}), holder=OTHER_TABLET)

    with pytest.raises(Conflict, match="locked"):
        buy(backend)


def test_unlocking_what_nobody_holds_is_fine(backend: PongoBackend) -> None:
    backend.rewards.unlock(kari(backend), Fields({"hash": "rwd_coffee"}), holder=TABLET)

    assert {} == backend.world.locks


def test_a_lock_names_something_the_customer_could_hold(backend: PongoBackend) -> None:
    for wrong in ({}, {"hash": "h_99"}, {"hash": "rwd_coffee", "pin": "12a4"}):
        with pytest.raises(Invalid):
            backend.rewards.lock(kari(backend), Fields(wrong), holder=TABLET)


def test_an_order_buys_the_rewards_it_names(backend: PongoBackend) -> None:
    answer = backend.orders.create(coffee_order())

    won = backend.world.won[answer.order.reward_hashes[0]]

    assert ("rwd_coffee", "A-1") == (won.reward_id, won.order_id)
    assert backend.customers.by_phone(KARI).points == 120 - 100 + 14


@pytest.mark.parametrize("is_used", [True, False])
def test_an_order_takes_a_bought_reward_without_charging_again(backend: PongoBackend, *, is_used: bool) -> None:
    bought = buy(backend, is_used=is_used)

    answer = backend.orders.create(coffee_order())

    assert (bought,) == answer.order.reward_hashes
    assert backend.customers.by_phone(KARI).points == 20 + 14


def test_an_order_whose_rewards_cannot_be_paid_changes_nothing(backend: PongoBackend) -> None:
    body = coffee_order() | {"reward_ids": ["rwd_coffee", "rwd_coffee"]}

    with pytest.raises(Invalid) as caught:
        backend.orders.create(body)

    assert {"reward_ids"} == set(caught.value.errors)
    assert ({}, []) == (backend.world.orders, backend.world.movements)


def test_an_undone_order_gives_its_rewards_back_unused(backend: PongoBackend) -> None:
    order = backend.orders.create(coffee_order()).order
    backend.orders.change_status(order.id, Fields({"status": "refunded"}))

    won = backend.world.won[order.reward_hashes[0]]

    assert (None, None) == (won.used_at, won.order_id)
    assert backend.customers.by_phone(KARI).points == 20
