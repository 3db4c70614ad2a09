"""Find out who the guest is: from a scanned code or a typed number, and ask the programme whether it knows them."""

from dataclasses import dataclass, replace

import structlog

from app.domain.customer import Guest, IdentifiedBy, PersonalQr, PhoneNumber
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.restaurant import Restaurant
from app.domain.scan import OtherText, PongoPass, Scanned, VippsCode, VippsLink, WebLink, WifiCode, classify
from app.ports.clock import Clock
from app.ports.errors import OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.ports.identity_provider import IdentityProvider
from app.ports.loyalty_program import LoyaltyProgram
from app.services.basics.background import Background
from app.services.basics.phone_numbers import PhoneTrouble, understand
from app.services.guests.attaching import Attached, Attaching, OnTheBill, SomebodyElse
from app.services.payments.kept_codes import KeptCodes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Identified:
    """The guest is on the bill now; ``guest.member`` tells whether the programme knows them."""

    order: Order
    guest: Guest


@dataclass(frozen=True, slots=True)
class NotAnIdentity:
    """The text is something else; it was sent nowhere."""

    scanned: VippsLink | WebLink | WifiCode | OtherText


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """It looks like a personal QR, and the provider does not take it: expired, a screenshot, or damaged."""


@dataclass(frozen=True, slots=True)
class NotAMember:
    """A loyalty pass of another merchant, or of nobody."""


@dataclass(frozen=True, slots=True)
class BadNumber:
    """What was typed is no phone number."""

    trouble: PhoneTrouble


@dataclass(frozen=True, slots=True)
class PayingOnly:
    """Nobody can tell now whose code it is, but a payment request that names it reaches its owner."""


@dataclass(frozen=True, slots=True)
class NotReachable:
    """Whoever could tell does not answer; trying again or another way is fine."""


Found = Identified | OnTheBill | SomebodyElse
CodeOutcome = Found | NotAnIdentity | CodeRefused | NotAMember | PayingOnly | NotReachable
PhoneOutcome = Found | BadNumber


class Identifying:
    """Use cases around who the guest is."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        identity: IdentityProvider,
        loyalty: LoyaltyProgram,
        attaching: Attaching,
        codes: KeptCodes,
        clock: Clock,
        restaurant: Restaurant,
        background: Background,
    ) -> None:
        self._identity = identity
        self._loyalty = loyalty
        self._attaching = attaching
        self._codes = codes
        self._clock = clock
        self._restaurant = restaurant
        self._background = background

    async def by_code(self, order_id: OrderId, text: str, share: int | None = 1) -> CodeOutcome:
        """Identify the payer of a share by a scanned text; without a share it is only told who it is.

        Only what stands on a Vipps host is sent to Vipps, complete and unchanged. Another person's code changes
        nothing: see :class:`SomebodyElse`.
        """
        scanned: Scanned = classify(text, self._restaurant.code_hosts)
        match scanned:
            case VippsCode():
                return await self._by_vipps_code(order_id, scanned, share)
            case PongoPass():
                return await self._by_pass(order_id, scanned, share)
            case _:
                return NotAnIdentity(scanned)

    async def by_phone(
        self, order_id: OrderId, typed: str, share: int | None = 1, region: str | None = None
    ) -> PhoneOutcome:
        """The same by a typed number, read as one of ``region`` (ISO 3166) unless it has a country code."""
        number = understand(typed, region or self._restaurant.country)
        if isinstance(number, PhoneTrouble):
            return BadNumber(number)
        return await self._recognised(order_id, number, IdentifiedBy.PHONE, share)

    async def replace(self, order_id: OrderId, guest: Guest, share: int = 1) -> Order:
        """This person pays the share from now on, whoever did before."""
        self._codes.forget(order_id, share)
        return await self._attaching.attach(order_id, guest, share)

    async def forget(self, order_id: OrderId, share: int = 1) -> Order:
        """Take the payer off their share, which stays."""
        self._codes.forget(order_id, share)
        return await self._attaching.attach(order_id, None, share)

    async def _by_vipps_code(self, order_id: OrderId, code: VippsCode, share: int | None) -> CodeOutcome:
        try:
            exchanged = await self._identity.exchange(code.text)
        except Refused:
            return CodeRefused()
        except (Unreachable, OutcomeUnknown, RateLimited):
            if code.phone is None:
                return await self._for_paying_only(order_id, code, share)
            return await self._recognised(order_id, code.phone, IdentifiedBy.VIPPS_QR_OFFLINE, share)
        except PortError as error:
            log.warning("exchange_failed", kind=type(error).__name__)
            return await self._for_paying_only(order_id, code, share)
        issued, lasts = exchanged.issued_at, self._restaurant.code_lasts
        if issued is not None and lasts is not None and self._clock.now() - issued > lasts:
            return CodeRefused()
        return await self._recognised(order_id, exchanged.phone, IdentifiedBy.VIPPS_QR, share)

    async def _for_paying_only(self, order_id: OrderId, code: VippsCode, share: int | None) -> CodeOutcome:
        """The exchange is another API than the payments: the code may well be good for paying.

        Nobody can tell whose it is, so it never takes the place of somebody who is known, and once the share is paid
        it is good for nothing.
        """
        if share is None or not await self._attaching.waits_for_a_payer(order_id, share):
            return NotReachable()
        self._codes.keep(order_id, share, PersonalQr(code.text))
        return PayingOnly()

    async def _by_pass(self, order_id: OrderId, scanned: PongoPass, share: int | None) -> CodeOutcome:
        try:
            member = await self._loyalty.find_by_pass(scanned.customer_id)
        except PortError:
            return NotReachable()
        if member is None:
            return NotAMember()
        guest = Guest(phone=member.phone, identified_by=IdentifiedBy.PONGO_PASS, member=member, asked=True)
        return _told(await self._attaching.recognise(order_id, guest, share))

    async def _recognised(self, order_id: OrderId, phone: PhoneNumber, by: IdentifiedBy, share: int | None) -> Found:
        guest = await self._asked(Guest(phone=phone, identified_by=by))
        found = _told(await self._attaching.recognise(order_id, guest, share))
        if isinstance(found, Identified) and share is not None:
            self._codes.forget(order_id, share)
        if self._restaurant.check_in and not isinstance(found, OnTheBill):
            self._background.spawn(self._show_check_in(guest), "check_in")
        return found

    async def _asked(self, guest: Guest) -> Guest:
        try:
            member = await self._loyalty.find(guest.phone)
        except PortError as error:
            log.warning("membership_unknown", kind=type(error).__name__)
            return guest
        return replace(guest, member=member, asked=True)

    async def _show_check_in(self, guest: Guest) -> None:
        try:
            await self._identity.check_in(guest.phone, is_member=guest.member is not None)
        except PortError as error:
            log.info("check_in_failed", kind=type(error).__name__)


def _told(found: Attached | OnTheBill | SomebodyElse) -> Found:
    return Identified(found.order, found.guest) if isinstance(found, Attached) else found
