"""One example of every state of the staff's screen, and a scene to draw them in."""

from dataclasses import replace
from typing import Final

import flet as ft

from app.domain.ids import OrderId
from app.domain.order import OrderState
from app.services.admin.hosting import OpenBill, ToHandOver
from app.ui.kit import SizeClass
from app.ui.screens.staff.state import Bills, Door, DoorFault, Shut, StaffState
from app.ui.screens.staff.view import Scene
from app.ui.texts import Texts
from support.checkout_states import HOUSE, full_order, nothing
from support.samples import nok


def _bill(number: int, table: str = "", *, payers: int = 1, paid: int = 0, left: bool = False) -> OpenBill:
    order = replace(full_order(), id=OrderId(f"order{number:05}"), number=number, table=table, with_staff=left)
    state = OrderState.PLACED if paid else OrderState.OPEN
    return OpenBill(order=replace(order, state=state), unpaid=nok(order.amount.minor - paid), payers=payers)


BILLS: Final = (
    _bill(142, "12", payers=3, paid=32400, left=True),
    _bill(141, "Hagen ved fontenen 7", payers=2),
    _bill(140),
    _bill(139, "4"),
)

WAITING: Final = tuple(
    ToHandOver(order=replace(bill.order, state=OrderState.PAID), held=bill.order.amount) for bill in BILLS[:2]
)

STATES: Final[dict[str, StaffState]] = {
    "shut": Shut(),
    "door": Door(),
    **{f"door_{each.name.lower()}": Door(fault=each) for each in DoorFault},
    "bills": Bills(bills=BILLS),
    "bills_hand_over": Bills(bills=BILLS[2:3], waiting=WAITING),
    "bills_hand_over_only": Bills(bills=(), waiting=WAITING[:1]),
    "bills_one": Bills(bills=BILLS[2:3]),
    "bills_many": Bills(bills=tuple(_bill(number, str(number)) for number in range(130, 118, -1))),
    "bills_unread": Bills(),
    "bills_none": Bills(bills=()),
    "bills_failed": Bills(failed=True),
}
"""Every state by a name of its own."""


def still_scene(
    language: str = "en",
    size: SizeClass = SizeClass.EXPANDED,
    *,
    pin: ft.Control | None = None,
    table: ft.Control | None = None,
) -> Scene:
    """A scene in which nothing lives."""
    texts = Texts(language)
    return Scene(
        texts=texts,
        size=size,
        name=HOUSE.name,
        zone=HOUSE.country.time_zone,
        pin=pin or ft.TextField(label=texts.t("PIN")),
        table=table or ft.TextField(label=texts.t("Table number")),
        enter=nothing,
        begin=nothing,
        leave=nothing,
        again=nothing,
        bill=lambda _: nothing,
        handed_over=lambda _: nothing,
    )
