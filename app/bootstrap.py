"""Pairs ports with adapters: the one module that knows which database, which providers and which clock are real."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from app.devices.clock import SystemClock
from app.devices.code_reader import ThreadedCodeReader
from app.devices.ids import SystemChance
from app.devices.opencv_frames import OpenCvFrames
from app.domain.catalog import Catalog
from app.domain.customer import Channel
from app.domain.restaurant import Restaurant
from app.domain.vat import Serving
from app.menu_file import read_menu
from app.ports.clock import Chance, Clock
from app.ports.code_scanner import FrameSource
from app.ports.connection import Accounts
from app.ports.enrolment_in_app import EnrolmentInApp
from app.ports.errors import Misconfigured, PortError
from app.ports.identity_provider import IdentityProvider
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage
from app.ports.webhooks import DeliveryReader, WebhookRegistry
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import AmountShare, PongoConfig, RewardsUse
from app.providers.pongo.oauth import OAuthConfig, PongoAccounts
from app.providers.vipps.adapter import VippsIdentity, VippsPayments, VippsSession, VippsWebhooks
from app.providers.vipps.config import Brand, VippsConfig
from app.providers.vipps.consents import ConsentKind, ConsentRules
from app.providers.vipps.deliveries import VippsDeliveries
from app.providers.vipps.login_adapter import VippsLogin
from app.services.attaching import Attaching
from app.services.background import Background
from app.services.bell import Bell
from app.services.capturing import Capturing
from app.services.changes import Changes
from app.services.connecting import Connecting
from app.services.enrolling import Enrolling
from app.services.estimating import Estimating
from app.services.following_enrolments import FollowingEnrolments
from app.services.holding import Holding
from app.services.identifying import Identifying
from app.services.intending import Intending
from app.services.joining_in_app import JoiningInApp
from app.services.keeping_tokens import KeepingTokens
from app.services.listening import Listening
from app.services.locating import Locating
from app.services.mapping import Mapping
from app.services.ordering import Ordering
from app.services.pacing import PacedPayments
from app.services.paying import Paying
from app.services.posting import Posting
from app.services.reconciling import Reconciling
from app.services.recording import Recording
from app.services.recovering import Recovering
from app.services.redeeming import Redeeming
from app.services.refunding import Refunding
from app.services.registering import Registering
from app.services.requesting import Requesting
from app.services.resuming import Resuming
from app.services.rewarding import Rewarding
from app.services.services import Services
from app.services.showing import Showing
from app.services.telling import ToldPayments
from app.services.timeline import Timeline
from app.services.watching import Watching
from app.settings import Settings, plain
from app.storage.unit_of_work import SqlStorage
from app.ui.context import Devices


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """What it takes to hear of payments by webhook at ``url``. ``register``: see to the registration by ourselves."""

    url: str
    register: bool
    reader: DeliveryReader
    registry: WebhookRegistry
    secrets: SecretStore


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
    keeping: KeepingTokens
    store_slug: str | None = None
    use_rewards_by_call: bool = False
    worker: str = "hub"
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
            (self.holding.run(alone=alone), "rewards"),
            (self.services.connecting.run(), "connection"),
            (self.services.mapping.run(), "stores"),
        ):
            self.background.spawn(work, name)
        if self.listening is not None:
            self.background.spawn(self.listening.run(), "listen")
        if self.registering is not None:
            self.background.spawn(self.registering.run(), "register")
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
    timeline = Timeline(storage=storage, clock=clock)
    payments = ToldPayments(PacedPayments(outside.payments, clock), timeline)
    intending = Intending(provider=payments, clock=clock, restaurant=restaurant)
    locating = Locating(storage=storage, loyalty=loyalty, clock=clock, restaurant=restaurant, preset=outside.store_slug)
    attaching = Attaching(
        storage=storage, clock=clock, restaurant=restaurant, changes=changes, posting_bell=posting_bell
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
    requesting = Requesting(provider=payments, recording=recording)
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
    redeeming = Redeeming(
        storage=storage, loyalty=loyalty, clock=clock, locating=locating, by_call=outside.use_rewards_by_call
    )
    holding = Holding(
        storage=storage, rewards=loyalty, clock=clock, changes=changes, redeeming=redeeming, bell=reward_bell
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
        redeeming=redeeming,
        changes=changes,
        bell=reward_bell,
    )
    mapping = Mapping(storage=storage, locating=locating, clock=clock, restaurant=restaurant, resumed=posting.resume)
    connecting = Connecting(
        accounts=outside.accounts,
        keeping=outside.keeping,
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
            clock=clock,
            restaurant=restaurant,
            background=background,
        ),
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
        showing=Showing(storage=storage),
        refunding=refunding,
        reconciling=reconciling,
        timeline=timeline,
        connecting=connecting,
        mapping=mapping,
    )
    public = outside.public
    listening = (
        None
        if public is None
        else Listening(
            reader=public.reader,
            secrets=public.secrets,
            storage=storage,
            clock=clock,
            chance=chance,
            provider=payments,
            watching=watching,
            recording=recording,
            timeline=timeline,
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
        registering=_registering(public, clock) if public and public.register else None,
    )


def _registering(public: PublicAddress, clock: Clock) -> Registering:
    return Registering(registry=public.registry, secrets=public.secrets, clock=clock, url=public.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A restaurant on real adapters. ``trouble`` answers what is wrong with the database, ``None`` when nothing is."""

    house: House
    devices: Devices
    trouble: Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    """Open everything that the settings name, and close it again.

    Raises :class:`app.menu_file.BadMenu`, :class:`app.ports.errors.StorageUnavailable` and
    :class:`app.ports.errors.Misconfigured`; an API that does not answer is no reason not to open.
    """
    restaurant, catalog = read_menu(settings.menu_file)
    restaurant = _with_rules(restaurant, settings)
    clock = SystemClock()
    async with AsyncExitStack() as closing:
        storage = await SqlStorage.open(settings.database_url)
        closing.push_async_callback(storage.close)
        vipps = vipps_config(settings, restaurant)
        session = VippsSession(vipps, clock)
        closing.push_async_callback(session.close)
        login = VippsLogin(vipps, consent_rules(settings), clock)
        closing.push_async_callback(login.close)
        keeping = keeping_tokens(settings, storage, clock)
        pongo = PongoProgram(pongo_config(settings, restaurant), clock, tokens=keeping)
        closing.push_async_callback(pongo.close)
        accounts = PongoAccounts(oauth_config(settings), clock)
        closing.push_async_callback(accounts.close)
        chance = SystemChance()
        house = compose(
            Outside(
                storage=storage,
                payments=VippsPayments(vipps, session.client),
                identity=VippsIdentity(vipps, session.client),
                enrolment=login,
                loyalty=pongo,
                clock=clock,
                chance=chance,
                catalog=catalog,
                restaurant=restaurant,
                accounts=accounts,
                keeping=keeping,
                store_slug=settings.pongo_store,
                worker=f"hub-{chance.order_id()}",
                public=_public(settings, storage, VippsWebhooks(vipps, session.client)),
                use_rewards_by_call=settings.pongo_rewards == "use",
            )
        )
        yield Opened(house=house, devices=_devices(settings), trouble=lambda: _database_trouble(storage))


@asynccontextmanager
async def webhooks(settings: Settings) -> AsyncIterator[Registering]:
    """The registrations of this hub, without opening the restaurant; raises :class:`Misconfigured` without address."""
    restaurant, _ = read_menu(settings.menu_file)
    vipps, clock = vipps_config(settings, restaurant), SystemClock()
    async with AsyncExitStack() as closing:
        storage = await SqlStorage.open(settings.database_url)
        closing.push_async_callback(storage.close)
        session = VippsSession(vipps, clock)
        closing.push_async_callback(session.close)
        public = _public(settings, storage, VippsWebhooks(vipps, session.client))
        if public is None:
            raise Misconfigured(
                "there is no public address", fix="Set TAFFEL_PUBLIC_URL to the https address of this hub."
            )
        yield _registering(public, clock)


def vipps_config(settings: Settings, restaurant: Restaurant) -> VippsConfig:
    """What the Vipps client needs of the settings."""
    return VippsConfig(
        base_url=str(settings.vipps_base_url).rstrip("/"),
        client_id=settings.vipps_client_id,
        client_secret=settings.vipps_client_secret.get_secret_value(),
        subscription_key=settings.vipps_subscription_key.get_secret_value(),
        msn=settings.vipps_msn,
        currency=restaurant.currency,
        brand=Brand(settings.payment_brand.lower()),
        check_in=settings.check_in,
    )


def consent_rules(settings: Settings) -> ConsentRules:
    """How marketing consents are asked for in the guest's app."""
    return ConsentRules(
        kind=ConsentKind(settings.login_consents),
        elements={settings.login_email_element: Channel.EMAIL, settings.login_sms_element: Channel.SMS},
    )


def pongo_config(settings: Settings, restaurant: Restaurant) -> PongoConfig:
    """What the Pongo client needs of the settings."""
    return PongoConfig(
        base_url=str(settings.pongo_base_url).rstrip("/"),
        store_slug=settings.pongo_store,
        amount_share=AmountShare(settings.pongo_amount_share),
        rewards=RewardsUse(settings.pongo_rewards),
        time_zone=restaurant.country.time_zone,
    )


def keeping_tokens(settings: Settings, storage: SqlStorage, clock: Clock) -> KeepingTokens:
    """Who keeps the merchant's token of this installation."""
    return KeepingTokens(
        storage=storage,
        secrets=storage.secrets(plain(settings.secret_key)),
        clock=clock,
        static=plain(settings.pongo_token),
    )


def oauth_config(settings: Settings) -> OAuthConfig:
    """What Pongo's form needs of the settings."""
    return OAuthConfig(
        base_url=str(settings.pongo_base_url).rstrip("/"),
        redirect_uri=settings.pongo_callback,
        client_id=settings.pongo_client_id,
        client_secret=plain(settings.pongo_client_secret),
    )


def _public(settings: Settings, storage: SqlStorage, registry: WebhookRegistry) -> PublicAddress | None:
    url = settings.webhooks_url
    if url is None:
        return None
    return PublicAddress(
        url=url,
        register=url.startswith("https:"),
        reader=VippsDeliveries(url),
        registry=registry,
        secrets=storage.secrets(plain(settings.secret_key)),
    )


def _with_rules(restaurant: Restaurant, settings: Settings) -> Restaurant:
    return replace(
        restaurant,
        payment_brand=settings.payment_brand,
        grace=timedelta(seconds=settings.grace_seconds),
        capture_at_once={
            Serving.EAT_HERE: settings.capture_eat_here == "at_once",
            Serving.TAKE_AWAY: settings.capture_take_away == "at_once",
        },
        check_in=settings.check_in,
        fall_over_to_qr=settings.fall_over_to_qr,
        join_in_app=settings.join_in_app,
    )


def _devices(settings: Settings) -> Devices:
    camera = settings.camera
    return Devices(reader=ThreadedCodeReader, frames=_frames(camera), mirror=camera is not None and camera.isdigit())


def _frames(camera: str | None) -> Callable[[], FrameSource] | None:
    """A webcam's number or a video's path instead of the tablet's own camera."""
    if camera is None:
        return None
    source = int(camera) if camera.isdigit() else Path(camera)
    return lambda: OpenCvFrames(source)


async def _database_trouble(storage: Storage) -> str | None:
    try:
        async with storage.reading() as reading:
            await reading.outbox.next_due()
    except PortError as error:
        return str(error)
    return None
