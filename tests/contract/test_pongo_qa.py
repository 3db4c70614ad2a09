"""Pongo's quality check, row by row, against the simulated Pongo over real HTTP: each row is one test of its name,
which begins with `test_`.

| list | scope | row | test |
| --- | --- | --- | --- |
| any | Authentication | merchant can start the connection alone | `authentication_the_merchant_connects_alone` |
| any | Configuration | locations are Pongo's locations | `configuration_each_order_carries_its_location` |
| any | Order | sent as soon as paid and closed | `order_is_sent_as_soon_as_the_payment_succeeded` |
| any | Order | contains the store's slug | `order_contains_the_slug_of_the_store` |
| any | Order | contains phone, customer id | `order_contains_the_phone_number_and_the_customer` |
| any | Order | contains products, rewards with amount | `order_contains_the_products_and_the_rewards` |
| PoS | Digital Pass | QR identifies the customer | `digital_pass_a_qr_identifies_the_customer` |
| PoS | Digital Pass | QR is of the merchant's base | `digital_pass_the_customer_must_be_the_merchants_own` |
| PoS | Enrolment | by adding the phone number | `enrolment_by_phone_number` |
| PoS | Enrolment | opt-in recorded | `enrolment_records_the_opt_in` |
| PoS | Customer | search by phone, link to an open order | `customer_is_found_by_phone_and_linked_to_an_order` |
| PoS | Customer | available points are seen | `customer_points_are_seen` |
| Order & Pay | Enrolment | by phone at the start of ordering | `enrolment_at_the_start_of_ordering` |
| Order & Pay | Reward | at hand from the start of ordering | `rewards_are_at_hand_from_the_start_of_ordering` |
| Order & Pay | Enrolment | e-mail and SMS apart, off, sent | `enrolment_asks_email_and_sms_apart_and_off` |
| Order & Pay | Customer | balance after identification | `customer_balance_is_visible_after_identification` |
| Order & Pay | Customer | rewards by customer and store | `customer_rewards_are_filtered_by_customer_and_store` |
| Order & Pay | Reward | SKU, total, `reward_ids` | `reward_adds_the_sku_adapts_the_total_and_is_posted` |
| Order & Pay | Reward | released on failure, abandon | `reward_is_released_when_payment_fails_or_the_order_is_left` |
| Order & Pay | Customer | estimated points before payment | `customer_sees_estimated_points_before_payment` |
| Order & Pay | Customer | points and balance after payment | `customer_sees_points_earned_and_balance_after_payment` |
| Order & Pay | Split | each payer earns on the own share | `split_each_payer_earns_on_the_own_share` |
| Terminal | Enrolment | phone after payment, can be skipped | `enrolment_after_payment_can_be_skipped` |
| Terminal | Enrolment | opt-in asked at enrolment | `enrolment_after_payment_asks_the_opt_ins` |
| Terminal | Customer | points earned shown | `customer_is_shown_points_earned_after_joining_late` |
| Kiosk | Digital Pass | QR identifies by `public_id` | `kiosk_pass_identifies_by_public_id` |
| Kiosk | Enrolment | phone at the beginning, opt-in | `kiosk_enrolment_at_the_beginning_with_opt_ins` |
| Kiosk | Reward | locked while in a basket | `kiosk_reward_is_locked_in_a_basket_and_unlocked_on_abandon` |
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside
from app.domain.connection import How
from app.domain.customer import Channel, Member
from app.domain.ids import LocationId, ProductId
from app.domain.restaurant import Location
from app.domain.reward import Standing
from app.menu_file import read_menu
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.oauth import OAuthConfig, PongoAccounts
from app.services.guests.attaching import SomebodyElse
from app.services.guests.identifying import Identified, NotAMember
from app.services.loyalty.keeping_tokens import KeepingTokens
from app.simulators import seed
from app.ui.screens.checkout.model import CheckoutModel
from app.ui.screens.checkout.state import (
    CheckoutState,
    HelloMember,
    Identify,
    Join,
    Offer,
    Paid,
    PointsEarned,
    Summary,
    Unordered,
)
from support.clocks import START
from support.fakes import settle
from support.house import DEMO_MENU, KARI, KARIS_CODE, OLA, Visit, World
from support.quick_clock import QuickClock
from support.running import RunningPongo, running_pongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

OSLO, PARIS = "demo-bistro-oslo", "demo-bistro-paris"
KARIS_PASS = "cus_1001"
CALLBACK = "https://hub.example.test/oauth/pongo/callback"
ORDERS = "POST /v1/orders"
SOUP, POINTS = 18900, 189
SENTENCES = "Yes, send me offers"


@dataclass(slots=True)
class Room:
    """A restaurant whose loyalty programme is the simulated Pongo; payments are approved by hand."""

    pongo: RunningPongo
    world: World
    house: House
    program: PongoProgram
    accounts: PongoAccounts

    def visit(self) -> Visit:
        return Visit(self.world, self.house)

    async def close(self) -> None:
        """End the house's own work first: what it still asks would open connections behind our back."""
        await self.house.background.close()
        await self.program.close()
        await self.accounts.close()

    async def posts(self) -> None:
        """The outbox worker does what is due."""
        while await self.house.posting.deliver_one():
            pass

    async def paid(self, visit: Visit) -> None:
        await visit.pays()
        await visit.approves()
        await self.posts()

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The bodies that Pongo holds, oldest first."""
        return [dict(order.body) for order in self.pongo.backend.world.orders.values()]

    async def member(self, phone: Any = KARI) -> Member:
        found = await self.program.find(phone)
        assert found is not None
        return found


@dataclass(slots=True)
class Screen:
    """The checkout of one tablet, without drawing it."""

    model: CheckoutModel
    shown: list[CheckoutState]

    @property
    def now(self) -> CheckoutState:
        return self.shown[-1]


async def a_screen(room: Room, visit: Visit) -> Screen:
    shown: list[CheckoutState] = []
    model = CheckoutModel(room.house.services, room.world.clock, visit.order_id, put_aside=set(), show=shown.append)
    await model.refresh()
    return Screen(model, shown)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulated_pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo(frozen_at=START + timedelta(hours=1)) as simulator:
        yield simulator


@pytest_asyncio.fixture(loop_scope="module")
async def room(pongo: RunningPongo) -> AsyncIterator[Room]:
    room = a_room(pongo)
    await room.house.services.estimating.refresh()
    yield room
    await room.close()


def a_room(
    pongo: RunningPongo, *, token: str | None = seed.PONGO_TOKEN, places: tuple[Location, ...] = (), **more: Any
) -> Room:
    """Connected by ``token``, or not connected yet; one location at the store in Oslo unless others are named."""
    world = World()
    _, catalog = read_menu(DEMO_MENU)
    tokens = KeepingTokens(storage=world.storage, secrets=world.secrets, clock=world.clock, static=token)
    config = PongoConfig(base_url=pongo.url, store_slug=OSLO, time_zone=ZoneInfo("Europe/Oslo"))
    program = PongoProgram(config, QuickClock(), tokens=tokens)
    oauth = OAuthConfig(
        base_url=pongo.url, redirect_uri=CALLBACK, client_id="taffel-demo", client_secret="demo-only-not-a-secret"
    )
    accounts = PongoAccounts(oauth, QuickClock())
    house = compose(
        Outside(
            storage=world.storage,
            payments=world.payments,
            identity=world.identity,
            enrolment=world.enrolment,
            loyalty=program,
            clock=world.clock,
            chance=world.chance,
            catalog=catalog,
            restaurant=replace(world.restaurant(**more), locations=places),
            accounts=accounts,
            tokens=tokens,
            store_slug=None if places else OSLO,
            secrets=world.secrets,
        )
    )
    return Room(pongo=pongo, world=world, house=house, program=program, accounts=accounts)


# -- any integration


async def test_authentication_the_merchant_connects_alone(pongo: RunningPongo) -> None:
    room = a_room(pongo, token=None)
    connecting = room.house.services.connecting
    before = await connecting.status()
    form = parse_qs(urlsplit(await connecting.begin()).query)
    answered = await pongo.http.post("/v1/oauth/form", data={k: v[0] for k, v in form.items()} | {"answer": "allow"})
    back = parse_qs(urlsplit(answered.headers["location"]).query)
    after = await connecting.finish(state=back["state"][0], code=back["code"][0])
    member = await room.program.find(KARI)
    await room.close()

    assert answered.status_code == httpx.codes.SEE_OTHER
    assert (before.works, after.works, after.how) == (False, True, How.OAUTH)
    assert member is not None


async def test_configuration_each_order_carries_its_location(pongo: RunningPongo) -> None:
    north, south = (Location(id=LocationId(name), name=name) for name in ("north", "south"))
    room = a_room(pongo, places=(north, south))
    mapping = room.house.services.mapping
    listed = {store.slug for store in await mapping.stores()}
    await mapping.assign(north.id, OSLO)
    await mapping.assign(south.id, PARIS)
    for place in (north, south):
        visit = room.visit()
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        async with room.world.storage.work() as work:
            order = await work.orders.get(visit.order_id)
            assert order is not None
            await work.orders.save(replace(order, location=place.id))
            await work.commit()
        await room.paid(visit)
    await room.close()

    assert {OSLO, PARIS} <= listed
    assert [order["loyalty_store_slug"] for order in room.orders] == [OSLO, PARIS]


async def test_order_is_sent_as_soon_as_the_payment_succeeded(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await visit.pays()
    await room.posts()
    before = len(room.orders)
    await visit.approves()
    await room.posts()

    assert (before, len(room.orders)) == (0, 1)
    assert room.orders[0]["status"] == "paid"


async def test_order_contains_the_slug_of_the_store(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await room.paid(visit)

    assert room.orders[0]["loyalty_store_slug"] == OSLO


async def test_order_contains_the_phone_number_and_the_customer(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await room.paid(visit)

    assert room.orders[0]["customer"] == {"phone": KARI, "customer_public_id": KARIS_PASS}


async def test_order_contains_the_products_and_the_rewards(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await room.house.services.rewarding.take(visit.order_id, "rwd_coffee")
    await room.paid(visit)
    (order,) = room.orders

    assert [(line["product_id"], line["amount"], line.get("public_reward_id")) for line in order["lines"]] == [
        ("SKU-FISH-SOUP", SOUP, None),
        ("SKU-COFFEE", 0, "rwd_coffee"),
    ]
    assert (order["amount"], order["reward_ids"]) == (SOUP, ["rwd_coffee"])


# -- PoS


async def test_digital_pass_a_qr_identifies_the_customer(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    found = await visit.shows(KARIS_PASS)

    assert isinstance(found, Identified)
    assert found.guest.phone == KARI


async def test_digital_pass_the_customer_must_be_the_merchants_own(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    found = await visit.shows("cus_999")
    order = await room.house.services.ordering.get(visit.order_id)

    assert isinstance(found, NotAMember)
    assert order.guest is None


async def test_enrolment_by_phone_number(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.house.services.identifying.by_phone(visit.order_id, "98 76 54 32")
    await visit.joins(email=False, sms=False)

    assert (await room.member(OLA)).points == 0


async def test_enrolment_records_the_opt_in(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.house.services.identifying.by_phone(visit.order_id, "98 76 54 32")
    await visit.joins(email=True, sms=False)
    ola = await room.member(OLA)

    assert (ola.email_opt_in, ola.sms_opt_in) == (True, False)


async def test_customer_is_found_by_phone_and_linked_to_an_order(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.house.services.identifying.by_phone(visit.order_id, "12345678")
    order = await room.house.services.ordering.get(visit.order_id)

    assert order.guest is not None
    assert order.guest.member is not None
    assert order.guest.member.customer_id == KARIS_PASS


async def test_customer_points_are_seen(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    screen = await a_screen(room, visit)

    assert isinstance(screen.now, HelloMember)
    assert screen.now.member.points == 120


# -- Order & Pay, Click & Collect


async def test_enrolment_at_the_start_of_ordering(room: Room) -> None:
    """Before any dish is chosen; then the guest orders, pays, and the order is theirs."""
    visit = room.visit()
    await visit.begins()
    screen = await a_screen(room, visit)
    first = screen.now
    await screen.model.typed("98765432")
    asked = screen.now
    await screen.model.join(dict.fromkeys(Channel, SENTENCES), "en")
    joined = screen.now
    ola = await room.member(OLA)
    await visit.takes_soup()
    await room.paid(visit)
    (posted,) = room.orders

    assert isinstance(first, Identify)
    assert isinstance(asked, Join)
    assert (asked.order.lines, asked.estimate.points) == ((), None)
    assert joined == Unordered()
    assert ola.points == 0
    assert posted["customer"]["customer_public_id"] == ola.customer_id
    assert (await room.member(OLA)).points == POINTS


async def test_rewards_are_at_hand_from_the_start_of_ordering(room: Room) -> None:
    """Who is recognised before any dish is chosen sees their rewards while choosing."""
    visit = room.visit()
    await visit.begins()
    screen = await a_screen(room, visit)
    await screen.model.scanned(KARIS_CODE)
    greeted = screen.now
    seen = await room.house.services.rewarding.view(visit.order_id)
    await screen.model.to_the_bill()

    assert isinstance(greeted, HelloMember)
    assert greeted.member.points == 120
    assert "rwd_coffee" in {offer.key for offer in seen.offers}
    assert screen.now == Unordered()


async def test_enrolment_asks_email_and_sms_apart_and_off(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    screen = await a_screen(room, visit)
    await screen.model.typed("98765432")
    asked = screen.now
    await screen.model.choose(Channel.SMS, given=True)
    await screen.model.join(dict.fromkeys(Channel, SENTENCES), "en")
    ola = await room.member(OLA)

    assert isinstance(asked, Join)
    assert (asked.email, asked.sms) == (False, False)
    assert (ola.email_opt_in, ola.sms_opt_in) == (False, True)


async def test_customer_balance_is_visible_after_identification(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    screen = await a_screen(room, visit)
    await screen.model.scanned(KARIS_CODE)

    assert isinstance(screen.now, HelloMember)
    assert (screen.now.member.name, screen.now.member.points) == ("Kari Nordmann", 120)


async def test_customer_rewards_are_filtered_by_customer_and_store(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    seen = await room.house.services.rewarding.view(visit.order_id)
    (asked,) = await room.pongo.received("GET /v1/rewards")
    keys = {offer.key for offer in seen.offers}

    assert f"customer={KARIS_PASS}" in str(asked)
    assert f"store_slug={OSLO}" in str(asked)
    assert "rwd_coffee" in keys
    assert keys.isdisjoint({"rwd_dessert", "rwd_student"})


async def test_reward_adds_the_sku_adapts_the_total_and_is_posted(room: Room) -> None:
    room.pongo.backend.customers.points.move(KARIS_PASS, 500, reason="gift", source_id="tests")
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    take = room.house.services.rewarding.take
    sweet = await take(visit.order_id, "rwd_sweet", product_id=ProductId("chocolate_cake"))
    order = await take(visit.order_id, "rwd_fifty_off")
    await room.paid(visit)
    (posted,) = room.orders

    assert [line.sku for line in sweet.bill_lines] == ["SKU-FISH-SOUP", "SKU-CHOCOLATE-CAKE"]
    assert (sweet.amount.minor, order.amount.minor) == (SOUP, SOUP - 5000)
    assert (posted["amount"], posted["reward_ids"]) == (SOUP - 5000, ["rwd_fifty_off"])
    assert posted["lines"][-1]["public_reward_id"] == "rwd_fifty_off"
    assert (await room.member()).points == 620 - 300 + 139


async def test_reward_is_released_when_payment_fails_or_the_order_is_left(room: Room) -> None:
    locks = room.pongo.backend.world.locks
    failed = room.visit()
    await failed.orders_soup()
    await failed.shows(KARIS_CODE)
    await room.house.services.rewarding.take(failed.order_id, "rwd_coffee")
    payment = await failed.pays()
    room.world.payments.decline(payment.reference)
    await room.world.clock.advance(6)
    locked = len(locks)
    await room.world.clock.advance(6 * 60)
    await room.house.holding.settle()
    after_failure = dict(locks)
    left = room.visit()
    await left.orders_soup()
    await left.shows(KARIS_CODE)
    await room.house.services.rewarding.take(left.order_id, "rwd_coffee")
    await room.house.services.ordering.abandon(left.order_id)
    await room.house.holding.settle()

    assert locked == 1
    assert (after_failure, locks) == ({}, {})


async def test_customer_sees_estimated_points_before_payment(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    screen = await a_screen(room, visit)
    await screen.model.to_the_bill()

    assert isinstance(screen.now, Summary)
    assert screen.now.estimate.points == POINTS


async def test_customer_sees_points_earned_and_balance_after_payment(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await room.paid(visit)
    screen = await a_screen(room, visit)

    assert isinstance(screen.now, Paid)
    assert screen.now.points == PointsEarned(earned=POINTS, balance=120 + POINTS)


async def test_split_each_payer_earns_on_the_own_share(room: Room) -> None:
    """Two orders at Pongo, each with its own payer and amount; together they are the bill."""
    visit = room.visit()
    await visit.orders_soup()
    order = await room.house.services.ordering.add(visit.order_id, ProductId("fries"))
    await visit.shows(KARIS_CODE)
    kari, louis = await room.member(), await room.program.find_by_pass("cus_1003")
    assert louis is not None
    second = await room.house.services.identifying.by_phone(visit.order_id, f"+{louis.phone}")
    assert isinstance(second, SomebodyElse)
    await room.house.services.sharing.add(visit.order_id, second.guest)
    await room.house.services.sharing.by_dishes(visit.order_id)
    await room.house.services.sharing.give(visit.order_id, order.lines[1].id, 2)
    for number in (1, 2):
        await room.house.services.paying.start(visit.order_id, share=number)
        await settle()
        await visit.approves()
    await room.posts()
    again = (await room.member(), await room.program.find_by_pass("cus_1003"))
    told = {each["order_id"]: each["amount"] for each in room.orders}

    assert told == {f"{order.id}-{number}": line.amount.minor for number, line in enumerate(order.lines, start=1)}
    assert sum(told.values()) == order.amount.minor
    assert (again[0].points or 0) - (kari.points or 0) == order.lines[0].amount.minor // 100
    assert again[1] is not None
    assert (again[1].points or 0) - (louis.points or 0) == order.lines[1].amount.minor // 100


# -- payment terminal


async def test_enrolment_after_payment_can_be_skipped(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.paid(visit)
    screen = await a_screen(room, visit)
    offered = screen.now
    await screen.model.leave()
    await room.posts()

    assert isinstance(offered, Paid)
    assert offered.offer is Offer.IDENTIFY
    assert [order.get("customer") for order in room.orders] == [None]


async def test_enrolment_after_payment_asks_the_opt_ins(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.paid(visit)
    screen = await a_screen(room, visit)
    await screen.model.earn()
    await screen.model.typed("98765432")

    assert isinstance(screen.now, Join)
    assert (screen.now.after_payment, screen.now.email, screen.now.sms) == (True, False, False)


async def test_customer_is_shown_points_earned_after_joining_late(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    await room.paid(visit)
    screen = await a_screen(room, visit)
    await room.world.clock.advance(9 * 60)
    await screen.model.earn()
    await screen.model.typed("98765432")
    await screen.model.join(dict.fromkeys(Channel, SENTENCES), "en")
    await room.posts()
    await screen.model.refresh()

    assert isinstance(screen.now, Paid)
    assert screen.now.points == PointsEarned(earned=POINTS, balance=POINTS)


# -- kiosk


async def test_kiosk_pass_identifies_by_public_id(room: Room) -> None:
    visit = room.visit()
    await visit.orders_soup()
    screen = await a_screen(room, visit)
    await screen.model.scanned(KARIS_PASS)
    (asked,) = await room.pongo.received(f"GET /v1/customers/{KARIS_PASS}")

    assert isinstance(screen.now, HelloMember)
    assert screen.now.member.customer_id == KARIS_PASS
    assert asked["status"] == 200


async def test_kiosk_enrolment_at_the_beginning_with_opt_ins(room: Room) -> None:
    """Before any dish is chosen both questions are asked, apart and off; the order that follows is the new member's."""
    visit = room.visit()
    await visit.begins()
    screen = await a_screen(room, visit)
    await screen.model.typed("98765432")
    asked = screen.now
    await screen.model.choose(Channel.EMAIL, given=True)
    await screen.model.join(dict.fromkeys(Channel, SENTENCES), "en")
    (sent,) = await room.pongo.received("POST /v1/customers")
    told = json.loads(sent["body"])
    ordered = await visit.takes_soup()
    await room.paid(visit)
    (posted,) = room.orders

    assert isinstance(asked, Join)
    assert (asked.order.lines, asked.email, asked.sms) == ((), False, False)
    assert (told["has_optin"], told["has_email_optin"]) == (False, True)
    assert ordered.guest is not None
    assert ordered.guest.joined
    assert (posted["amount"], posted["customer"]["phone"]) == (SOUP, str(OLA))
    assert (await room.member(OLA)).points == POINTS


async def test_kiosk_reward_is_locked_in_a_basket_and_unlocked_on_abandon(room: Room) -> None:
    first, second = room.visit(), room.visit()
    for visit in (first, second):
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
    rewarding = room.house.services.rewarding
    await rewarding.take(first.order_id, "rwd_coffee")
    elsewhere = {offer.key: offer.standing for offer in (await rewarding.view(second.order_id)).offers}
    locked = list(room.pongo.backend.world.locks)
    await room.house.services.ordering.abandon(first.order_id)
    await room.house.holding.settle()
    freed = {offer.key: offer.standing for offer in (await rewarding.view(second.order_id)).offers}

    assert locked == [(KARIS_PASS, "rwd_coffee")]
    assert (elsewhere["rwd_coffee"], freed["rwd_coffee"]) == (Standing.IN_USE, Standing.READY)
    assert room.pongo.backend.world.locks == {}
