"""From each state of the checkout to controls: the one place that knows which view draws what."""

from typing import assert_never

import flet as ft

from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import (
    AnotherPerson,
    Asking,
    Cancelling,
    CheckoutState,
    Dishes,
    Gone,
    HelloMember,
    Identify,
    InDoubt,
    Join,
    JoiningInApp,
    LookingUp,
    Offers,
    Opening,
    Paid,
    Payers,
    Summary,
    Troubled,
    Unordered,
    WaitingForApproval,
    WaitingForScan,
)
from app.ui.screens.checkout.views.another import another_person, leaving
from app.ui.screens.checkout.views.bill import bill
from app.ui.screens.checkout.views.dishes import dishes
from app.ui.screens.checkout.views.guest import hello, join
from app.ui.screens.checkout.views.identify import identify
from app.ui.screens.checkout.views.in_app import in_app
from app.ui.screens.checkout.views.offers import offers
from app.ui.screens.checkout.views.paid import paid
from app.ui.screens.checkout.views.payers import payers
from app.ui.screens.checkout.views.trouble import opening, trouble_over_the_bill
from app.ui.screens.checkout.views.waiting import waiting


def draw(state: CheckoutState, scene: Scene) -> ft.Control:
    """The screen of a state."""
    match state:
        case Identify() | LookingUp():
            return identify(state, scene)
        case HelloMember():
            return hello(state, scene)
        case Offers() | Join():
            return offers(state, scene) if isinstance(state, Offers) else join(state, scene)
        case JoiningInApp():
            return in_app(state, scene)
        case Summary() | Troubled() | AnotherPerson():
            return bill(state, scene)
        case Asking() | WaitingForApproval() | WaitingForScan() | Cancelling() | InDoubt():
            return waiting(state, scene)
        case Paid():
            return paid(state, scene)
        case Payers():
            return payers(state, scene)
        case Dishes():
            return dishes(state, scene)
        case Opening() | Gone() | Unordered():
            return opening(state, scene)
        case _:
            assert_never(state)


def sheet(state: CheckoutState, scene: Scene) -> ft.BottomSheet | None:
    """What comes up from below, over the screen."""
    match state:
        case Troubled():
            return trouble_over_the_bill(state, scene)
        case AnotherPerson():
            return another_person(state, scene)
        case Payers(leaving=True):
            return leaving(state, scene)
        case _:
            return None
