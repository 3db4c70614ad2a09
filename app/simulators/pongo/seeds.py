"""The merchant the Pongo simulator starts with: "Fjord & Furu", its stores, members and rewards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.simulators import seed
from app.simulators.pongo.access import ALL_SCOPES
from app.simulators.pongo.oauth import Partner
from app.simulators.pongo.records import Customer, Merchant, Reward, Store, Tablet, Token, WonReward
from app.simulators.pongo.world import World

PARTNER = Partner(
    name="Taffel",
    client_id=seed.PONGO_CLIENT_ID,
    client_secret=seed.PONGO_CLIENT_SECRET,
    redirect_uris=("https://hub.example.test/oauth/pongo/callback",),
)
OSLO, PARIS, LYON = "demo-bistro-oslo", "demo-bistro-paris", "demo-bistro-lyon"
CUSTOMER_WITH_PIN = "33698765432"
STUDENT = "32470123456"
WELCOMED = ("4712345678", "33612345678")

_STORES = (
    Store(
        public_id="sto_1", slug=OSLO, name="Fjord & Furu Oslo", address="Tjuvholmen allé 5", postal_code="0252",
        city="Oslo", country="NO", timezone="Europe/Oslo", tablets=(Tablet(id=41, name="Disken"),),
    ),
    Store(
        public_id="sto_2", slug=PARIS, name="Fjord & Furu Paris", address="1 rue Demo", postal_code="75001",
        city="Paris", country="FR", timezone="Europe/Paris", tablets=(Tablet(id=42, name="Comptoir"),),
    ),
    Store(
        public_id="sto_3", slug=LYON, name="Fjord & Furu Lyon", address="2 quai Demo", postal_code="69002",
        city="Lyon", country="FR", timezone="Europe/Paris", tablets=(Tablet(id=43, name="Comptoir"),),
    ),
)  # fmt: skip
_REWARDS = (
    Reward(
        public_id="rwd_coffee", name="Coffee on the house", type="product", points=100,
        external_id="SKU-COFFEE,SKU-DECA",
    ),
    Reward(
        public_id="rwd_dessert", name="Dessert of the day", type="product", points=50, external_id="SKU-DESSERT",
        store_slugs=(LYON,),
    ),
    Reward(
        public_id="rwd_sweet", name="Something sweet", type="product", points=120,
        external_id="SKU-APPLE-CAKE,SKU-CHOCOLATE-CAKE",
    ),
    Reward(public_id="rwd_fifty_off", name="50 kr off your order", type="discount_amount", points=300,
           discount_amount=5000, external_id="SKU-50-OFF"),
    Reward(
        public_id="rwd_student", name="Student lunch drink", type="product", points=20, external_id="SKU-LEMONADE",
        segments=("student",),
    ),
    Reward(
        public_id="rwd_tour", name="Evening with the kitchen", type="product", points=500,
        description="Ask the staff for a date",
    ),
    Reward(
        public_id="rwd_welcome", name="Welcome waffle", type="product", points=0,
        external_id="SKU-BROWN-CHEESE-WAFFLE", is_active=False,
    ),
)  # fmt: skip


def seeded(now: Callable[[], datetime]) -> World:
    """A new world as every run begins: two tokens, three stores, the demo people who are members, seven rewards."""
    world = World(
        now=now,
        merchant=Merchant(
            id="mer_1",
            name="Fjord & Furu",
            slug="fjord-furu",
            currency="NOK",
            locale="nb",
            owner_email="owner@example.test",
            owner_password="demo-only",
        ),
        stores={each.slug: each for each in _STORES},
        rewards={each.public_id: each for each in _REWARDS},
        known_tags={"vip", "student"},
    )
    every = frozenset(ALL_SCOPES)
    for text, scopes in (
        (seed.PONGO_TOKEN, every),
        (seed.PONGO_TOKEN_WITHOUT_ORDERS, every - {"order.create"}),
    ):
        world.tokens[text] = Token(text=text, scopes=scopes)
    for person in seed.PEOPLE:
        if person.points is not None:
            _add_member(world, person, person.points)
    _give_welcome_gifts(world)
    return world


def _add_member(world: World, person: seed.Person, points: int) -> None:
    now = world.now()
    customer = Customer(
        public_id=world.next_id("cus"),
        phone=person.msisdn,
        reference_store_slug=_home_store(person.msisdn),
        created_at=now,
        updated_at=now,
        points=points,
        first_name=person.first_name,
        last_name=person.last_name,
    )
    if person.msisdn == CUSTOMER_WITH_PIN:
        customer = replace(customer, pin="1234")
    if person.msisdn == STUDENT:
        customer = replace(customer, segments=("student",))
    world.customers[customer.public_id] = customer


def _home_store(phone: str) -> str:
    return {"47": OSLO, "45": OSLO, "32": LYON}.get(phone[:2], PARIS)


def _give_welcome_gifts(world: World) -> None:
    for customer in world.customers.values():
        if customer.phone in WELCOMED:
            won = WonReward(
                hash=world.next_id("h"),
                customer_id=customer.public_id,
                reward_id="rwd_welcome",
                won_at=customer.created_at,
            )
            world.won[won.hash] = won
