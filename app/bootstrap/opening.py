"""Opens a restaurant on the real adapters that the settings name."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap.configs import consent_rules, keeping, oauth_config, pongo_config, vipps_config, with_rules
from app.bootstrap.house import House, compose
from app.bootstrap.outside import CustomerNews, Outside, PublicAddress
from app.bootstrap.parts.webhooks import registering, subscribing
from app.devices.clock import SystemClock
from app.devices.code_reader import ThreadedCodeReader
from app.devices.ids import SystemChance
from app.devices.opencv_frames import OpenCvFrames
from app.menu_file import read_menu
from app.ports.code_scanner import FrameSource
from app.ports.errors import Misconfigured, PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage
from app.ports.webhooks import WebhookRegistry
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.deliveries import PongoDeliveries
from app.providers.pongo.oauth import PongoAccounts
from app.providers.pongo.webhooks import CUSTOMER_EVENTS
from app.providers.vipps.adapter import VippsIdentity, VippsPayments, VippsSession, VippsWebhooks
from app.providers.vipps.deliveries import VippsDeliveries
from app.providers.vipps.login_adapter import VippsLogin
from app.services.guests.forgetting import Forgetting
from app.services.loyalty.keeping_tokens import KeepingTokens
from app.services.webhooks.registering import Registering
from app.settings import Settings, plain
from app.storage.unit_of_work import SqlStorage
from app.ui.context import Devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A restaurant on real adapters. ``trouble`` answers what is wrong with the database, ``None`` when nothing is."""

    house: House
    devices: Devices
    loyalty: LoyaltyProgram
    trouble: Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    """Open everything that the settings name, and close it again.

    Raises :class:`app.menu_file.BadMenu`, :class:`app.ports.errors.StorageUnavailable` and
    :class:`app.ports.errors.Misconfigured`; an API that does not answer is no reason not to open.
    """
    restaurant, catalog = read_menu(settings.menu_file)
    restaurant = with_rules(restaurant, settings)
    clock = SystemClock()
    async with AsyncExitStack() as closing:
        storage = await SqlStorage.open(settings.database_url)
        closing.push_async_callback(storage.close)
        vipps = vipps_config(settings, restaurant)
        session = VippsSession(vipps, clock)
        closing.push_async_callback(session.close)
        login = VippsLogin(vipps, consent_rules(settings), clock)
        closing.push_async_callback(login.close)
        secrets = _secrets(settings, storage)
        tokens = KeepingTokens(storage=storage, secrets=secrets, clock=clock, static=plain(settings.pongo_token))
        pongo = PongoProgram(pongo_config(settings, restaurant), clock, tokens=tokens)
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
                store_slug=settings.pongo_store,
                worker=f"hub-{chance.order_id()}",
                secrets=secrets,
                accounts=accounts,
                tokens=tokens,
                people=storage.people(),
                keeping=keeping(settings),
                public=_public(settings, storage, VippsWebhooks(vipps, session.client), pongo),
                use_rewards_by_call=settings.pongo_rewards == "use",
                admin_passcode=_passcode(settings),
                staff_pin=None if settings.staff_pin is None else settings.staff_pin.get_secret_value(),
            )
        )
        yield Opened(
            house=house,
            devices=_devices(settings),
            loyalty=pongo,
            trouble=lambda: _database_trouble(storage),
        )


@asynccontextmanager
async def webhooks(settings: Settings) -> AsyncIterator[Mapping[str, Registering]]:
    """The registrations of this hub by what they are for, without opening the restaurant.

    Raises :class:`Misconfigured` without a public address.
    """
    restaurant, _ = read_menu(settings.menu_file)
    vipps, clock = vipps_config(settings, restaurant), SystemClock()
    async with AsyncExitStack() as closing:
        storage = await SqlStorage.open(settings.database_url)
        closing.push_async_callback(storage.close)
        session = VippsSession(vipps, clock)
        closing.push_async_callback(session.close)
        secrets = _secrets(settings, storage)
        tokens = KeepingTokens(storage=storage, secrets=secrets, clock=clock, static=plain(settings.pongo_token))
        pongo = PongoProgram(pongo_config(settings, restaurant), clock, tokens=tokens)
        closing.push_async_callback(pongo.close)
        public = _public(settings, storage, VippsWebhooks(vipps, session.client), pongo)
        if public is None:
            raise Misconfigured(
                "there is no public address", fix="Set TAFFEL_PUBLIC_URL to the https address of this hub."
            )
        yield {"Vipps": registering(public, clock)} | {
            f"Pongo {event}": each for event, each in subscribing(public, clock).items()
        }


@asynccontextmanager
async def forgetting(settings: Settings) -> AsyncIterator[Forgetting]:
    """What is held about guests, without opening the restaurant: no API is needed for it."""
    async with AsyncExitStack() as closing:
        storage = await SqlStorage.open(settings.database_url)
        closing.push_async_callback(storage.close)
        yield Forgetting(
            people=storage.people(),
            secrets=_secrets(settings, storage),
            clock=SystemClock(),
            chance=SystemChance(),
        )


def _public(
    settings: Settings, storage: SqlStorage, registry: WebhookRegistry, pongo: PongoProgram
) -> PublicAddress | None:
    url, customers_url = settings.webhooks_url, settings.pongo_webhooks_url
    if url is None or customers_url is None:
        return None
    secrets, new_secret = _secrets(settings, storage), SystemChance().nonce
    return PublicAddress(
        url=url,
        register=settings.webhooks_deliverable,
        reader=VippsDeliveries(url, settings.vipps_msn),
        registry=registry,
        secrets=secrets,
        customers=CustomerNews(
            url=customers_url,
            reader=PongoDeliveries(),
            registries={event: pongo.subscriptions(event, secrets, new_secret) for event in CUSTOMER_EVENTS},
        ),
    )


def _passcode(settings: Settings) -> str | None:
    return None if settings.admin_passcode is None else settings.admin_passcode.get_secret_value()


def _secrets(settings: Settings, storage: SqlStorage) -> SecretStore:
    return storage.secrets(plain(settings.secret_key))


def _devices(settings: Settings) -> Devices:
    camera = settings.camera
    return Devices(
        reader=ThreadedCodeReader,
        frames=_frames(camera),
        webcam=lambda: OpenCvFrames(0),
        mirror=camera is not None and camera.isdigit(),
        sound=settings.scan_sound,
    )


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
