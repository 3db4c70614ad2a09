"""A whole tablet in this process: the real app, real services, doubles outside, and a camera to hold up to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import flet as ft

from app.bootstrap.house import House
from app.domain.ids import OrderId
from app.ports.code_scanner import CameraError, CameraTrouble, Detail
from app.ports.viewfinder import Hint, Look, Quad
from app.ui.app import app_main
from app.ui.context import Devices
from app.ui.kit import current_ui
from support.fakes import settle
from support.flet_inproc import App
from support.house import TABLET, Visit, World

NO_CODE = b"nothing to see"
LOCATED = b"located: "
MIDDLE = ((0.4, 0.3), (0.6, 0.3), (0.6, 0.7), (0.4, 0.7))
SIZES = {"lying": (1280, 800), "upright": (800, 1280), "phone": (390, 844)}


@dataclass(slots=True)
class FakeFrames:
    """A camera that shows one picture until told otherwise; ``trouble`` keeps it dark."""

    picture: bytes = NO_CODE
    trouble: CameraTrouble | None = None
    mirrored: bool = False
    details: list[Detail] = field(default_factory=list)
    exposed: list[int] = field(default_factory=list)
    asked: int = 0
    opened: int = 0
    taken: int = 0
    closed: int = 0

    async def open(self) -> None:
        self.asked += 1
        self._fail()
        self.opened += 1

    async def frame(self) -> bytes:
        self._fail()
        self.taken += 1
        return self.picture

    async def close(self) -> None:
        self.closed += 1

    async def use(self, detail: Detail) -> None:
        self.details.append(detail)

    async def expose(self, darker: int) -> None:
        self.exposed.append(darker)

    def shows(self, *texts: str) -> None:
        """Hold codes up; an empty text takes them away."""
        self.picture = "\n".join(texts).encode() or NO_CODE

    def locates(self, hint: Hint) -> None:
        """Hold a code up that cannot be read."""
        self.picture = LOCATED + hint.encode()

    def _fail(self) -> None:
        if self.trouble is not None:
            raise CameraError(self.trouble)


@dataclass(slots=True)
class FakeReader:
    """Reads the pictures of :class:`FakeFrames`."""

    read_pictures: int = 0
    closed: bool = False

    async def look(self, picture: bytes, *, mirrored: bool = False) -> Look:
        self.read_pictures += 1
        if picture.startswith(LOCATED):
            hint = Hint(picture.removeprefix(LOCATED).decode())
            return Look(quads=(Quad(corners=MIDDLE, read=False),), hint=hint, aspect=16 / 9)
        texts = [] if picture == NO_CODE else picture.decode().split("\n")
        return Look(texts=texts, quads=tuple(Quad(corners=MIDDLE, read=True) for _ in texts), aspect=16 / 9)

    def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class Tablet:
    """What a test holds in its hands."""

    app: App
    world: World
    house: House
    camera: FakeFrames
    visit: Visit

    async def passes(self, seconds: float) -> None:
        """Let time pass, and everything that it brings be drawn."""
        await self.world.clock.advance(seconds)
        await self.settle()

    async def settle(self) -> None:
        await settle()
        await self.app.settle(40)

    async def tap(self, identifier: str) -> None:
        await self.app.tap(identifier)
        await self.settle()

    async def shows_code(self, code: str) -> None:
        """Hold a code up to the camera until it was looked at."""
        self.camera.shows(code)
        await self.passes(0.5)

    async def types_number(self, number: str) -> None:
        """Type a phone number and confirm it."""
        await self.app.type("identify.phone", number)
        await self.tap("identify.phone.submit")

    async def scanner_types(self, code: str) -> None:
        """A scanner that types like a keyboard reads a code."""
        for key in [*code, "Enter"]:
            label = key if key == "Enter" else key.upper()
            held = {"shift": False, "ctrl": False, "alt": False, "meta": False}
            await self.app.event(self.app.page, "keyboard_event", {"key": label, **held})
        await self.passes(1)

    async def approves(self) -> None:
        """Say yes on the phone."""
        self.world.payments.approve((await self.visit.payment()).reference)
        await self.passes(6)

    def says(self, words: str) -> bool:
        """Whether these words stand on the screen."""
        return any(words in text for text in self.app.texts())

    @property
    def sheet_is_open(self) -> bool:
        """Whether a sheet lies over the screen; a closed one stays in the tree until the browser has let it go."""
        return any(sheet.open for sheet in self.app.all(ft.BottomSheet))


@dataclass(slots=True)
class Settings:
    """How a tablet is started."""

    size: str = "lying"
    language: str = "en"
    camera: FakeFrames = field(default_factory=FakeFrames)


@asynccontextmanager
async def at_checkout(world: World | None = None, settings: Settings | None = None) -> AsyncIterator[Tablet]:
    """A tablet with one fish soup on its order, where it is about to be paid; told in English."""
    world, settings = world or World(), settings or Settings()
    house = world.house()
    visit = Visit(world, house)
    await visit.orders_soup()
    await house.services.estimating.refresh()
    async with tablet(world, house, checkout_route(visit.order_id), settings) as held:
        held.visit.order_id = visit.order_id
        yield held


@asynccontextmanager
async def tablet(
    world: World, house: House, route: str = "/", settings: Settings | None = None
) -> AsyncIterator[Tablet]:
    """A tablet that opens an address of a house."""
    settings = settings or Settings()
    width, height = SIZES[settings.size]
    camera = settings.camera
    main = app_main(house.services, Devices(reader=FakeReader, frames=lambda: camera), world.clock)
    try:
        async with App(main, route=route, width=width, height=height) as app:
            held = Tablet(app, world, house, camera, Visit(world, house))
            speak(settings.language)
            await held.settle()
            yield held
    finally:
        await house.background.close()


def checkout_route(order_id: OrderId) -> str:
    """Where an order of the demo tablet is paid."""
    return f"/checkout/{order_id}?tablet={TABLET}"


def speak(language: str) -> None:
    """Choose a language, as the words on the welcome screen do."""
    ui = current_ui()
    assert ui is not None
    ui.language = language
