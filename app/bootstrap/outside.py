"""What a restaurant needs from outside, all of it behind ports."""

from dataclasses import dataclass, field

from app.domain.catalog import Catalog
from app.domain.privacy import Keeping
from app.domain.restaurant import Restaurant
from app.ports.clock import Chance, Clock
from app.ports.connection import Accounts
from app.ports.enrolment_in_app import EnrolmentInApp
from app.ports.identity_provider import IdentityProvider
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.ports.people import People
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage
from app.ports.webhooks import DeliveryReader, WebhookRegistry
from app.services.loyalty.keeping_tokens import KeepingTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNews:
    """What it takes to hear of the programme's customers by webhook at ``url``; a registry for each event."""

    url: str
    reader: DeliveryReader
    registries: dict[str, WebhookRegistry]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """What it takes to hear of payments by webhook at ``url``. ``register``: see to the registration by ourselves."""

    url: str
    register: bool
    reader: DeliveryReader
    registry: WebhookRegistry
    secrets: SecretStore
    customers: CustomerNews | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Everything that a restaurant needs from outside. Tests hand in doubles, the hub the real ones."""

    storage: Storage
    payments: PaymentProvider
    identity: IdentityProvider
    enrolment: EnrolmentInApp
    loyalty: LoyaltyProgram
    clock: Clock
    chance: Chance
    catalog: Catalog
    restaurant: Restaurant
    accounts: Accounts
    tokens: KeepingTokens
    store_slug: str | None = None
    use_rewards_by_call: bool = False
    worker: str = "hub"
    staff_pin: str | None = None
    """Without one no tablet is the staff's."""
    admin_passcode: str | None = None
    """Without one the admin is closed."""
    secrets: SecretStore | None = None
    people: People | None = None
    """Without it nothing is removed at night: tests that look at what was stored."""
    keeping: Keeping = field(default_factory=Keeping)
    public: PublicAddress | None = None
    """Without one, polling alone carries everything."""
