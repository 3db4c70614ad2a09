"""Everything the checkout can look like: a closed set of frozen values, each drawn by writing it down."""

from dataclasses import dataclass
from enum import Enum, auto

from app.domain.customer import Guest, Member
from app.domain.enrolment import Enrolment
from app.domain.money import Money
from app.domain.order import Order
from app.domain.payment import Payment
from app.domain.split import Share
from app.services.basics.phone_numbers import PhoneTrouble
from app.services.loyalty.estimating import Estimate

# -- who is there


class BillFault(Enum):
    """What can be wrong with a person who is known."""

    ON_IT_ALREADY = auto()


IdentifyFault = PhoneTrouble | BillFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """Nobody is known yet. After paying it is an offer, with the order already safe; `another`: one payer more."""

    order: Order
    estimate: Estimate
    fault: IdentifyFault | None = None
    after_payment: bool = False
    another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookingUp:
    """A code or a number is being looked up."""

    order: Order
    estimate: Estimate
    after_payment: bool = False
    another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HelloMember:
    """The programme knows this guest."""

    order: Order
    estimate: Estimate
    guest: Guest
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """A member's own answers about offers, to be changed; each as it stands until it is touched."""

    order: Order
    estimate: Estimate
    guest: Guest
    email: bool
    sms: bool
    address_fault: bool = False


class JoinNews(Enum):
    """Why the guest is back at joining, sorted by what to tell them."""

    DENIED = auto()
    EXPIRED = auto()
    MISTRUSTED = auto()
    LOST = auto()
    ANOTHER_WAY = auto()
    OLD_APP = auto()
    TOO_MANY = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """The programme does not know this number: two separate questions, both answered no until the guest says yes."""

    order: Order
    estimate: Estimate
    guest: Guest
    email: bool = False
    sms: bool = False
    address_fault: bool = False
    after_payment: bool = False
    busy: bool = False
    news: JoinNews | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningInApp:
    """The request to join is in the guest's app; the same code stands there and here."""

    order: Order
    estimate: Estimate
    enrolment: Enrolment
    after_payment: bool = False


# -- paying


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The bill, or one payer's `share` of it, ready to be paid."""

    order: Order
    estimate: Estimate
    share: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The payment request is on its way."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForApproval:
    """The request is in the guest's app."""

    order: Order
    payment: Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForScan:
    """A one-time QR is on the tablet; `instead` of a request that could not be sent to the guest's number."""

    order: Order
    payment: Payment
    code: str
    instead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """The guest gave up; until the provider agrees the payment may still come through."""

    order: Order
    payment: Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """The answer was lost; it is being looked up. A second charge is impossible."""

    order: Order
    payment: Payment


# -- paid


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPoints:
    """Nobody is on the order to credit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsOnTheirWay:
    """The order is being posted, or waits for the programme to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEarned:
    """The programme's own numbers; `earned` is `None` where it did not tell."""

    earned: int | None
    balance: int | None


PointsNews = NoPoints | PointsOnTheirWay | PointsEarned


class Offer(Enum):
    """What a guest may still do on the paid screen."""

    NOTHING = auto()
    IDENTIFY = auto()
    JOIN = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The money is safe and the kitchen knows. With several payers: whose `share`, and what is left `unpaid`."""

    order: Order
    payment: Payment
    estimate: Estimate
    points: PointsNews
    offer: Offer = Offer.NOTHING
    share: Share | None = None
    unpaid: Money | None = None


# -- trouble: a sheet over the bill


class Trouble(Enum):
    """What went wrong, sorted by what the guest can do next."""

    DECLINED = auto()
    EXPIRED = auto()
    CANCELLED = auto()
    NOT_A_USER = auto()
    REFUSED = auto()
    NOT_PAYABLE = auto()
    NOTHING_TO_PAY = auto()
    CANNOT_SHARE = auto()
    VIPPS_UNREACHABLE = auto()
    PROGRAMME_UNREACHABLE = auto()
    STORAGE_UNAVAILABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """Something went wrong before any money moved; the bill stands behind the words."""

    order: Order
    estimate: Estimate
    trouble: Trouble
    share: Share | None = None


# -- several payers


class Standing(Enum):
    """How far one payer is."""

    UNPAID = auto()
    ASKED = auto()
    PAID = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRow:
    """One payer as the others see them: `points` are promised, or once posted `earned`."""

    share: Share
    standing: Standing
    points: int | None = None
    earned: int | None = None
    may_leave: bool = False


class SharingFault(Enum):
    """Why the bill could not be cut that way."""

    BEING_PAID = auto()
    NOT_OWED = auto()
    IMPOSSIBLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payers:
    """Who pays what. `may_cut` while nothing is being asked for; `leaving` asks whether to go with something unpaid."""

    order: Order
    rows: tuple[PayerRow, ...]
    unpaid: Money
    may_cut: bool
    by_dishes: bool = False
    leaving: bool = False
    fault: SharingFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dishes:
    """Dish by dish: a tap gives one to the payer who is `chosen`."""

    order: Order
    rows: tuple[PayerRow, ...]
    chosen: int
    fault: SharingFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherPerson:
    """Somebody else's code while `present` is on the bill: add, replace or ignore; nothing has happened yet."""

    order: Order
    estimate: Estimate
    newcomer: Guest
    present: Guest | None
    share: Share | None = None


# -- before and after


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The order is being read, or, `failed`, cannot be read now."""

    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The order was given up somewhere else: there is nothing to pay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unordered:
    """Who it is was asked before any dish was chosen, and is answered: the menu is where this goes on."""


CheckoutState = (
    Opening
    | Identify
    | LookingUp
    | HelloMember
    | Offers
    | Join
    | JoiningInApp
    | Summary
    | Asking
    | WaitingForApproval
    | WaitingForScan
    | Cancelling
    | InDoubt
    | Paid
    | Troubled
    | Payers
    | Dishes
    | AnotherPerson
    | Gone
    | Unordered
)
