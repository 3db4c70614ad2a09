"""What all payers of one bill look at together: who pays what, dish by dish, and who else was scanned."""

from app.domain.cutting import owns_reward
from app.domain.order import OrderState
from app.domain.split import Cut, ShareState
from app.services.orders.showing import ShareView
from app.ui.screens.checkout.facts import Facts, Here, Step, share_in_focus
from app.ui.screens.checkout.state import (
    AnotherPerson,
    CheckoutState,
    Dishes,
    Identify,
    LookingUp,
    PayerRow,
    Payers,
    Standing,
)


def at_the_table(facts: Facts, here: Here) -> CheckoutState | None:
    """What is shown to all; `None` while the screen belongs to one payer."""
    view = facts.view
    if view.order.state is OrderState.PAID and not view.is_cut:
        return None
    if here.newcomer is not None:
        return AnotherPerson(
            order=view.order,
            estimate=facts.estimate,
            newcomer=here.newcomer.guest,
            present=here.newcomer.present,
            share=share_in_focus(facts, here),
        )
    if here.step is Step.ANOTHER and view.order.state is not OrderState.PAID:
        if here.looking_up:
            return LookingUp(order=view.order, estimate=facts.estimate, another=True)
        return Identify(order=view.order, estimate=facts.estimate, fault=here.fault, another=True)
    if not view.is_cut or not view.order.lines:
        return None
    if here.step is Step.DISHES and view.order.state is not OrderState.PAID:
        return Dishes(order=view.order, rows=rows(facts), chosen=here.chosen, fault=here.sharing_fault)
    if here.step in {Step.PAYERS, Step.DISHES, Step.ANOTHER} or share_in_focus(facts, here) is None:
        return _payers(facts, here)
    return None


def rows(facts: Facts) -> tuple[PayerRow, ...]:
    """Everybody on the bill, by number."""
    return tuple(_row(facts, each) for each in facts.view.payers)


def _payers(facts: Facts, here: Here) -> Payers:
    shares = [each.share for each in facts.view.payers]
    open_now = any(share.state is ShareState.RESERVED for share in shares)
    return Payers(
        order=facts.view.order,
        rows=rows(facts),
        unpaid=facts.view.unpaid,
        may_cut=not open_now and bool(facts.view.unpaid),
        by_dishes=any(share.cut is Cut.LINES for share in shares),
        leaving=here.leaving,
        fault=here.sharing_fault,
    )


def _row(facts: Facts, each: ShareView) -> PayerRow:
    share, view = each.share, facts.view
    others = [other.share for other in view.payers if other.share.number != share.number]
    idle = all(other.share.state is not ShareState.RESERVED for other in view.payers)
    can_go = idle and share.state is ShareState.UNPAID and any(other.state is ShareState.UNPAID for other in others)
    known = share.guest is not None and (share.guest.member is not None or share.guest.joined)
    return PayerRow(
        share=share,
        standing=_standing(each),
        points=facts.points.get(share.number) if known else None,
        earned=each.message.points_earned if each.message is not None else None,
        may_leave=can_go and not owns_reward(view.order, share),
    )


def _standing(each: ShareView) -> Standing:
    match each.share.state:
        case ShareState.PAID:
            return Standing.PAID
        case ShareState.RESERVED:
            return Standing.ASKED
        case ShareState.UNPAID:
            return Standing.UNPAID if each.share.amount else Standing.NOTHING
