"""What one guest's screen is like: its size, language and looks, kept for the Flet session's life."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import flet as ft
import structlog

from app.ui.texts import DEFAULT_LANGUAGE, Texts
from app.ui.theme import Layout

log = structlog.get_logger()

_UI: Final = "ui"
_CLOSING: Final = "closing"


class SizeClass(StrEnum):
    """How much room there is, by the page's width."""

    COMPACT = "compact"
    MEDIUM = "medium"
    EXPANDED = "expanded"

    @classmethod
    def of(cls, width: float | None) -> "SizeClass":
        """Phone below 600, upright tablet below 1000, else lying tablet; no width is a phone."""
        if (width or 0) < Layout.COMPACT_BELOW:
            return cls.COMPACT
        return cls.MEDIUM if (width or 0) < Layout.MEDIUM_BELOW else cls.EXPANDED


@ft.observable
@dataclass
class UiState:
    """One per Flet session, never shared: an observable of two sessions patches the wrong browser."""

    size: SizeClass = SizeClass.COMPACT
    language: str = DEFAULT_LANGUAGE
    dark: bool = False
    reduced_motion: bool = False
    epoch: int = 0
    """Grows with each reconnect; the root reads it, because what changed while away was not sent."""

    @property
    def texts(self) -> Texts:
        """The texts of the chosen language."""
        return Texts(self.language)

    def motion(self, milliseconds: int) -> int:
        """The duration to use: nothing when reduced motion is asked."""
        return 0 if self.reduced_motion else milliseconds


UiContext = ft.create_context(UiState())


def use_ui() -> UiState:
    """Hook: the session's state; the component follows its changes."""
    return ft.use_context(UiContext)


def current_ui() -> UiState | None:
    """The state of the page in context, for handlers and tasks; `None` before `wire`."""
    found = ft.context.page.session.store.get(_UI)
    return found if isinstance(found, UiState) else None


def current_texts() -> Texts:
    """The texts of the page in context, for handlers and tasks."""
    ui = current_ui()
    return ui.texts if ui else Texts(DEFAULT_LANGUAGE)


def wire(
    page: ft.Page,
    ui: UiState,
    *,
    on_resync: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Let the session's state follow the page: size class, reconnects, and its end.

    `on_resync` is awaited after each reconnect, before everything is drawn anew.
    """
    page.session.store.set(_UI, ui)
    page.session.store.set(_CLOSING, [])
    ui.size = SizeClass.of(page.width)

    def resized(event: ft.PageResizeEvent) -> None:
        ui.size = SizeClass.of(event.width)  # notifies only when the class changes

    async def connected() -> None:
        try:
            if on_resync:
                await on_resync()
        except Exception:
            log.exception("resync_failed")
        # a page that is loaded anew says nothing of being in sight, and the last word of the one before was "hidden"
        await page.session.dispatch_event(page._i, "app_lifecycle_state_change", {"state": "show"})
        ui.epoch += 1

    def closed() -> None:
        for release in page.session.store.get(_CLOSING):
            _released(release)

    page.on_resize = resized
    page.on_connect = connected
    page.on_close = closed


def when_closed(page: ft.Page, release: Callable[[], None]) -> Callable[[], None]:
    """Call `release` when the session ends (component cleanups do not run then); returns how to forget it."""
    waiting: list[Callable[[], None]] = page.session.store.get(_CLOSING) or []
    waiting.append(release)
    page.session.store.set(_CLOSING, waiting)

    def forget() -> None:
        if release in waiting:
            waiting.remove(release)

    return forget


def _released(release: Callable[[], None]) -> None:
    try:
        release()
    except Exception:
        log.exception("release_failed")
