"""Serves the desk: one page with three frames, and the switches that reach both simulators."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.simulators.desk.simulator_control import SimulatorControl, SimulatorGoneError
from app.simulators.desk.switches import SWITCHES, Switch
from app.simulators.live import LiveFeed

_HERE = Path(__file__).parent
_FONTS = _HERE.parents[2] / "assets" / "fonts"
_MINUTES_FORWARD = 10
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def create_desk_app(
    *, tablet_url: str, vipps_url: str, pongo_url: str, feed: LiveFeed | None = None, restaurant: str = "Fjord & Furu"
) -> Starlette:
    """The desk for one hub and two simulators; addresses without a trailing slash.

    `feed` is the simulators' own when they share the process, so that switches that turn themselves off are seen.
    """
    desk = _Desk(
        tablet_url=tablet_url.rstrip("/"),
        vipps_url=vipps_url.rstrip("/"),
        pongo_url=pongo_url.rstrip("/"),
        feed=feed or LiveFeed(),
        restaurant=restaurant,
    )
    return Starlette(routes=desk.routes())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    tablet_url: str
    vipps_url: str
    pongo_url: str
    feed: LiveFeed
    restaurant: str

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._page),
            Route("/desk", self._to_the_page),
            Route("/switches", self._read, methods=["GET"]),
            Route("/switches/{name}", _guarded(self._set), methods=["PUT"]),
            Route("/clock", _guarded(self._advance), methods=["POST"]),
            self.feed.route(),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
            Mount("/fonts", StaticFiles(directory=_FONTS, check_dir=False)),
        ]

    async def _page(self, _request: Request) -> Response:
        page = _templates.get_template("desk.html").render(
            restaurant=self.restaurant,
            tablet_url=self.tablet_url,
            phone_url=f"{self.vipps_url}/phone",
            ledger_url=f"{self.pongo_url}/backoffice",
            sides=[(side, [each for each in SWITCHES if each.side == side.lower()]) for side in ("Vipps", "Pongo")],
            minutes=_MINUTES_FORWARD,
        )
        return HTMLResponse(page)

    async def _to_the_page(self, _request: Request) -> Response:
        return RedirectResponse("/")

    async def _read(self, _request: Request) -> Response:
        vipps, pongo = await asyncio.gather(_faults(self._control("vipps")), _faults(self._control("pongo")))
        faults = {"vipps": vipps, "pongo": pongo}
        return JSONResponse(
            {
                "switches": {each.name: each.is_in(faults[each.side] or []) is not None for each in SWITCHES},
                "reachable": {side: found is not None for side, found in faults.items()},
            }
        )

    async def _set(self, request: Request) -> Response:
        switch = next((each for each in SWITCHES if each.name == request.path_params["name"]), None)
        wanted = (await request.json()).get("on")
        if switch is None or not isinstance(wanted, bool):
            return JSONResponse({"error": "no such switch, or `on` is not true or false"}, HTTPStatus.NOT_FOUND)
        await self._turn(switch, on=wanted)
        self.feed.changed()
        return await self._read(request)

    async def _turn(self, switch: Switch, *, on: bool) -> None:
        control = self._control(switch.side)
        number = switch.is_in(await control.faults())
        if on and number is None:
            await control.add_fault(switch.fault)
        if not on and number is not None:
            await control.remove_fault(number)

    async def _advance(self, _request: Request) -> Response:
        await self._control("vipps").advance_clock(_MINUTES_FORWARD * 60)  # both simulators live by one clock
        self.feed.changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _control(self, side: str) -> SimulatorControl:
        return SimulatorControl(self.vipps_url if side == "vipps" else self.pongo_url)


async def _faults(control: SimulatorControl) -> list[Mapping[str, object]] | None:
    try:
        return await control.faults()
    except SimulatorGoneError:
        return None


def _guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SimulatorGoneError as error:
            return JSONResponse({"error": f"no answer from the simulator at {error}"}, HTTPStatus.BAD_GATEWAY)
        except (ValueError, AttributeError):
            return JSONResponse({"error": "the body must be a JSON object"}, HTTPStatus.BAD_REQUEST)

    return answer
