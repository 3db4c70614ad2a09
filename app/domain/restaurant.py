"""The house: who sells, where, in which currency, and its rules of the day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.catalog import Words
from app.domain.customer import Channel
from app.domain.ids import LocationId
from app.domain.money import Currency
from app.domain.scan import VIPPS_HOSTS
from app.domain.vat import Country, Serving

GRACE = timedelta(minutes=10)
MAIN = LocationId("main")
"""The one location of a restaurant whose menu names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBrand:
    """The wallet's name as it must be written, its colour, and what is written on that, as ``#RRGGBB``."""

    name: str
    colour: str
    on_colour: str = "#FFFFFF"


VIPPS = PaymentBrand(name="Vipps", colour="#FF5B24")
MOBILEPAY = PaymentBrand(name="MobilePay", colour="#5A78FF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place where guests are served; it is one store at the loyalty programme."""

    id: LocationId
    name: str


CODE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restaurant:
    """One restaurant and its settings that rules depend on.

    ``capture_at_once`` tells for which serving the money is taken as soon as it is authorized; for the others it is
    taken at hand-over, or when :func:`app.domain.capture.capture_by` says so. ``grace`` is how long a paid order
    without a guest waits before it is posted, so that joining on the paid screen still counts.
    ``fall_over_to_qr``: a guest who cannot be asked on the phone (7010, 5080) gets the one-time QR by itself.
    ``join_in_app`` offers joining in the guest's own app beside joining on the tablet.
    ``code_lasts``: a personal QR that says that it was drawn longer ago is a screenshot; ``None`` takes any.
    ``code_hosts`` carry personal QRs of the wallet; what stands on any other host is a link to somewhere else.
    ``amount_shares_by_check_in``: a share by amount of a known guest is told to the programme as a check-in.
    ``late_check_in``: who identifies after the order was posted without a guest is credited by a check-in.
    ``opt_ins`` are the merchant's own questions about offers, by channel and language; ours stand where there is none.
    ``locations`` are those that the menu names, ``home`` is the one of tablets that belong to no other.
    """

    name: str
    country: Country
    currency: Currency
    language: str
    payment_brand: PaymentBrand = VIPPS
    terms_url: str | None = None
    opt_ins: Mapping[Channel, Words] = field(default_factory=dict)
    grace: timedelta = GRACE
    capture_at_once: Mapping[Serving, bool] = field(
        default_factory=lambda: {Serving.EAT_HERE: True, Serving.TAKE_AWAY: True}
    )
    check_in: bool = False
    fall_over_to_qr: bool = True
    join_in_app: bool = False
    code_lasts: timedelta | None = CODE_LASTS
    code_hosts: frozenset[str] = VIPPS_HOSTS
    amount_shares_by_check_in: bool = False
    late_check_in: bool = False
    locations: tuple[Location, ...] = ()
    home: LocationId | None = None

    @property
    def places(self) -> tuple[Location, ...]:
        """Every location, at least one."""
        return self.locations or (Location(id=MAIN, name=self.name),)

    @property
    def home_location(self) -> LocationId:
        """Where a tablet is that says nothing of it."""
        return self.home or self.places[0].id

    def location(self, named: str | None) -> LocationId:
        """The location of this name, or home for an unknown name or none."""
        return next((place.id for place in self.places if place.id == named), self.home_location)
