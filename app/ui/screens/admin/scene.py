"""What every view of the admin draws with: words, room, the restaurant's clock, and what taps do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

import flet as ft

from app.domain.ids import LineId, LocationId, MessageId, Reference
from app.domain.money import Currency, Money
from app.domain.oversight import Sorted, Step
from app.domain.payment import Remedy
from app.ui.components.buttons import Tap
from app.ui.kit import SizeClass
from app.ui.screens.admin.state import Here, Much, Sheet
from app.ui.texts import Texts
from app.ui.texts.troubles import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Taps:
    """What each control calls; all are guarded already."""

    sign_in: Tap
    sign_out: Tap
    leave: Tap
    language: Callable[[str], Tap]
    go: Callable[[Here], Tap]
    again: Tap
    ask_outside: Tap
    payment: Callable[[Reference], Tap]
    back: Tap
    other_day: Callable[[int], Tap]
    sort: Callable[[Sorted], Tap]
    search: Tap
    clear_search: Tap
    more: Tap
    step: Callable[[Step], Tap]
    line: Callable[[LineId], Tap]
    by_amount: Callable[[bool], Tap]
    take_by: Callable[[Much], Tap]
    release_rest: Callable[[bool], Tap]
    go_on_taking: Tap
    compare: Tap
    reason: Callable[[str], Tap]
    go_on: Tap
    remedy: Callable[[Remedy], Tap]
    try_again: Callable[[MessageId], Tap]
    put_away: Callable[[MessageId], Tap]
    connect: Tap
    begin_pasting: Tap
    paste: Tap
    disconnect: Tap
    choose_store: Callable[[LocationId], Tap]
    store: Callable[[str], Tap]
    rewards_used: Tap
    confirm: Tap
    close: Tap
    dismissed: Callable[[type[Sheet]], Tap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Text fields live by themselves, so that no render empties them; views give them a place."""

    who: ft.Control
    passcode: ft.Control
    search: ft.Control
    amount: ft.Control
    reason: ft.Control
    code: ft.Control


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment of one browser."""

    texts: Texts
    size: SizeClass
    name: str
    wallet: str
    zone: tzinfo
    currency: Currency
    taps: Taps
    fields: Fields

    @property
    def compact(self) -> bool:
        """Whether it is a phone."""
        return self.size is SizeClass.COMPACT

    @property
    def voice(self) -> Voice:
        """How the stories of payments are told here."""
        return Voice(texts=self.texts, wallet=self.wallet, when=self.day_and_clock)

    def money(self, amount: Money) -> str:
        """With all its decimals."""
        return self.texts.money(amount.minor, amount.currency)

    def clock(self, moment: datetime) -> str:
        """Hours and minutes by the restaurant's clock."""
        return self.texts.clock(moment, self.zone)

    def exact(self, moment: datetime) -> str:
        """Hours, minutes and seconds, as support asks for them."""
        return f"{moment.astimezone(self.zone):%H:%M:%S}"

    def day_and_clock(self, moment: datetime) -> str:
        """Such as *21 November 2026, 19:04*."""
        return f"{self.texts.day(moment, self.zone)}, {self.clock(moment)}"
