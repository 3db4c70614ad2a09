"""Pairs ports with adapters: the one module that knows which database, which providers and which clock are real."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.domain.catalog import Catalog
from app.domain.restaurant import Restaurant
from app.ports.clock import Chance, Clock
from app.ports.identity_provider import IdentityProvider
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.attaching import Attaching
from app.services.background import Background
from app.services.bell import Bell
from app.services.capturing import Capturing
from app.services.changes import Changes
from app.services.enrolling import Enrolling
from app.services.estimating import Estimating
from app.services.identifying import Identifying
from app.services.locating import Locating
from app.services.ordering import Ordering
from app.services.paying import Paying
from app.services.posting import Posting
from app.services.recording import Recording
from app.services.recovering import Recovering
from app.services.requesting import Requesting
from app.services.services import Services
from app.services.showing import Showing
from app.services.watching import Watching


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Everything that a restaurant needs from outside. Tests hand in doubles, the hub the real ones."""

    storage: Storage
    payments: PaymentProvider
    identity: IdentityProvider
    loyalty: LoyaltyProgram
    clock: Clock
    chance: Chance
    catalog: Catalog
    restaurant: Restaurant
    store_slug: str | None = None
    worker: str = "hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A whole restaurant: what it can do, and the workers behind it."""

    services: Services
    recovering: Recovering
    watching: Watching
    capturing: Capturing
    posting: Posting
    background: Background

    @asynccontextmanager
    async def running(self, *, alone: bool = True) -> AsyncIterator[None]:
        """Recover, then let the workers run until the block ends. ``alone``: no other hub shares the database."""
        await self.recovering.run(alone=alone)
        self.services.estimating.refresh_soon()
        for work, name in (
            (self.watching.run(), "watch"),
            (self.capturing.run(), "capture"),
            (self.posting.run(), "post"),
        ):
            self.background.spawn(work, name)
        try:
            yield
        finally:
            await self.background.close()


def compose(outside: Outside) -> House:
    """Wire the services of one restaurant."""
    storage, clock, chance = outside.storage, outside.clock, outside.chance
    restaurant, loyalty, payments = outside.restaurant, outside.loyalty, outside.payments
    background, changes, posting_bell, capture_bell = Background(), Changes(), Bell(), Bell()
    attaching = Attaching(
        storage=storage, clock=clock, restaurant=restaurant, changes=changes, posting_bell=posting_bell
    )
    recording = Recording(
        storage=storage,
        clock=clock,
        chance=chance,
        restaurant=restaurant,
        changes=changes,
        bells=(posting_bell, capture_bell),
    )
    requesting = Requesting(provider=payments, recording=recording)
    watching = Watching(
        provider=payments,
        storage=storage,
        clock=clock,
        recording=recording,
        requesting=requesting,
        background=background,
    )
    capturing = Capturing(
        provider=payments, storage=storage, clock=clock, chance=chance, recording=recording, bell=capture_bell
    )
    posting = Posting(
        storage=storage,
        loyalty=loyalty,
        clock=clock,
        chance=chance,
        restaurant=restaurant,
        locating=Locating(loyalty=loyalty, slug=outside.store_slug),
        changes=changes,
        bell=posting_bell,
        worker=outside.worker,
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
        enrolling=Enrolling(storage=storage, loyalty=loyalty, attaching=attaching, clock=clock),
        estimating=Estimating(loyalty=loyalty, clock=clock, background=background),
        paying=Paying(
            provider=payments,
            storage=storage,
            clock=clock,
            restaurant=restaurant,
            changes=changes,
            recording=recording,
            requesting=requesting,
            watching=watching,
            background=background,
        ),
        capturing=capturing,
        posting=posting,
        showing=Showing(storage=storage),
    )
    return House(
        services=services,
        recovering=Recovering(watching=watching, posting=posting),
        watching=watching,
        capturing=capturing,
        posting=posting,
        background=background,
    )
