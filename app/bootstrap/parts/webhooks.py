"""What a house hears by webhook, and what keeps it registered to hear."""

from app.bootstrap.outside import Outside, PublicAddress
from app.bootstrap.parts.guests import GuestServices
from app.bootstrap.parts.payments import PaymentServices
from app.bootstrap.parts.shared import Shared
from app.ports.clock import Clock
from app.ports.webhooks import Source
from app.services.webhooks.listening import Ear, Listening
from app.services.webhooks.registering import CUSTOMER_SECRETS, SECRETS, Registering


def listening(outside: Outside, shared: Shared, payments: PaymentServices, guests: GuestServices) -> Listening | None:
    """Nothing is heard without a public address."""
    public = outside.public
    if public is None:
        return None
    ears = {Source.VIPPS: Ear(reader=public.reader, secrets=SECRETS, news=payments.hearing)}
    if public.customers is not None:
        ears[Source.PONGO] = Ear(reader=public.customers.reader, secrets=CUSTOMER_SECRETS, news=guests.refreshing)
    return Listening(
        ears=ears,
        secrets=public.secrets,
        storage=outside.storage,
        clock=outside.clock,
        chance=outside.chance,
        background=shared.background,
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
