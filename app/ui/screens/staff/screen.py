"""The staff's screen as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, cast

import flet as ft

from app.domain.ids import OrderId
from app.ui.components.buttons import Tap
from app.ui.components.fields import staff_pin_look, table_look
from app.ui.context import GuestSession
from app.ui.kit import component, guard, use_idle, use_task, use_text_field, use_ui
from app.ui.screens.staff.model import StaffModel
from app.ui.screens.staff.state import Bills, Door, Shut, StaffState
from app.ui.screens.staff.view import Scene, staff

LEFT_ALONE: Final = timedelta(minutes=5)
"""So long without a touch on this screen, and the PIN is asked for again."""

FRESH: Final = 5.0
"""Seconds between two readings of the list: a bill that another tablet made or paid needs no tap here."""


@dataclass(slots=True)
class _Held:
    """What Enter does in a field; a field lives longer than the render that made it."""

    enter: dict[str, Tap] = field(default_factory=dict)

    def submit(self, name: str) -> Tap:
        """The newest tap of this name."""
        return guard(lambda *_: self.enter[name]())


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
    held = ft.use_memo(_Held, [])
    pin = use_text_field(ui.texts.t("PIN"), on_submit=held.submit("enter"), **staff_pin_look())
    table = use_text_field(ui.texts.t("Table number"), on_submit=held.submit("begin"), **table_look())

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

    async def fresh() -> None:
        while True:
            await session.clock.sleep(FRESH)
            await model.refresh()

    use_task(fresh, [], active=isinstance(state, Bills))
    touched = use_idle(session.clock, LEFT_ALONE, model.close, active=not isinstance(state, Shut | Door))

    def bill(order_id: OrderId) -> Callable[..., None]:
        def go() -> None:
            touched()
            on_bill(order_id)

        return guard(go)

    def handed_over(order_id: OrderId) -> Tap:
        async def note() -> None:
            touched()
            await model.hand_over(order_id)

        return guard(note)

    held.enter = {"enter": guard(enter), "begin": guard(begin)}
    house = session.services.restaurant
    scene = Scene(
        texts=ui.texts,
        size=ui.size,
        name=house.name,
        zone=house.country.time_zone,
        pin=pin.control,
        table=table.control,
        enter=held.enter["enter"],
        begin=held.enter["begin"],
        leave=guard(leave),
        again=guard(model.refresh),
        bill=bill,
        handed_over=handed_over,
    )
    return staff(state, scene)
