"""The staff's screen as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, cast

import flet as ft

from app.domain.ids import OrderId
from app.ui.components.fields import field_look
from app.ui.context import GuestSession
from app.ui.kit import component, guard, use_idle, use_text_field, use_ui
from app.ui.screens.staff.model import StaffModel
from app.ui.screens.staff.state import Bills, Door, Shut, StaffState
from app.ui.screens.staff.view import Scene, staff

LEFT_ALONE: Final = timedelta(minutes=5)
"""So long without a touch on this screen, and the PIN is asked for again."""


@component
def Staff(
    session: GuestSession,
    *,
    on_bill: Callable[[OrderId], None],
    on_order: Callable[[], None],
    on_leave: Callable[[], None],
) -> ft.Control:
    """Behind the PIN: open bills and new orders. `on_order` leads to the menu, `on_leave` to the guests' start."""
    ui = use_ui()
    first: StaffState = Bills() if session.is_staff else Door()
    state, show = cast("tuple[StaffState, Callable[[StaffState], None]]", ft.use_state(first))
    model = ft.use_memo(lambda: StaffModel(session.services, session.tablet_id, session.staff, show), [])
    ft.use_effect(guard(model.refresh), [ui.epoch], cleanup=lambda: None)
    pin = use_text_field(ui.texts.t("PIN"), **field_look(), password=True)
    table = use_text_field(ui.texts.t("Table number"), max_length=20, **field_look())

    async def enter() -> None:
        given = pin.value
        pin.put("")
        await model.enter(given)

    async def begin() -> None:
        if await model.begin(table.value) is not None:
            on_order()

    def leave() -> None:
        model.close()
        on_leave()

    touched = use_idle(session.clock, LEFT_ALONE, model.close, active=not isinstance(state, Shut | Door))

    def bill(order_id: OrderId) -> Callable[..., None]:
        def go() -> None:
            touched()
            on_bill(order_id)

        return guard(go)

    scene = Scene(
        texts=ui.texts,
        pin=pin.control,
        table=table.control,
        enter=guard(enter),
        begin=guard(begin),
        leave=guard(leave),
        again=guard(model.refresh),
        bill=bill,
    )
    return staff(state, scene)
