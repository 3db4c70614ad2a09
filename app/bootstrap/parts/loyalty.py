"""What the loyalty programme is to a house: stores, points, rewards, posted orders, the merchant's account."""

from dataclasses import dataclass

from app.bootstrap.outside import Outside
from app.bootstrap.parts.payments import PaymentServices
from app.bootstrap.parts.shared import Shared
from app.services.admin.auditing import Auditing
from app.services.loyalty.checking_in import CheckingIn
from app.services.loyalty.connecting import Connecting
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.holding import Holding
from app.services.loyalty.locating import Locating
from app.services.loyalty.mapping import Mapping
from app.services.loyalty.pins import Pins
from app.services.loyalty.posting import Posting
from app.services.loyalty.redeeming import Redeeming
from app.services.loyalty.resuming import Resuming
from app.services.loyalty.rewarding import Rewarding


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyServices:
    """They lean on payments."""

    locating: Locating
    posting: Posting
    estimating: Estimating
    holding: Holding
    rewarding: Rewarding
    mapping: Mapping
    connecting: Connecting
    auditing: Auditing


def wire_loyalty(outside: Outside, shared: Shared, payments: PaymentServices) -> LoyaltyServices:
    """The connection to the account comes last: when it works again, everything else goes on."""
    storage, clock, chance = outside.storage, outside.clock, outside.chance
    locating = Locating(
        storage=storage,
        loyalty=outside.loyalty,
        clock=clock,
        restaurant=outside.restaurant,
        preset=outside.store_slug,
    )
    posting = Posting(
        storage=storage,
        loyalty=outside.loyalty,
        clock=clock,
        chance=chance,
        restaurant=outside.restaurant,
        locating=locating,
        refunding=payments.refunding,
        checking_in=CheckingIn(storage=storage, loyalty=outside.loyalty, clock=clock),
        changes=shared.changes,
        bell=shared.posting_bell,
        worker=outside.worker,
    )
    shared.resumed.append(posting.resume)
    estimating = Estimating(loyalty=outside.loyalty, clock=clock, background=shared.background)
    pins = Pins(outside.secrets)
    holding = Holding(
        storage=storage,
        rewards=outside.loyalty,
        clock=clock,
        changes=shared.changes,
        redeeming=Redeeming(
            storage=storage,
            loyalty=outside.loyalty,
            clock=clock,
            locating=locating,
            pins=pins,
            by_call=outside.use_rewards_by_call,
        ),
        pins=pins,
        bell=shared.reward_bell,
    )
    mapping = Mapping(
        storage=storage, locating=locating, clock=clock, restaurant=outside.restaurant, resumed=shared.resume
    )
    auditing = Auditing(loyalty=outside.loyalty, catalog=outside.catalog, clock=clock, background=shared.background)
    return LoyaltyServices(
        locating=locating,
        posting=posting,
        estimating=estimating,
        holding=holding,
        rewarding=Rewarding(
            storage=storage,
            loyalty=outside.loyalty,
            clock=clock,
            chance=chance,
            catalog=outside.catalog,
            locating=locating,
            estimating=estimating,
            holding=holding,
            pins=pins,
            changes=shared.changes,
            bell=shared.reward_bell,
        ),
        mapping=mapping,
        connecting=Connecting(
            accounts=outside.accounts,
            tokens=outside.tokens,
            storage=storage,
            clock=clock,
            chance=chance,
            resumed=Resuming(
                mapping=mapping, estimating=estimating, count_rewards=auditing.look_soon, send=shared.resume
            ).run,
        ),
        auditing=auditing,
    )
