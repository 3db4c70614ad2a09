"""All use cases in one value, for screens and routes to call."""

from dataclasses import dataclass

from app.domain.catalog import Catalog
from app.domain.restaurant import Restaurant
from app.services.administration import Administration
from app.services.capturing import Capturing
from app.services.changes import Changes
from app.services.changing_opt_ins import ChangingOptIns
from app.services.connecting import Connecting
from app.services.enrolling import Enrolling
from app.services.estimating import Estimating
from app.services.hosting import Hosting
from app.services.identifying import Identifying
from app.services.joining_in_app import JoiningInApp
from app.services.mapping import Mapping
from app.services.ordering import Ordering
from app.services.paying import Paying
from app.services.posting import Posting
from app.services.reconciling import Reconciling
from app.services.refunding import Refunding
from app.services.rewarding import Rewarding
from app.services.sharing import Sharing
from app.services.showing import Showing
from app.services.timeline import Timeline


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
