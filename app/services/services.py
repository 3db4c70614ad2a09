"""All use cases in one value, for screens and routes to call."""

from dataclasses import dataclass

from app.domain.catalog import Catalog
from app.domain.restaurant import Restaurant
from app.services.admin.hosting import Hosting
from app.services.administration import Administration
from app.services.basics.changes import Changes
from app.services.guests.changing_opt_ins import ChangingOptIns
from app.services.guests.enrolling import Enrolling
from app.services.guests.identifying import Identifying
from app.services.guests.joining_in_app import JoiningInApp
from app.services.loyalty.connecting import Connecting
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.mapping import Mapping
from app.services.loyalty.posting import Posting
from app.services.loyalty.rewarding import Rewarding
from app.services.orders.ordering import Ordering
from app.services.orders.sharing import Sharing
from app.services.orders.showing import Showing
from app.services.payments.capturing import Capturing
from app.services.payments.paying import Paying
from app.services.payments.reconciling import Reconciling
from app.services.payments.refunding import Refunding
from app.services.payments.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the restaurant can do."""

    catalog: Catalog
    restaurant: Restaurant
    changes: Changes
    ordering: Ordering
    identifying: Identifying
    enrolling: Enrolling
    changing_opt_ins: ChangingOptIns
    joining_in_app: JoiningInApp
    estimating: Estimating
    paying: Paying
    capturing: Capturing
    posting: Posting
    rewarding: Rewarding
    sharing: Sharing
    showing: Showing
    refunding: Refunding
    reconciling: Reconciling
    timeline: Timeline
    admin: Administration
    hosting: Hosting
    connecting: Connecting
    mapping: Mapping
