"""A whole restaurant on doubles: real services, fake clock, scripted providers."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside, PublicAddress
from app.domain.customer import Channel, Member, PhoneNumber
from app.domain.ids import OrderId, ProductId, TabletId
from app.domain.order import Order
from app.domain.payment import Payment, PaymentState
from app.domain.restaurant import Restaurant
from app.domain.vat import Serving
from app.menu_file import read_menu
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.guests.enrolling import Joined, OptInAnswer
from app.services.guests.identifying import CodeOutcome
from app.services.loyalty.keeping_tokens import KeepingTokens
from support.accounts import FakeAccounts, settings_token
from support.fakes import (
    FakeChance,
    FakeClock,
    FakeEnrolmentInApp,
    FakeIdentityProvider,
    FakeLoyaltyProgram,
    FakePaymentProvider,
    MemoryStorage,
    settle,
)
from support.secret_fakes import FakeSecretStore

KARI = PhoneNumber("4712345678")
OLA = PhoneNumber("4798765432")
KARIS_CODE = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLAS_CODE = "https://qr.vipps.no/p/olas-token"
STAFF_PIN = "2468"
TABLET = TabletId("tablet-1")
NO_ORDER = OrderId("")
DEMO_MENU = Path(__file__).resolve().parents[2] / "assets" / "demo" / "menu.toml"


@dataclass(slots=True)
class World:
    """The outside world, which survives every restart of the house."""

    clock: FakeClock = field(default_factory=FakeClock)
    chance: FakeChance = field(default_factory=FakeChance)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    payments: FakePaymentProvider = field(default_factory=FakePaymentProvider)
    identity: FakeIdentityProvider = field(
        default_factory=lambda: FakeIdentityProvider({KARIS_CODE: KARI, OLAS_CODE: OLA})
    )
    enrolment: FakeEnrolmentInApp = field(default_factory=FakeEnrolmentInApp)
    loyalty: FakeLoyaltyProgram = field(default_factory=FakeLoyaltyProgram)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    secrets: FakeSecretStore = field(default_factory=FakeSecretStore)
    public: PublicAddress | None = None
    join_in_app: bool = False
    opt_ins: dict[Channel, dict[str, str]] = field(default_factory=dict)
    admin_passcode: str | None = None

    def __post_init__(self) -> None:
        self.loyalty.members[KARI] = Member(customer_id="cus_kari", phone=KARI, name="Kari", points=120)

    def restaurant(self, **rules: Any) -> Restaurant:
        """The demo restaurant with other rules."""
        restaurant, _ = read_menu(DEMO_MENU)
        known = {"check_in": False, "join_in_app": self.join_in_app, "opt_ins": self.opt_ins}
        return replace(restaurant, **{**known, **rules})

    def house(
        self,
        restaurant: Restaurant | None = None,
        *,
        storage: Storage | None = None,
        payments: PaymentProvider | None = None,
        loyalty: LoyaltyProgram | None = None,
        worker: str = "hub",
        use_rewards_by_call: bool = False,
        store_slug: str | None = None,
        tokens: KeepingTokens | None = None,
    ) -> House:
        """A house that starts in this world, perhaps with a storage or a provider that dies."""
        _, catalog = read_menu(DEMO_MENU)
        return compose(
            Outside(
                storage=storage or self.storage,
                payments=payments or self.payments,
                identity=self.identity,
                enrolment=self.enrolment,
                loyalty=loyalty or self.loyalty,
                clock=self.clock,
                chance=self.chance,
                catalog=catalog,
                accounts=self.accounts,
                tokens=tokens or settings_token(self.storage, self.clock, self.secrets),
                restaurant=restaurant or self.restaurant(),
                worker=worker,
                secrets=self.secrets,
                public=self.public,
                staff_pin=STAFF_PIN,
                store_slug=store_slug,
                use_rewards_by_call=use_rewards_by_call,
                admin_passcode=self.admin_passcode,
            )
        )


@dataclass(slots=True)
class Visit:
    """One guest at one tablet, doing one thing after another."""

    world: World
    house: House
    order_id: OrderId = NO_ORDER

    async def orders_soup(self) -> Order:
        """Begin, and take one fish soup for 189 kroner."""
        await self.begins()
        return await self.takes_soup()

    async def begins(self) -> Order:
        """An order with nothing on it."""
        order = await self.house.services.ordering.begin(TABLET, Serving.EAT_HERE)
        self.order_id = order.id
        return order

    async def takes_soup(self) -> Order:
        """One fish soup for 189 kroner."""
        return await self.house.services.ordering.add(self.order_id, ProductId("fish_soup"))

    async def shows(self, code: str) -> CodeOutcome:
        return await self.house.services.identifying.by_code(self.order_id, code)

    async def joins(self, *, email: bool, sms: bool) -> Joined:
        answers = {
            Channel.EMAIL: OptInAnswer(given=email, text="Offers by e-mail"),
            Channel.SMS: OptInAnswer(given=sms, text="Offers by SMS"),
        }
        return await self.house.services.enrolling.join(self.order_id, answers, "en")

    async def pays(self) -> Payment:
        """Tap Pay, and let the request go out."""
        await self.house.services.paying.start(self.order_id)
        await settle()
        return await self.payment()

    async def pays_for_karis_soup(self) -> Payment:
        """From the soup to the posted order: shown Kari's code, approved, and taken where money is taken at once."""
        await self.orders_soup()
        await self.shows(KARIS_CODE)
        await self.pays()
        await self.approves()
        await self.world.clock.advance(10)
        return await self.payment()

    async def payment(self) -> Payment:
        payment = (await self.house.services.showing.order(self.order_id)).payment
        assert payment is not None
        return payment

    async def approves(self) -> Payment:
        """Say yes on the phone, and let the next look find it."""
        self.world.payments.approve((await self.payment()).reference)
        await self.world.clock.advance(6)
        payment = await self.payment()
        assert payment.state is PaymentState.AUTHORIZED
        return payment
