"""Turns taps into service calls, and what is committed into the state that is shown; signed out it does nothing."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar, assert_never

import structlog

from app.domain.connection import Why
from app.domain.ids import LineId, LocationId, MessageId, OrderId
from app.domain.oversight import Sorted, Step, WaitingMessage
from app.domain.payment import Remedy
from app.ports.clock import Clock
from app.ports.errors import KeyUnusable, Misconfigured, PortError
from app.services.admin.admitting import LEFT_ALONE, Admitted, Closed, Refused
from app.services.admin.auditing import JUST_NOW
from app.services.services import Services
from app.ui.screens.admin.acting import act
from app.ui.screens.admin.outcomes import outcome
from app.ui.screens.admin.reading import Spot, read
from app.ui.screens.admin.refunds import asked_capture, asked_refund, first_sheet
from app.ui.screens.admin.state import (
    SHOWN_AT_FIRST,
    AdminState,
    Assign,
    Attending,
    Choosing,
    Confirming,
    Deed,
    Disconnect,
    Here,
    Inside,
    Loading,
    MessagesPage,
    Much,
    OverviewPage,
    Page,
    Paste,
    Pasting,
    PaymentPage,
    PaymentsPage,
    PongoPage,
    PutAway,
    Refunding,
    RewardsUsed,
    Sheet,
    Shut,
    SignIn,
    SignInFault,
    TakeCare,
    Taking,
    Told,
    TryAgain,
)

log = structlog.get_logger()

LONGEST_NAME = 40

S = TypeVar("S", bound=Sheet)


class AdminModel:
    """One browser's admin. Plain Python: ``show`` is told each new state. Signed out, it reads and does nothing."""

    def __init__(self, services: Services, clock: Clock, show: Callable[[AdminState], None]) -> None:
        self._services = services
        self._clock = clock
        self._show = show
        self._spot = Spot()
        self._inside: Inside | None = None
        self._until = clock.now()
        self._asking: set[Here] = set()
        self._comparing = False

    @property
    def first(self) -> AdminState:
        """What there is to see before anything was done."""
        return SignIn() if self._services.admin.admitting.is_open else Shut()

    # -- coming and going

    async def sign_in(self, who: str, passcode: str) -> None:
        """Let somebody in who knows the passcode; the name goes with every refund that they give."""
        name = " ".join(who.split())[:LONGEST_NAME]
        if not name:
            self._show(SignIn(fault=SignInFault.NAME_MISSING))
            return
        admission = self._services.admin.admitting.admit(passcode)
        match admission:
            case Closed():
                self._show(Shut())
            case Refused(again_at=again_at, looked_at=looked_at):
                wait = 0 if again_at is None else max(int((again_at - self._clock.now()).total_seconds() + 0.999), 1)
                fault = SignInFault.WRONG if looked_at else SignInFault.TOO_SOON
                self._show(SignIn(fault=fault, wait=wait))
            case Admitted():
                self._spot = Spot()
                self._inside = Inside(who=name, here=Here.OVERVIEW, page=Loading())
                self.touched()
                await self.refresh()
                await self.ask_outside(opened=True)
            case _:
                assert_never(admission)

    def sign_out(self, *, left_alone: bool = False) -> None:
        """Forget who was here and everything that was read."""
        self._inside, self._spot = None, Spot()
        self._show(SignIn(left_alone=left_alone) if self._services.admin.admitting.is_open else Shut())

    def touched(self) -> None:
        """Somebody is there."""
        self._until = self._clock.now() + LEFT_ALONE

    def nobody_there(self) -> None:
        """Nobody has touched the screen for a while."""
        if self._inside is not None:
            self.sign_out(left_alone=True)

    # -- looking

    @property
    def followed(self) -> OrderId | None:
        """The order of the payment that is shown."""
        page = self._inside.page if self._inside is not None else None
        return page.file.payment.order_id if isinstance(page, PaymentPage) else None

    async def refresh(self) -> None:
        """Read the page again, and show it unless somebody went elsewhere meanwhile."""
        if not self._is_signed_in():
            return
        spot = self._spot
        try:
            page = await read(self._services, spot, asking=spot.here in self._asking)
        except PortError as error:
            log.warning("admin_unreadable", kind=type(error).__name__)
            self._set(unreadable=True)
            return
        if spot == self._spot:
            self._set(page=page, unreadable=False, as_of=self._clock.now(), told=self._told(page))

    async def go(self, here: Here) -> None:
        """Another place; what it tells of others is asked for anew."""
        await self._move(Spot(here=here))
        if here in {Here.PONGO, Here.REWARDS}:
            await self.ask_outside(opened=True)

    async def open_payment(self, reference: str) -> None:
        """One payment; going back leads to the list as it was."""
        await self._move(replace(self._spot, here=Here.PAYMENTS, reference=reference))

    async def back(self) -> None:
        """From one payment to the list."""
        await self._move(replace(self._spot, reference=None))

    async def other_day(self, days: int) -> None:
        """The list of a day before or after; never of tomorrow."""
        page = self._inside.page if self._inside is not None else None
        if isinstance(page, PaymentsPage):
            today = self._services.admin.overseeing.today()
            day = min(page.day + timedelta(days=days), today)
            await self._move(Spot(here=Here.PAYMENTS, day=None if day == today else day, sort=page.sort))

    async def sort(self, sort: Sorted) -> None:
        """Only some of the payments."""
        await self._move(replace(self._spot, sort=sort, most=SHOWN_AT_FIRST))

    async def search(self, words: str) -> None:
        """Payments by order number or reference, of whatever day; no words lead back to today."""
        await self._move(Spot(here=Here.PAYMENTS, words=words.strip()))

    async def more(self) -> None:
        """More rows of the list."""
        await self._move(replace(self._spot, most=self._spot.most + SHOWN_AT_FIRST))

    async def ask_outside(self, *, opened: bool = False) -> None:
        """Ask Vipps and Pongo whether they answer; one asking at a time. ``opened``: nobody has tapped for it."""
        here = self._spot.here
        if here in self._asking or not self._is_signed_in():
            return
        self._asking.add(here)
        try:
            await self.refresh()
            await self._ask(here, opened=opened)
        finally:
            self._asking.discard(here)
        await self.refresh()

    async def compare(self) -> None:
        """Compare our books with the provider's now; what it knows better is recorded on the way."""
        if not self._is_signed_in() or self._comparing:
            return
        self._comparing = True
        try:
            await self._services.reconciling.reconcile()
        except PortError as error:
            log.warning("not_compared_now", kind=type(error).__name__)
            self._set(told=Told.FAILED)
        finally:
            self._comparing = False
        await self.refresh()

    async def connect(self) -> str | None:
        """The address of the programme's form, for this visit; ``None`` and a word when there is none."""
        if not self._is_signed_in():
            return None
        try:
            return await self._services.connecting.begin()
        except PortError as error:
            log.warning("connecting_not_begun", kind=type(error).__name__)
            self._set(told=_why_not(error))
            return None

    # -- sheets

    def choose_store(self, location: LocationId) -> None:
        """Begin choosing which store a location is."""
        page = self._inside.page if self._inside is not None else None
        if isinstance(page, PongoPage) and page.listed:
            for each in page.places:
                if each.location.id == location:
                    self._set(sheet=Choosing(place=each.location, slug=each.slug, listed=page.listed))

    async def chosen_store(self, slug: str) -> None:
        """It is this one; choosing the same again takes its new name as known."""
        sheet = self._sheet(Choosing)
        store = next((each for each in sheet.listed if each.slug == slug), None) if sheet is not None else None
        if sheet is not None and store is not None:
            await self._do(Assign(place=sheet.place, store=store))

    def begin_pasting(self) -> None:
        """Open the sheet for a code."""
        if self._is_signed_in():
            self._set(sheet=Pasting())

    async def paste(self, code: str) -> None:
        """Connect with what was pasted."""
        if self._sheet(Pasting) is not None and code.strip():
            await self._do(Paste(code=code.strip()))
            await self.ask_outside(opened=True)

    def disconnect(self) -> None:
        """Ask before the token is forgotten."""
        page = self._inside.page if self._inside is not None else None
        if isinstance(page, PongoPage):
            self._set(sheet=Confirming(deed=Disconnect(merchant=page.connection.merchant)))

    def step(self, step: Step) -> None:
        """Begin what a payment allows: a sheet says how much before anything is done."""
        page = self._inside.page if self._inside is not None else None
        if not isinstance(page, PaymentPage) or step not in page.file.steps:
            return
        self._set(sheet=first_sheet(page.file, step))

    def toggle_line(self, line_id: LineId) -> None:
        """One line more or less to give back, or to take the money for."""
        sheet = self._sheet(Refunding) or self._sheet(Taking)
        if sheet is not None:
            left = tuple(each for each in sheet.chosen if each != line_id)
            chosen = left if line_id in sheet.chosen else (*sheet.chosen, line_id)
            self._set(sheet=replace(sheet, chosen=chosen, fault=None))

    def take_by(self, much: Much) -> None:
        """All of it, by line, or by amount."""
        sheet = self._sheet(Taking)
        if sheet is not None:
            self._set(sheet=replace(sheet, much=much, fault=None))

    def release_rest(self, *, release: bool) -> None:
        """What becomes of what is not taken."""
        sheet = self._sheet(Taking)
        if sheet is not None:
            self._set(sheet=replace(sheet, release_rest=release))

    def go_on_taking(self, amount_text: str) -> None:
        """From what was chosen to a question that says how much."""
        sheet = self._sheet(Taking)
        if sheet is not None:
            self._set(sheet=asked_capture(sheet, amount_text))

    def refund_by(self, *, amount: bool) -> None:
        """By amount instead of by line, or back."""
        sheet = self._sheet(Refunding)
        if sheet is not None:
            self._set(sheet=replace(sheet, by_amount=amount, fault=None))

    def go_on_refunding(self, amount_text: str, reason: str) -> None:
        """From what was typed to a question that says how much."""
        sheet = self._sheet(Refunding)
        if sheet is not None:
            self._set(sheet=asked_refund(sheet, amount_text, reason))

    def remedy(self, remedy: Remedy) -> None:
        """How it was taken care of."""
        sheet = self._sheet(Attending)
        if sheet is not None:
            self._set(sheet=Confirming(deed=TakeCare(file=sheet.file, remedy=remedy)))

    async def try_again(self, message_id: MessageId) -> None:
        """Send a parked message once more; nothing can go wrong that was not wrong before, so nobody is asked."""
        waiting = self._waiting(message_id)
        if waiting is not None and waiting.may_be_tried_again:
            await self._do(TryAgain(waiting=waiting))

    def put_away(self, message_id: MessageId) -> None:
        """Ask before a message is put away."""
        waiting = self._waiting(message_id)
        if waiting is not None:
            self._set(sheet=Confirming(deed=PutAway(waiting=waiting)))

    def rewards_used(self) -> None:
        """Ask before rewards that are stuck are forgotten."""
        page = self._inside.page if self._inside is not None else None
        if isinstance(page, OverviewPage) and page.overview.stuck_rewards:
            self._set(sheet=Confirming(deed=RewardsUsed(count=page.overview.stuck_rewards)))

    def close_sheet(self) -> None:
        """Rather not."""
        self._set(sheet=None)

    def dismissed(self, kind: type[Sheet]) -> None:
        """A sheet was swiped away; the one that came in its place stays."""
        if self._sheet(kind) is not None:
            self.close_sheet()

    async def confirm(self) -> None:
        """Do what was asked about. The question is gone before the deed begins: a second tap finds none."""
        sheet = self._sheet(Confirming)
        if sheet is not None:
            await self._do(sheet.deed)

    # -- inside

    async def _ask(self, here: Here, *, opened: bool) -> None:
        """What each place wants to know from outside; no answer is told by the page itself."""
        admin = self._services.admin
        if here is Here.OVERVIEW:
            await admin.checking.check()
            with suppress(PortError):
                await admin.auditing.look(JUST_NOW if opened else timedelta())
        if here is Here.REWARDS:
            with suppress(PortError):
                await admin.auditing.audit()
        if here is Here.PONGO:
            with suppress(PortError):
                await self._services.connecting.try_again()
                await self._services.mapping.stores()

    async def _do(self, deed: Deed) -> None:
        inside = self._inside
        if inside is None or inside.acting or not self._is_signed_in():
            return
        self._set(sheet=None, acting=True, told=None)
        try:
            told = await act(self._services, deed, inside.who)
        finally:
            self._set(acting=False)
        self._set(told=told)
        await self.refresh()

    async def _move(self, spot: Spot) -> None:
        if self._inside is None or not self._is_signed_in():
            return
        elsewhere = (spot.here, spot.reference) != (self._spot.here, self._spot.reference)
        self._spot = spot
        page: Page = Loading() if elsewhere else self._inside.page
        self._set(here=spot.here, page=page, sheet=None, told=None)
        await self.refresh()

    def _told(self, page: Page) -> Told | Why | None:
        """The word about the last deed, as it stands now."""
        told = self._inside.told if self._inside is not None else None
        return outcome(told, page.file) if isinstance(told, Told) and isinstance(page, PaymentPage) else told

    def _is_signed_in(self) -> bool:
        """Whether somebody is; time that ran out while the browser was away counts."""
        if self._inside is not None and self._clock.now() >= self._until:
            self.sign_out(left_alone=True)
        return self._inside is not None

    def _sheet(self, kind: type[S]) -> S | None:
        sheet = self._inside.sheet if self._inside is not None and self._is_signed_in() else None
        return sheet if isinstance(sheet, kind) else None

    def _waiting(self, message_id: MessageId) -> WaitingMessage | None:
        page = self._inside.page if self._inside is not None else None
        waiting = page.waiting if isinstance(page, MessagesPage) else ()
        return next((each for each in waiting if each.message.id == message_id), None)

    def _set(self, **changes: object) -> None:
        if self._inside is not None:
            self._inside = replace(self._inside, **changes)  # type: ignore[arg-type]
            self._show(self._inside)


def _why_not(error: PortError) -> Why | Told:
    """Why there is no address of the form."""
    if isinstance(error, KeyUnusable):
        return Why(error.fault.value)
    return Why.NOT_SET_UP if isinstance(error, Misconfigured) else Told.FAILED
