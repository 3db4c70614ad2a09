"""What every view of the checkout draws with: words, room, the house, what taps do, and the living pieces."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.ids import LineId
from app.domain.order import Order
from app.domain.restaurant import PaymentBrand, Restaurant
from app.ui.components.buttons import Tap
from app.ui.kit import SizeClass
from app.ui.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Taps:
    """What each control calls; all are guarded already. `to_payers` only where there are several."""

    back: Tap
    submit_phone: Tap
    without: Tap
    to_the_bill: Tap
    not_me: Tap
    offers: Tap
    keep_offers: Tap
    save_offers: Tap
    email: Tap
    sms: Tap
    terms: Tap
    join: Tap
    join_in_app: Tap
    stop_joining: Tap
    not_now: Tap
    earn: Tap
    pay: Tap
    pay_by_code: Tap
    another_number: Tap
    put_aside: Tap
    cancel: Tap
    again: Tap
    done: Tap
    to_payers: Tap | None
    another: Tap
    add_unknown: Tap
    payer: Callable[[int], Tap]
    take_off: Callable[[int], Tap]
    equally: Tap
    by_dishes: Tap
    choose_payer: Callable[[int], Tap]
    give: Callable[[LineId], Tap]
    add_newcomer: Tap
    replace: Tap
    ignore: Tap
    stay: Tap
    leave: Tap


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Controls with a life of their own, made by the screen: views only give them a place.

    ``rewards`` of an order are brief, where the flag says so: only what is within reach. ``ear`` hears a scanner that
    types where no viewfinder does.
    """

    viewfinder: Callable[[int], ft.Control]
    phone: ft.Control
    address: ft.Control
    country: Callable[[], ft.Control]
    remark: Callable[[], ft.Control]
    time_left: Callable[[], ft.Control]
    countdown: Callable[[], ft.Control]
    rewards: Callable[[Order, bool], ft.Control]
    ear: Callable[[], ft.Control]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment of one tablet.

    `motion` is false when reduced motion is asked; `place` tells staff which bill it is; `goal` is what the guest's
    next reward takes, in points, once it is known.
    """

    texts: Texts
    size: SizeClass
    house: Restaurant
    taps: Taps
    pieces: Pieces
    motion: bool = True
    place: str = ""
    goal: int | None = None

    @property
    def brand(self) -> PaymentBrand:
        """Whose wallet pays here."""
        return self.house.payment_brand

    @property
    def wallet(self) -> str:
        """Its name, as the brand writes it."""
        return self.brand.name
