"""What every view of the self-order screen draws with: words, room, the menu, and what taps do."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.catalog import Catalog, Category, Product
from app.domain.ids import LineId, ProductId
from app.domain.order import Order
from app.domain.restaurant import Restaurant
from app.ui.components.buttons import Tap
from app.ui.kit import SizeClass
from app.ui.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Taps:
    """What each control calls; all are guarded already."""

    eat_here: Tap
    take_away: Tap
    language: Callable[[str], Tap]
    accessibility: Tap
    category: Callable[[Category], Tap]
    product: Callable[[Product], Tap]
    less_of: Callable[[Product], Tap]
    more: Callable[[LineId], Tap]
    less: Callable[[LineId], Tap]
    toggle: Callable[[str], Tap]
    confirm: Tap
    cancel_choice: Tap
    choice_dismissed: Callable[[ProductId], Tap]
    look: Tap
    close_look: Tap
    go_on: Tap
    member: Tap
    start_over: Tap
    still_there: Tap
    again: Tap


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment of one tablet. ``note``, ``countdown`` and ``rewards`` live by themselves: views give them a place."""

    texts: Texts
    size: SizeClass
    house: Restaurant
    catalog: Catalog
    taps: Taps
    note: ft.Control
    countdown: Callable[[], ft.Control]
    rewards: Callable[[Order], ft.Control]
