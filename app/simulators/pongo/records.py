"""What Pongo keeps: stores, customers, orders, check-ins, rewards, each an unchanging record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """The restaurant that connected Pongo; `currency` is what its minor units are of."""

    id: str
    name: str
    slug: str
    currency: str
    locale: str
    owner_email: str
    owner_password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """A Pongo counter tablet of a store."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One location of the merchant."""

    public_id: str
    slug: str
    name: str
    address: str
    postal_code: str
    city: str
    country: str
    timezone: str
    tablets: tuple[Tablet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person enrolled with the merchant; an opt-in of None was never asked, and is told as false.

    `phone` is None only for who was enrolled by the hash of a payment method alone.
    """

    public_id: str
    phone: str | None
    reference_store_slug: str
    created_at: datetime
    updated_at: datetime
    points: int = 0
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    gender: str | None = None
    birthday: date | None = None
    has_optin: bool | None = None
    has_email_optin: bool | None = None
    pin: str | None = None
    payment_method_hash: str | None = None
    tags: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One change of a customer's points: what for, how many, and the balance after it."""

    customer_id: str
    at: datetime
    reason: str
    source_id: str
    points: int
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order; `amount` in minor units, negative for money off."""

    product_id: str | None
    name: str
    quantity: int
    amount: int
    public_reward_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as received; `body` is the JSON that made it, `repeats` how often it was sent again."""

    id: str
    order_id: str
    store_slug: str
    status: str
    delivery_status: str
    channel: str
    delivery_mode: str
    amount: int
    lines: tuple[OrderLine, ...]
    customer_id: str | None
    enrolled: bool
    points_earned: int
    reward_hashes: tuple[str, ...]
    received_at: datetime
    created_at: datetime
    body: Mapping[str, object]
    repeats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A visit with an amount in minor units and no lines."""

    id: str
    store_slug: str
    customer_id: str
    order_id: str | None
    amount: int
    checked_in_at: datetime
    is_valid: bool
    points_earned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """A reward of the catalogue; empty store slugs or segments mean no restriction."""

    public_id: str
    name: str
    type: str
    points: int
    description: str | None = None
    external_id: str = ""
    discount_amount: int | None = None
    discount_percent: int | None = None
    store_slugs: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WonReward:
    """One reward in a customer's hands, bought or given."""

    hash: str
    customer_id: str
    reward_id: str
    won_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None
    order_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A reward held by one token for one customer until a moment in time."""

    holder: str
    locked_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token and what it may do."""

    text: str
    scopes: frozenset[str]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """A single-use code of the OAuth form, waiting to be exchanged."""

    code: str
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime
