"""A restaurant of services and workers, wired from what it is given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.bootstrap.outside import Outside
from app.bootstrap.parts.admin import wire_admin
from app.bootstrap.parts.guests import wire_guests
from app.bootstrap.parts.loyalty import wire_loyalty
from app.bootstrap.parts.payments import wire_payments
from app.bootstrap.parts.shared import Shared
from app.bootstrap.parts.webhooks import listening, registering, subscribing
from app.services.admin.admitting import Admitting, Behind
from app.services.admin.hosting import Hosting
from app.services.basics.background import Background
from app.services.guests.following_enrolments import FollowingEnrolments
from app.services.guests.purging import Purging
from app.services.guests.telling_the_programme import TellingTheProgramme
from app.services.loyalty.holding import Holding
from app.services.loyalty.posting import Posting
from app.services.orders.ordering import Ordering
from app.services.orders.sharing import Sharing
from app.services.orders.showing import Showing
from app.services.payments.capturing import Capturing
from app.services.payments.recording import Recording
from app.services.payments.watching import Watching
from app.services.recovering import Recovering
from app.services.services import Services
from app.services.webhooks.listening import Listening
from app.services.webhooks.registering import Registering


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
    telling: TellingTheProgramme
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
        for work, name in (
            (self.watching.run(), "watch"),
            (self.capturing.run(), "capture"),
            (self.posting.run(), "post"),
            (self.services.reconciling.nightly(), "reconcile"),
            (self.following.run(alone=alone), "enrol"),
            (self.telling.run(alone=alone), "tell"),
            (self.holding.run(alone=alone), "rewards"),
            (self.services.connecting.run(), "connection"),
            (self.services.mapping.run(), "stores"),
            (self.services.estimating.run(), "programme"),
            (self.services.admin.auditing.run(), "reward_mistakes"),
        ):
            self.background.spawn(work, name)
        if self.purging is not None:
            self.background.spawn(self.purging.nightly(), "purge")
        if self.listening is not None:
            self.background.spawn(self.listening.run(), "listen")
        if self.registering is not None:
            self.background.spawn(self.registering.run(), "register")
        for subscription in self.subscribing:
            self.background.spawn(subscription.run(), "subscribe")
        try:
            yield
        finally:
            await self.background.close()


def compose(outside: Outside) -> House:
    """Wire the services of one restaurant: each part leans on those before it."""
    shared = Shared()
    payments = wire_payments(outside, shared)
    programme = wire_loyalty(outside, shared, payments)
    guests = wire_guests(outside, shared, payments, programme)
    ears = listening(outside, shared, payments, guests)
    services = Services(
        catalog=outside.catalog,
        restaurant=outside.restaurant,
        changes=shared.changes,
        ordering=Ordering(
            storage=outside.storage,
            clock=outside.clock,
            chance=outside.chance,
            catalog=outside.catalog,
            restaurant=outside.restaurant,
            changes=shared.changes,
        ),
        identifying=guests.identifying,
        changing_opt_ins=guests.changing_opt_ins,
        enrolling=guests.enrolling,
        joining_in_app=guests.joining_in_app,
        estimating=programme.estimating,
        paying=payments.paying,
        capturing=payments.capturing,
        posting=programme.posting,
        rewarding=programme.rewarding,
        sharing=Sharing(storage=outside.storage, chance=outside.chance, changes=shared.changes),
        showing=Showing(storage=outside.storage, late_check_in=outside.restaurant.late_check_in),
        refunding=payments.refunding,
        reconciling=payments.reconciling,
        timeline=payments.timeline,
        admin=wire_admin(outside, shared, payments, programme),
        hosting=Hosting(
            storage=outside.storage,
            clock=outside.clock,
            capturing=payments.capturing,
            door=Admitting(passcode=outside.staff_pin, clock=outside.clock, behind=Behind.STAFF),
        ),
        connecting=programme.connecting,
        mapping=programme.mapping,
    )
    registers = outside.public if outside.public and outside.public.register else None
    return House(
        services=services,
        recording=payments.recording,
        recovering=Recovering(watching=payments.watching, posting=programme.posting, listening=ears),
        watching=payments.watching,
        capturing=payments.capturing,
        posting=programme.posting,
        following=guests.following,
        telling=guests.telling,
        holding=programme.holding,
        background=shared.background,
        listening=ears,
        registering=registering(registers, outside.clock) if registers else None,
        subscribing=tuple(subscribing(registers, outside.clock).values()) if registers else (),
        purging=guests.purging,
    )
