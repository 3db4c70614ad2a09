"""What a house does with guests: who they are, how they join, what they hear."""

from dataclasses import dataclass

from app.bootstrap.outside import Outside
from app.bootstrap.parts.loyalty import LoyaltyServices
from app.bootstrap.parts.payments import PaymentServices
from app.bootstrap.parts.shared import Shared
from app.services.guests.attaching import Attaching
from app.services.guests.changing_opt_ins import ChangingOptIns
from app.services.guests.enrolling import Enrolling
from app.services.guests.following_enrolments import FollowingEnrolments
from app.services.guests.identifying import Identifying
from app.services.guests.joining_in_app import JoiningInApp
from app.services.guests.purging import Purging
from app.services.guests.refreshing import Refreshing
from app.services.guests.telling_the_programme import TellingTheProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestServices:
    """They lean on payments (a code that was shown also pays) and on loyalty."""

    identifying: Identifying
    enrolling: Enrolling
    changing_opt_ins: ChangingOptIns
    joining_in_app: JoiningInApp
    following: FollowingEnrolments
    telling: TellingTheProgramme
    refreshing: Refreshing
    purging: Purging | None


def wire_guests(
    outside: Outside, shared: Shared, payments: PaymentServices, programme: LoyaltyServices
) -> GuestServices:
    """Whoever is recognised, by whatever way, is attached to an order in one place."""
    storage, clock, chance, loyalty = outside.storage, outside.clock, outside.chance, outside.loyalty
    attaching = Attaching(
        storage=storage,
        clock=clock,
        chance=chance,
        restaurant=outside.restaurant,
        changes=shared.changes,
        posting_bell=shared.posting_bell,
    )
    telling = TellingTheProgramme(
        storage=storage,
        loyalty=loyalty,
        locating=programme.locating,
        attaching=attaching,
        clock=clock,
        chance=chance,
    )
    shared.resumed.insert(0, telling.resume)  # members before the orders that credit them
    following = FollowingEnrolments(
        app=outside.enrolment,
        storage=storage,
        telling=telling,
        attaching=attaching,
        clock=clock,
        restaurant=outside.restaurant,
        background=shared.background,
        worker=outside.worker,
    )
    return GuestServices(
        identifying=Identifying(
            identity=outside.identity,
            loyalty=loyalty,
            attaching=attaching,
            codes=payments.codes,
            clock=clock,
            restaurant=outside.restaurant,
            background=shared.background,
        ),
        enrolling=Enrolling(
            storage=storage, attaching=attaching, telling=telling, clock=clock, background=shared.background
        ),
        changing_opt_ins=ChangingOptIns(storage=storage, telling=telling, clock=clock, changes=shared.changes),
        joining_in_app=JoiningInApp(
            app=outside.enrolment,
            storage=storage,
            attaching=attaching,
            clock=clock,
            chance=chance,
            following=following,
        ),
        following=following,
        telling=telling,
        refreshing=Refreshing(storage=storage, loyalty=loyalty, changes=shared.changes),
        purging=_purging(outside),
    )


def _purging(outside: Outside) -> Purging | None:
    if outside.people is None:
        return None
    return Purging(
        people=outside.people, clock=outside.clock, keeping=outside.keeping, country=outside.restaurant.country
    )
