"""What the staff and the owner do in a house."""

from app.bootstrap.outside import Outside
from app.bootstrap.parts.loyalty import LoyaltyServices
from app.bootstrap.parts.payments import PaymentServices
from app.bootstrap.parts.shared import Shared
from app.bootstrap.parts.webhooks import registering
from app.services.admin.admitting import Admitting, Behind
from app.services.admin.attending import Attending
from app.services.admin.checking import Checking
from app.services.admin.overseeing import Overseeing
from app.services.administration import Administration


def wire_admin(
    outside: Outside, shared: Shared, payments: PaymentServices, programme: LoyaltyServices
) -> Administration:
    """The admin looks at the providers themselves, past the pacing of payments."""
    return Administration(
        admitting=Admitting(passcode=outside.admin_passcode, clock=outside.clock, behind=Behind.ADMIN),
        overseeing=Overseeing(storage=outside.storage, clock=outside.clock, country=outside.restaurant.country),
        attending=Attending(
            storage=outside.storage,
            clock=outside.clock,
            recording=payments.recording,
            timeline=payments.timeline,
            changes=shared.changes,
            bell=shared.posting_bell,
        ),
        checking=Checking(
            payments=outside.payments,
            loyalty=outside.loyalty,
            registering=None if outside.public is None else registering(outside.public, outside.clock),
            clock=outside.clock,
        ),
        auditing=programme.auditing,
    )
