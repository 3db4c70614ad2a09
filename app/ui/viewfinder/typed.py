"""Scanners on a cable or Bluetooth: they type, and what they type goes the way of a camera's code."""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final, cast

import flet as ft

from app.domain.typed_scan import Began, Key, ScannerKeys, Typed
from app.ports.clock import Clock
from app.ui.kit import guard, remember_fields, use_lasting
from app.ui.viewfinder.scanning import Accepted, Checking, OnCode, Refused, Sight

READABLE: Final = 3.0
"""Seconds that words about a typed code stay."""

TRIES: Final = 8
PAUSE: Final = 0.25


@dataclass(slots=True)
class _Desk:
    """Where typed codes arrive. What stood in all fields each time that a scanner, perhaps, began to type is kept."""

    clock: Clock
    on_code: OnCode
    remember: Callable[[], Callable[[], None]]
    show: Callable[[Sight | None], None]
    before: list[Callable[[], None]] = dataclass_field(default_factory=list)
    keys: ScannerKeys = dataclass_field(default_factory=ScannerKeys)

    def press(self, key: Key) -> str | None:
        """Take a key; the text once a scanner has typed one."""
        told = self.keys.press(key)
        if isinstance(told, Began):
            self.before[told.burst :] = [self.remember()]
        if not isinstance(told, Typed):
            return None
        self.before[told.burst]()
        return told.text

    async def judge(self, text: str) -> None:
        """Have a code judged, when need be a little later, and leave the words about it long enough."""
        self.show(Checking())
        verdict = await self.on_code(text)
        for _ in range(TRIES):
            if verdict is None:
                await self.clock.sleep(PAUSE)
                verdict = await self.on_code(text)
        if verdict is not None:
            self.show(Accepted() if verdict.accepted else Refused(verdict.words))
            await self.clock.sleep(READABLE)
        self.show(None)


def use_typed_codes(clock: Clock, on_code: OnCode) -> Sight | None:
    """Hook: while shown, a scanner's codes go to `on_code` and leave no trace in any field; what to say meanwhile."""
    page = ft.context.page
    sight, show = cast("tuple[Sight | None, Callable[[Sight | None], None]]", ft.use_state(cast("Sight | None", None)))
    desk = ft.use_memo(lambda: _Desk(clock, on_code, lambda: remember_fields(page), show), [])
    desk.on_code = on_code

    def pressed(event: ft.KeyboardEvent) -> None:
        text = desk.press(_key(event, clock, plain=not page.web))
        if text is not None:
            page.run_task(guard(desk.judge), text)

    def listen() -> Callable[[], None]:
        mine = page.on_keyboard_event = guard(pressed)
        page.update()

        def leave() -> None:
            if page.on_keyboard_event is mine:  # the next screen's may be there before this one is gone
                page.on_keyboard_event = None

        return leave

    use_lasting(listen, [])
    return sight


def _key(event: ft.KeyboardEvent, clock: Clock, *, plain: bool) -> Key:
    command = event.ctrl or event.alt or event.meta
    return Key(label=event.key, at=clock.now(), shift=event.shift, command=command, plain=plain)
