"""Composes the screens: which one is shown at which address, and what follows it."""

from collections.abc import Callable
from typing import cast

import flet as ft
import structlog

from app.domain.enrolment import LIFETIME
from app.domain.ids import OrderId
from app.domain.order import OrderState
from app.ports.errors import PortError
from app.services.basics.errors import NoSuchOrder
from app.services.orders.showing import OrderView
from app.ui.context import WELCOME, GuestSession, checkout_path
from app.ui.kit import component, guard
from app.ui.screens.admin.screen import Admin
from app.ui.screens.checkout.screen import Checkout
from app.ui.screens.self_order.screen import SelfOrder
from app.ui.screens.staff.screen import Staff
from app.ui.theme import Role

log = structlog.get_logger()


@component
def Places(session: GuestSession) -> ft.Control:
    """The whole map. Screens do not know each other; what they call back leads from one to the next."""
    return ft.Router(
        [
            ft.Route(
                component=Frame,
                outlet=True,
                children=[
                    ft.Route(index=True, component=lambda: SelfOrderPlace(session)),
                    ft.Route(path="staff", component=lambda: StaffPlace(session)),
                    ft.Route(path="admin", component=lambda: AdminPlace(session)),
                    ft.Route(path="checkout/:order_id", component=lambda: CheckoutPlace(session)),
                ],
            )
        ],
        manage_views=True,
        not_found=lambda: Nowhere(session),
    )


@component
def Frame() -> ft.View:
    """One view for all places, so that going from one to the next moves nothing but its content."""
    return ft.View(
        route=WELCOME,
        padding=0,
        spacing=0,
        bgcolor=Role.PAPER,
        controls=[ft.SafeArea(ft.Container(ft.use_route_outlet(), expand=True), expand=True)],
    )


@component
def SelfOrderPlace(session: GuestSession) -> ft.Control:
    """Choosing dishes at this tablet."""

    def who_is_there(order_id: OrderId) -> None:
        session.ask_again(order_id)
        session.go(checkout_path(order_id))

    return cast(
        "ft.Control",
        SelfOrder(
            session,
            on_checkout=lambda order_id: session.go(checkout_path(order_id)),
            on_member=who_is_there,
            on_next_guest=session.forget_guest,
        ),
    )


@component
def CheckoutPlace(session: GuestSession) -> ft.Control:
    """Paying one order of this tablet; anybody else's order, or none at all, leads back to the start."""
    order_id = OrderId(ft.use_route_params().get("order_id", ""))
    ours, set_ours = ft.use_state(initial=False)
    page = ft.context.page

    async def look() -> None:
        if await _is_ours(session, order_id):
            set_ours(True)
        else:
            session.go(session.start)

    async def back() -> None:
        session.go(await _back_to_staff(session, order_id) if session.is_staff else WELCOME)

    ft.use_effect(guard(look), [order_id], cleanup=lambda: None)
    if not ours:
        return _blank()
    keyed = cast("Callable[..., ft.Control]", Checkout)  # Flet adds `key`: another order is another screen
    return keyed(
        session,
        order_id,
        on_back=lambda: cast("None", page.run_task(guard(back))),
        on_done=lambda: to_the_next_guest(session, order_id),
        key=order_id,
    )


@component
def StaffPlace(session: GuestSession) -> ft.Control:
    """The staff's own start: open bills, and new orders at tables."""
    return cast(
        "ft.Control",
        Staff(
            session,
            on_bill=lambda order_id: session.go(checkout_path(order_id)),
            on_order=lambda: session.go(WELCOME),
            on_leave=lambda: to_the_next_guest(session),
        ),
    )


@component
def AdminPlace(session: GuestSession) -> ft.Control:
    """For those who run the restaurant; there is no way here from any screen of a guest."""
    return cast("ft.Control", Admin(session, on_leave=lambda: to_the_next_guest(session)))


@component
def Nowhere(session: GuestSession) -> ft.Control:
    """An address that leads nowhere."""
    here = ft.use_route_location()
    ft.use_effect(lambda: None if here == WELCOME else session.go(WELCOME), [here])
    return _blank()


def to_the_next_guest(session: GuestSession, order_id: OrderId | None = None) -> None:
    """Forget the one who was here, and with them their order, and welcome the next."""
    if order_id is not None:
        session.departed.add(order_id)
    session.forget_guest()
    session.go(session.start)


async def _back_to_staff(session: GuestSession, order_id: OrderId) -> str:
    """Where staff go on: at the menu while no dish is chosen, else at their list, where the bill stays.

    Going is never held up: what cannot be read or written now is handed over with the next order of this tablet.
    """
    ordering = session.services.ordering
    try:
        order = await ordering.get(order_id)
        if order.tablet == session.tablet_id and not order.with_staff:
            if not order.lines:
                return WELCOME
            await ordering.hand_to_staff(order_id)
    except PortError as error:
        log.warning("order_not_handed_over", kind=type(error).__name__)
    return session.start


async def _is_ours(session: GuestSession, order_id: OrderId) -> bool:
    """Whether this tablet may show the order to whoever stands there now.

    While the database cannot be read, the screen itself says so.
    """
    try:
        view = await session.services.showing.order(order_id)
    except NoSuchOrder:
        return False
    except PortError as error:
        log.warning("order_unreadable", kind=type(error).__name__)
        return True
    order = view.order
    mine = session.is_staff or order.tablet == session.tablet_id
    if not mine or order.state is OrderState.ABANDONED:
        return False
    return order.state is not OrderState.PAID or _is_still_here(session, view)


def _is_still_here(session: GuestSession, view: OrderView) -> bool:
    """Whether the guest of a paid order may still stand there: they have not left, and it is no old address."""
    paid_at = view.message.created_at if view.message is not None else view.order.opened_at
    return view.order.id not in session.departed and session.clock.now() - paid_at < LIFETIME


def _blank() -> ft.Control:
    return ft.Container(bgcolor=Role.PAPER, expand=True)
