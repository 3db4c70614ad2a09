"""What follows the money: asking, watching, recording, capturing, giving back."""

from dataclasses import dataclass

from app.bootstrap.outside import Outside
from app.bootstrap.parts.shared import Shared
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentServices:
    """They know neither guests nor points."""

    timeline: Timeline
    codes: KeptCodes
    recording: Recording
    watching: Watching
    paying: Paying
    capturing: Capturing
    refunding: Refunding
    reconciling: Reconciling
    hearing: HearingPayments


def wire_payments(outside: Outside, shared: Shared) -> PaymentServices:
    """All calls to the provider are paced and told to the timeline; all news go through one recording."""
    storage, clock, chance = outside.storage, outside.clock, outside.chance
    timeline = Timeline(storage=storage, clock=clock, background=shared.background)
    provider = ToldPayments(PacedPayments(outside.payments, clock), timeline)
    codes = KeptCodes(clock=clock, background=shared.background)
    intending = Intending(provider=provider, clock=clock, restaurant=outside.restaurant, codes=codes)
    recording = Recording(
        storage=storage,
        clock=clock,
        chance=chance,
        restaurant=outside.restaurant,
        intending=intending,
        timeline=timeline,
        changes=shared.changes,
        bells=(shared.posting_bell, shared.capture_bell),
        asking_bell=shared.asking_bell,
    )
    burying = Burying(provider=provider, recording=recording)
    requesting = Requesting(provider=provider, recording=recording, timeline=timeline, burying=burying)
    watching = Watching(
        provider=provider,
        storage=storage,
        clock=clock,
        recording=recording,
        requesting=requesting,
        background=shared.background,
        bell=shared.asking_bell,
        worker=outside.worker,
    )
    return PaymentServices(
        timeline=timeline,
        codes=codes,
        recording=recording,
        watching=watching,
        paying=Paying(
            storage=storage,
            intending=intending,
            timeline=timeline,
            changes=shared.changes,
            recording=recording,
            requesting=requesting,
            watching=watching,
            background=shared.background,
        ),
        capturing=Capturing(
            provider=provider,
            storage=storage,
            clock=clock,
            chance=chance,
            recording=recording,
            timeline=timeline,
            bell=shared.capture_bell,
        ),
        refunding=Refunding(
            provider=provider,
            loyalty=outside.loyalty,
            storage=storage,
            clock=clock,
            chance=chance,
            recording=recording,
            timeline=timeline,
            changes=shared.changes,
            bell=shared.posting_bell,
        ),
        reconciling=Reconciling(
            provider=provider,
            storage=storage,
            clock=clock,
            recording=recording,
            burying=burying,
            timeline=timeline,
            country=outside.restaurant.country,
        ),
        hearing=HearingPayments(
            storage=storage,
            provider=provider,
            watching=watching,
            recording=recording,
            burying=burying,
            timeline=timeline,
        ),
    )
