"""What a guest's Flet session carries from screen to screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import flet as ft

from app.domain.ids import OrderId, TabletId
from app.ports.clock import Clock
from app.ports.code_scanner import CodeReader, FrameSource
from app.services.services import Services
from app.ui.chime import Chime
from app.ui.kit import UiState
from app.ui.tablet import Tablet
from app.ui.texts import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What is plugged into a tablet. Without `frames` the pictures come from the browser's or the device's camera."""

    reader: Callable[[], CodeReader]
    frames: Callable[[], FrameSource] | None = None
    webcam: Callable[[], FrameSource] | None = None
    """The camera of this machine, for a desktop client on it, which has none of its own."""
    mirror: bool = False
    """Show the pictures of `frames` as in a mirror: a webcam that looks at the guest."""
    sound: bool = True
    """Whether a code that was taken is heard too."""


class Departed:
    """Paid orders whose guests have gone: no address and no step back shows them again, in whatever tab of this hub."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._orders: dict[OrderId, None] = {}

    def add(self, order_id: OrderId) -> None:
        """Their guest has gone; the oldest of very many is forgotten."""
        self._orders[order_id] = None
        while len(self._orders) > self._most:
            del self._orders[next(iter(self._orders))]

    def __contains__(self, order_id: object) -> bool:
        return order_id in self._orders


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestSession:
    """One browser tab or app: what it may do, which tablet it is, and the state of its screen.

    `ui` is the only part that changes (size class, language, dark, reduced motion, reconnect epoch) and it belongs to
    this session alone; everything else that matters is in the database.
    """

    services: Services
    devices: Devices
    clock: Clock
    ui: UiState
    tablet: Tablet
    chime: Chime
    memory: ft.SharedPreferences
    """The device's small memory; Flet drops a service that nobody holds on to."""
    departed: Departed = field(default_factory=Departed)
    put_aside: set[str] = field(default_factory=set)
    """What this guest has read or answered already (references, order ids), so that no screen tells or asks twice."""

    staff: set[str] = field(default_factory=set)
    """Not empty while this session is the staff's: somebody gave the PIN. It ends with the session."""

    @property
    def is_staff(self) -> bool:
        """Whether any bill may be opened, and guests asked to join in their own app."""
        return bool(self.staff)

    @property
    def start(self) -> str:
        """Where this tablet begins."""
        return STAFF if self.is_staff else WELCOME

    @property
    def tablet_id(self) -> TabletId:
        """Whose orders these are."""
        return self.tablet.id

    def go(self, path: str) -> None:
        """Show another place; for handlers, effects and tasks of this session's page."""
        told = {LANGUAGE_QUERY: self.ui.language} if self.ui.language != self.services.restaurant.language else {}
        if any(path == checkout_path(OrderId(name)) for name in self.put_aside):
            told[PLACE_QUERY] = AT_THE_BILL
        search = "&".join(filter(None, [self.tablet.search.lstrip("?"), urlencode(told)]))
        ft.context.page.navigate(f"{path}?{search}" if search else path)

    def resume(self, route: str) -> None:
        """Language and place as the address tells them: so a restarted hub goes on where the guest was."""
        path, _, query = route.partition("?")
        told = parse_qs(query)
        language = told.get(LANGUAGE_QUERY, [""])[0]
        if any(language == each.code for each in LANGUAGES):
            self.ui.language = language
        if told.get(PLACE_QUERY) == [AT_THE_BILL]:
            self.put_aside.add(path.rpartition("/")[2])

    def ask_again(self, order_id: OrderId) -> None:
        """The guest of an order wants to say who they are, whatever they answered before."""
        self.put_aside.discard(order_id)

    def forget_guest(self) -> None:
        """Language and looks as the restaurant has them, and nothing left of what was read or answered."""
        self.put_aside.clear()
        self.ui.language = self.services.restaurant.language
        self.ui.dark = self.ui.reduced_motion = False


LANGUAGE_QUERY, PLACE_QUERY, AT_THE_BILL = "lang", "at", "bill"
WELCOME = "/"
STAFF = "/staff"


def checkout_path(order_id: OrderId) -> str:
    """The place where an order is paid."""
    return f"/checkout/{order_id}"
