"""A restaurant of services and workers, wired from what it is given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from app.ports.webhooks import DeliveryReader, Source, WebhookRegistry
from app.services.admin.admitting import Admitting, Behind
from app.services.admin.attending import Attending
from app.services.admin.auditing import Auditing
from app.services.admin.checking import Checking
from app.services.admin.hosting import Hosting
from app.services.admin.overseeing import Overseeing
from app.services.administration import Administration
from app.services.basics.background import Background
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.guests.attaching import Attaching
from app.services.guests.changing_opt_ins import ChangingOptIns
from app.services.guests.enrolling import Enrolling
from app.services.guests.following_enrolments import FollowingEnrolments
from app.services.guests.identifying import Identifying
from app.services.guests.joining_in_app import JoiningInApp
from app.services.guests.purging import Purging
from app.services.guests.refreshing import Refreshing
from app.services.loyalty.checking_in import CheckingIn
from app.services.loyalty.connecting import Connecting
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.holding import Holding
from app.services.loyalty.keeping_tokens import KeepingTokens
from app.services.loyalty.locating import Locating
from app.services.loyalty.mapping import Mapping
from app.services.loyalty.pins import Pins
from app.services.loyalty.posting import Posting
from app.services.loyalty.redeeming import Redeeming
from app.services.loyalty.resuming import Resuming
from app.services.loyalty.rewarding import Rewarding
from app.services.orders.ordering import Ordering
from app.services.orders.sharing import Sharing
from app.services.orders.showing import Showing
from app.services.payments.burying import Burying
from app.services.payments.capturing import Capturing
from app.services.payments.hearing_payments import HearingPayments
from app.services.payments.intending import Intending
from app.services.payments.kept_codes import KeptCodes
from app.services.payments.pacing import PacedPayments
from app.services.payments.paying import Paying
from app.services.payments.reconciling import Reconciling
from app.services.payments.recording import Recording
from app.services.payments.refunding import Refunding
from app.services.payments.requesting import Requesting
from app.services.payments.telling import ToldPayments
from app.services.payments.timeline import Timeline
from app.services.payments.watching import Watching
from app.services.recovering import Recovering
from app.services.services import Services
from app.services.webhooks.listening import Ear, Listening
from app.services.webhooks.registering import CUSTOMER_SECRETS, SECRETS, Registering


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


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A whole restaurant: what it can do, and the workers behind it."""

    services: Services
    recovering: Recovering
    recording: Recording
    watching: Watching
    capturing: Capturing
    posting: Posting
    following: FollowingEnrolments
    holding: Holding
    background: Background
    listening: Listening | None = None
    registering: Registering | None = None
    subscribing: tuple[Registering, ...] = ()
    purging: Purging | None = None

    @asynccontextmanager
    async def running(self, *, alone: bool = True) -> AsyncIterator[None]:
        """Recover, then let the workers run until the block ends. ``alone``: no other hub shares the database."""
        await self.recovering.run(alone=alone)
        self.services.estimating.refresh_soon()
        for work, name in (
            (self.watching.run(), "watch"),
            (self.capturing.run(), "capture"),
            (self.posting.run(), "post"),
            (self.services.reconciling.nightly(), "reconcile"),
            (self.following.run(), "enrol"),
            (self.services.changing_opt_ins.run(), "opt_ins"),
            (self.holding.run(alone=alone), "rewards"),
            (self.services.connecting.run(), "connection"),
            (self.services.mapping.run(), "stores"),
        ):
            self.background.spawn(work, name)
        if self.purging is not None:
            self.background.spawn(self.purging.nightly(), "purge")
        if self.listening is not None:
            self.background.spawn(self.listening.run(), "listen")
        if self.registering is not None:
            self.background.spawn(self.registering.run(), "register")
        for subscribing in self.subscribing:
            self.background.spawn(subscribing.run(), "subscribe")
        try:
            yield
        finally:
            await self.background.close()


def compose(outside: Outside) -> House:
    """Wire the services of one restaurant."""
    storage, clock, chance = outside.storage, outside.clock, outside.chance
    restaurant, loyalty = outside.restaurant, outside.loyalty
    background, changes = Background(), Changes()
    posting_bell, capture_bell, asking_bell, reward_bell = Bell(), Bell(), Bell(), Bell()
    timeline = Timeline(storage=storage, clock=clock, background=background)
    payments = ToldPayments(PacedPayments(outside.payments, clock), timeline)
    codes = KeptCodes(clock=clock, background=background)
    intending = Intending(provider=payments, clock=clock, restaurant=restaurant, codes=codes)
    locating = Locating(storage=storage, loyalty=loyalty, clock=clock, restaurant=restaurant, preset=outside.store_slug)
    attaching = Attaching(
        storage=storage, clock=clock, chance=chance, restaurant=restaurant, changes=changes, posting_bell=posting_bell
    )
    recording = Recording(
        storage=storage,
        clock=clock,
        chance=chance,
        restaurant=restaurant,
        intending=intending,
        timeline=timeline,
        changes=changes,
        bells=(posting_bell, capture_bell),
        asking_bell=asking_bell,
    )
    burying = Burying(provider=payments, recording=recording)
    requesting = Requesting(provider=payments, recording=recording, timeline=timeline, burying=burying)
    watching = Watching(
        provider=payments,
        storage=storage,
        clock=clock,
        recording=recording,
        requesting=requesting,
        background=background,
        bell=asking_bell,
        worker=outside.worker,
    )
    capturing = Capturing(
        provider=payments,
        storage=storage,
        clock=clock,
        chance=chance,
        recording=recording,
        timeline=timeline,
        bell=capture_bell,
    )
    refunding = Refunding(
        provider=payments,
        loyalty=loyalty,
        storage=storage,
        clock=clock,
        chance=chance,
        recording=recording,
        timeline=timeline,
        changes=changes,
        bell=posting_bell,
    )
    reconciling = Reconciling(
        provider=payments,
        storage=storage,
        clock=clock,
        recording=recording,
        burying=burying,
        timeline=timeline,
        country=restaurant.country,
    )
    posting = Posting(
        storage=storage,
        loyalty=loyalty,
        clock=clock,
        chance=chance,
        restaurant=restaurant,
        locating=locating,
        refunding=refunding,
        checking_in=CheckingIn(storage=storage, loyalty=loyalty, clock=clock),
        changes=changes,
        bell=posting_bell,
        worker=outside.worker,
    )
    following = FollowingEnrolments(
        app=outside.enrolment,
        storage=storage,
        loyalty=loyalty,
        locating=locating,
        attaching=attaching,
        clock=clock,
        restaurant=restaurant,
        background=background,
    )
    estimating = Estimating(loyalty=loyalty, clock=clock, background=background)
    pins = Pins(outside.secrets)
    redeeming = Redeeming(
        storage=storage,
        loyalty=loyalty,
        clock=clock,
        locating=locating,
        pins=pins,
        by_call=outside.use_rewards_by_call,
    )
    holding = Holding(
        storage=storage,
        rewards=loyalty,
        clock=clock,
        changes=changes,
        redeeming=redeeming,
        pins=pins,
        bell=reward_bell,
    )
    rewarding = Rewarding(
        storage=storage,
        loyalty=loyalty,
        clock=clock,
        chance=chance,
        catalog=outside.catalog,
        locating=locating,
        estimating=estimating,
        holding=holding,
        pins=pins,
        changes=changes,
        bell=reward_bell,
    )
    public = outside.public
    administration = Administration(
        admitting=Admitting(passcode=outside.admin_passcode, clock=clock, behind=Behind.ADMIN),
        overseeing=Overseeing(storage=storage, clock=clock, country=restaurant.country),
        attending=Attending(
            storage=storage,
            clock=clock,
            recording=recording,
            timeline=timeline,
            changes=changes,
            bell=posting_bell,
        ),
        checking=Checking(
            payments=outside.payments,
            loyalty=loyalty,
            registering=None if public is None else registering(public, clock),
            clock=clock,
        ),
        auditing=Auditing(loyalty=loyalty, catalog=outside.catalog),
    )
    mapping = Mapping(storage=storage, locating=locating, clock=clock, restaurant=restaurant, resumed=posting.resume)
    connecting = Connecting(
        accounts=outside.accounts,
        tokens=outside.tokens,
        storage=storage,
        clock=clock,
        chance=chance,
        resumed=Resuming(mapping=mapping, estimating=estimating, posting=posting).run,
    )
    services = Services(
        catalog=outside.catalog,
        restaurant=restaurant,
        changes=changes,
        ordering=Ordering(
            storage=storage,
            clock=clock,
            chance=chance,
            catalog=outside.catalog,
            restaurant=restaurant,
            changes=changes,
        ),
        identifying=Identifying(
            identity=outside.identity,
            loyalty=loyalty,
            attaching=attaching,
            codes=codes,
            clock=clock,
            restaurant=restaurant,
            background=background,
        ),
        changing_opt_ins=ChangingOptIns(storage=storage, loyalty=loyalty, clock=clock, chance=chance, changes=changes),
        enrolling=Enrolling(storage=storage, loyalty=loyalty, locating=locating, attaching=attaching, clock=clock),
        joining_in_app=JoiningInApp(
            app=outside.enrolment,
            storage=storage,
            attaching=attaching,
            clock=clock,
            chance=chance,
            following=following,
        ),
        estimating=estimating,
        paying=Paying(
            storage=storage,
            intending=intending,
            timeline=timeline,
            changes=changes,
            recording=recording,
            requesting=requesting,
            watching=watching,
            background=background,
        ),
        capturing=capturing,
        posting=posting,
        rewarding=rewarding,
        sharing=Sharing(storage=storage, chance=chance, changes=changes),
        showing=Showing(storage=storage, late_check_in=restaurant.late_check_in),
        refunding=refunding,
        reconciling=reconciling,
        timeline=timeline,
        admin=administration,
        hosting=Hosting(storage=storage, door=Admitting(passcode=outside.staff_pin, clock=clock, behind=Behind.STAFF)),
        connecting=connecting,
        mapping=mapping,
    )
    public = outside.public
    hearing = HearingPayments(
        storage=storage,
        provider=payments,
        watching=watching,
        recording=recording,
        burying=burying,
        timeline=timeline,
    )
    refreshing = Refreshing(storage=storage, loyalty=loyalty, changes=changes)
    listening = (
        None
        if public is None
        else Listening(
            ears=_ears(public, hearing, refreshing),
            secrets=public.secrets,
            storage=storage,
            clock=clock,
            chance=chance,
            background=background,
        )
    )
    return House(
        services=services,
        recording=recording,
        recovering=Recovering(watching=watching, posting=posting, listening=listening),
        watching=watching,
        capturing=capturing,
        posting=posting,
        following=following,
        holding=holding,
        background=background,
        listening=listening,
        registering=registering(public, clock) if public and public.register else None,
        subscribing=tuple(subscribing(public, clock).values()) if public and public.register else (),
        purging=_purging(outside),
    )


def registering(public: PublicAddress, clock: Clock) -> Registering:
    """What keeps our registration at the payment provider in order."""
    return Registering(registry=public.registry, secrets=public.secrets, clock=clock, url=public.url)


def subscribing(public: PublicAddress, clock: Clock) -> dict[str, Registering]:
    """What keeps our subscriptions at the loyalty programme in order, by event."""
    news = public.customers
    if news is None:
        return {}
    return {
        event: Registering(
            registry=registry,
            secrets=public.secrets,
            clock=clock,
            url=news.url,
            under=f"{CUSTOMER_SECRETS}{event}/",
        )
        for event, registry in news.registries.items()
    }


def _ears(public: PublicAddress, payments: HearingPayments, customers: Refreshing) -> dict[Source, Ear]:
    ears = {Source.VIPPS: Ear(reader=public.reader, secrets=SECRETS, news=payments)}
    if public.customers is not None:
        ears[Source.PONGO] = Ear(reader=public.customers.reader, secrets=CUSTOMER_SECRETS, news=customers)
    return ears


def _purging(outside: Outside) -> Purging | None:
    if outside.people is None:
        return None
    return Purging(
        people=outside.people, clock=outside.clock, keeping=outside.keeping, country=outside.restaurant.country
    )
