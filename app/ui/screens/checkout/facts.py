"""What the checkout's state is derived from: what is committed, and what only this screen knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from app.domain.customer import Channel
from app.domain.split import Share
from app.services.guests.attaching import SomebodyElse
from app.services.loyalty.estimating import Estimate
from app.services.orders.showing import OrderView
from app.ui.screens.checkout.state import IdentifyFault, JoinNews, SharingFault, Trouble


class Step(Enum):
    """How far the payer in focus has come, or what the whole table looks at; the rest is in the database."""

    IDENTIFY = auto()
    GUEST = auto()
    OFFERS = auto()
    """A member looks at their answers about offers."""
    BILL = auto()
    ANOTHER = auto()
    PAYERS = auto()
    DISHES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What only this screen knows."""

    step: Step = Step.IDENTIFY
    number: int = 1
    newcomer: SomebodyElse | None = None
    leaving: bool = False
    chosen: int = 1
    sharing_fault: SharingFault | None = None
    looking_up: bool = False
    asking: bool = False
    fault: IdentifyFault | None = None
    email: bool = False
    sms: bool = False
    address_fault: bool = False
    touched: frozenset[Channel] = frozenset()
    """On a member's answers about offers: the switches that were moved."""
    trouble: Trouble | None = None
    put_aside: frozenset[str] = frozenset()
    asking_app: bool = False
    join_news: JoinNews | None = None
    after_payment: bool = False
    too_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known outside this screen; ``points`` are promised to each payer, by the number of their share."""

    view: OrderView
    estimate: Estimate
    now: datetime
    points: Mapping[int, int | None] = field(default_factory=dict)


def share_in_focus(facts: Facts, here: Here) -> Share | None:
    """The share of the payer in focus, where there is more than one."""
    if not facts.view.is_cut:
        return None
    return next((each.share for each in facts.view.payers if each.share.number == here.number), None)
