"""Everything the admin can look like: a closed set of frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.audit import AuditedReward
from app.domain.comparison import Reconciled
from app.domain.connection import Connection, Why
from app.domain.ids import LineId
from app.domain.loyalty import Store
from app.domain.money import Money
from app.domain.oversight import Health, ListedPayment, Overview, PaymentFile, Sorted, WaitingMessage
from app.domain.payment import Remedy
from app.domain.restaurant import Location
from app.domain.store_mapping import StoreWarning
from app.services.admin.auditing import Audit
from app.services.loyalty.mapping import MappedLocation

SHOWN_AT_FIRST = 50
"""So many rows of a list, and as many more for each wish for more."""


Place = MappedLocation
"""A location with its store, as a page shows it."""

Checked = AuditedReward
"""A reward held against the menu, as a page shows it."""


class Here(StrEnum):
    """The places of the admin, in the order of the rail."""

    OVERVIEW = "overview"
    PAYMENTS = "payments"
    MESSAGES = "messages"
    PONGO = "pongo"
    REWARDS = "rewards"


# -- before somebody is signed in


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """No passcode is set: says how to open the admin."""


class SignInFault(StrEnum):
    """Why nobody was let in."""

    NAME_MISSING = "name_missing"
    WRONG = "wrong"
    TOO_SOON = "too_soon"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Asks for name and passcode. ``wait`` is how many seconds until the next try is looked at."""

    fault: SignInFault | None = None
    wait: int = 0
    left_alone: bool = False


# -- pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """A page that is being read for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """What needs a person, then who answers; ``health`` is ``None`` until somebody was asked.

    ``faults`` are wrong entries of the programme's rules, ``mistakes`` rewards that do not fit the menu, ``compared``
    is the last comparison of our books with the provider's.
    """

    overview: Overview
    health: Health | None
    asking: bool
    connection: Connection
    warnings: tuple[StoreWarning, ...]
    faults: int
    mistakes: int
    compared: Reconciled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsPage:
    """The payments of one day, or those that were found by ``words``; at most ``most`` rows are shown."""

    day: date
    is_today: bool
    sort: Sorted
    words: str
    listed: tuple[ListedPayment, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """One payment with its story."""

    file: PaymentFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchPage:
    """The payment is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPage:
    """What is not delivered."""

    waiting: tuple[WaitingMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PongoPage:
    """The merchant's account and which store each location is. ``offered``: there is a form to connect by.

    ``listed`` are the programme's stores; ``None`` while it cannot be asked.
    """

    connection: Connection
    offered: bool
    places: tuple[MappedLocation, ...]
    listed: tuple[Store, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsPage:
    """The programme's rules and rewards, held against the menu; ``audit`` is ``None`` while it cannot be asked."""

    audit: Audit | None
    asking: bool


Page = Loading | OverviewPage | PaymentsPage | PaymentPage | NoSuchPage | MessagesPage | PongoPage | RewardsPage


# -- what is about to be done: each says how much, and is done at most once


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Cancel what the guest may still approve."""

    file: PaymentFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMoney:
    """Capture so much of what is reserved; what is left then goes back to the guest, or stays reserved."""

    file: PaymentFile
    amount: Money
    release_rest: bool = False

    @property
    def rest(self) -> Money:
        """What is not taken."""
        return self.file.payment.left_to_capture - self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMoney:
    """Let the reserved money go; the guest keeps it."""

    file: PaymentFile


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """Refund an amount, or the lines that it is the price of."""

    file: PaymentFile
    amount: Money
    line_ids: tuple[LineId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCare:
    """Somebody did by hand what no machine could."""

    file: PaymentFile
    remedy: Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """Send a parked message once more."""

    waiting: WaitingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """Somebody did by hand what a parked message was to do."""

    waiting: WaitingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect:
    """Forget the token; orders wait."""

    merchant: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """This location is that store."""

    place: Location
    store: Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """Connect with a code that somebody carried over."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsUsed:
    """Somebody used rewards up by hand that could not be told to the programme."""

    count: int


Asked = RewardsUsed | GiveUp | TakeMoney | ReleaseMoney | GiveBack | TakeCare | PutAway | Disconnect
"""What is done only after a question."""

Deed = Asked | TryAgain | Assign | Paste


# -- sheets over a page


class RefundFault(StrEnum):
    """Why a refund cannot be asked for as it was typed."""

    NO_AMOUNT = "no_amount"
    TOO_MUCH = "too_much"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_REASON = "no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunding:
    """How much, for which lines, and why."""

    file: PaymentFile
    chosen: tuple[LineId, ...] = ()
    by_amount: bool = False
    fault: RefundFault | None = None

    @property
    def price(self) -> Money:
        """What the chosen lines cost."""
        prices = [each.line.amount for each in self.file.lines if each.line.id in self.chosen]
        return sum(prices, self.file.payment.amount * 0)


class Much(StrEnum):
    """How it is told what to take."""

    ALL = "all"
    BY_LINE = "by_line"
    BY_AMOUNT = "by_amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How much of the reserved money to take, and what becomes of the rest. ``chosen`` are lines that were served."""

    file: PaymentFile
    much: Much = Much.ALL
    chosen: tuple[LineId, ...] = ()
    release_rest: bool = True
    fault: RefundFault | None = None

    @property
    def price(self) -> Money:
        """What the chosen lines cost."""
        prices = [each.line.amount for each in self.file.lines if each.line.id in self.chosen]
        return sum(prices, self.file.payment.amount * 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """One deed, with its amount, before it is done."""

    deed: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """How a payment was taken care of."""

    file: PaymentFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Which store a location is."""

    place: Location
    slug: str | None
    listed: tuple[Store, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasting:
    """Where a code is pasted."""


Sheet = Refunding | Taking | Confirming | Attending | Choosing | Pasting


class Told(StrEnum):
    """What came of the last deed."""

    REFUND_ASKED = "refund_asked"
    REFUNDED = "refunded"
    CAPTURE_ASKED = "capture_asked"
    CAPTURED = "captured"
    RELEASE_ASKED = "release_asked"
    RELEASED = "released"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
    PAID_AFTER_ALL = "paid_after_all"
    TAKEN_CARE_OF = "taken_care_of"
    SENT_AGAIN = "sent_again"
    PUT_AWAY = "put_away"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    ASSIGNED = "assigned"
    NOT_POSSIBLE = "not_possible"
    FAILED = "failed"

    @property
    def is_good(self) -> bool:
        """Whether it was done as asked."""
        return self not in {Told.NOT_POSSIBLE, Told.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Somebody is signed in. ``unreadable``: the database does not answer, what is shown may be old."""

    who: str
    here: Here
    page: Page
    sheet: Sheet | None = None
    told: Told | Why | None = None
    unreadable: bool = False
    acting: bool = False
    as_of: datetime | None = None


AdminState = Shut | SignIn | Inside
