"""The control path of the simulated Vipps: what the customer does, who the customers are, how strict Vipps is."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.control import json_object, refuse
from app.simulators.vipps.answers import answering_control
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.personal_qr import QrVersion
from app.simulators.vipps.phone_view import payment_view, person_view, phone_view
from app.simulators.vipps.progress import progress_from_json
from app.simulators.vipps.qr_image import png, svg

QR_VERSIONS: dict[str, QrVersion] = {"1": "1.0", "2": "2.0"}
QR_PIXELS = 800
NARROW_BORDER = 1
"""The phone page puts the code on a white card that completes the quiet zone."""


def sim_routes(backend: VippsBackend) -> list[BaseRoute]:
    """Return the routes below `/_sim` that only the simulator has."""
    paths = _SimPaths(backend)
    return [
        Route("/_sim/payments", paths.list_payments, methods=["GET"]),
        Route("/_sim/payments/{reference}", answering_control(paths.get_payment), methods=["GET"]),
        Route("/_sim/payments/{reference}/{action}", answering_control(paths.act), methods=["POST"]),
        Route("/_sim/progress", paths.get_progress, methods=["GET"]),
        Route("/_sim/progress", answering_control(paths.set_progress), methods=["POST"]),
        Route("/_sim/capture-troubles", paths.list_troubles, methods=["GET"]),
        Route("/_sim/capture-troubles", answering_control(paths.add_trouble), methods=["POST"]),
        Route("/_sim/capture-troubles", paths.clear_troubles, methods=["DELETE"]),
        Route("/_sim/settings", paths.get_settings, methods=["GET"]),
        Route("/_sim/settings", answering_control(paths.change_settings), methods=["POST"]),
        Route("/_sim/people", paths.list_people, methods=["GET"]),
        Route("/_sim/people/{msisdn}", answering_control(paths.get_phone), methods=["GET"]),
        Route("/_sim/people/{msisdn}/qr", answering_control(paths.make_qr), methods=["POST"]),
        Route("/_sim/people/{msisdn}/qr.svg", answering_control(paths.draw_svg), methods=["GET"]),
        Route("/_sim/people/{msisdn}/qr.png", answering_control(paths.draw_png), methods=["GET"]),
        Route("/_sim/scan/{token}", answering_control(paths.scan), methods=["POST"]),
    ]


class _SimPaths:
    def __init__(self, backend: VippsBackend) -> None:
        self._backend = backend

    async def list_payments(self, _request: Request) -> Response:
        return JSONResponse({"payments": [payment_view(payment) for payment in self._backend.payments.all()]})

    async def get_payment(self, request: Request) -> Response:
        return JSONResponse(payment_view(self._backend.payments.find(request.path_params["reference"])))

    async def act(self, request: Request) -> Response:
        """Let the customer `open`, `approve` or `reject`; `{"msisdn": ...}` says who, for a payment by QR."""
        book = self._backend.payments
        actions = {"open": book.open, "approve": book.approve, "reject": book.reject}
        action = actions.get(request.path_params["action"])
        if action is None:
            return refuse("a customer can open, approve or reject", 404)
        msisdn = (await json_object(request)).get("msisdn") if await request.body() else None
        if msisdn is not None and msisdn not in self._backend.people:
            return refuse("nobody has this number", 404)
        return JSONResponse(payment_view(action(request.path_params["reference"], msisdn)))

    async def scan(self, request: Request) -> Response:
        """Open the payment that a merchant's QR leads to, as `{"msisdn": ...}`."""
        msisdn = str((await json_object(request)).get("msisdn"))
        if msisdn not in self._backend.people:
            return refuse("nobody has this number", 404)
        payment = self._backend.payments.find_by_token(request.path_params["token"])
        return JSONResponse(payment_view(self._backend.payments.open(payment.reference, msisdn)))

    async def get_progress(self, _request: Request) -> Response:
        return JSONResponse(self._backend.payments.progress.as_json())

    async def set_progress(self, request: Request) -> Response:
        self._backend.payments.progress = progress_from_json(await json_object(request))
        self._backend.changed()
        return await self.get_progress(request)

    async def list_troubles(self, _request: Request) -> Response:
        return JSONResponse({"troubles": self._backend.payments.troubles.as_json()})

    async def add_trouble(self, request: Request) -> Response:
        self._backend.payments.troubles.add(await json_object(request))
        self._backend.changed()
        return await self.list_troubles(request)

    async def clear_troubles(self, _request: Request) -> Response:
        self._backend.payments.troubles.clear()
        self._backend.changed()
        return Response(status_code=204)

    async def get_settings(self, _request: Request) -> Response:
        return JSONResponse(self._backend.settings.as_json())

    async def change_settings(self, request: Request) -> Response:
        self._backend.settings = self._backend.settings.changed(await json_object(request))
        self._backend.changed()
        return await self.get_settings(request)

    async def list_people(self, _request: Request) -> Response:
        return JSONResponse({"people": [person_view(person) for person in self._backend.people.values()]})

    async def get_phone(self, request: Request) -> Response:
        return JSONResponse(phone_view(self._backend, self._msisdn(request)))

    async def make_qr(self, request: Request) -> Response:
        text, version = self._fresh_qr(request)
        return JSONResponse({"text": text, "version": version, "svg": svg(text, border=NARROW_BORDER).decode()})

    async def draw_svg(self, request: Request) -> Response:
        return Response(svg(self._fresh_qr(request)[0]), media_type="image/svg+xml", headers=_NEVER_KEPT)

    async def draw_png(self, request: Request) -> Response:
        return Response(png(self._fresh_qr(request)[0], QR_PIXELS), media_type="image/png", headers=_NEVER_KEPT)

    def _fresh_qr(self, request: Request) -> tuple[str, QrVersion]:
        msisdn = self._msisdn(request)
        usual = "1" if self._backend.people[msisdn].app == "Vipps" else "2"
        version = QR_VERSIONS.get(request.query_params.get("version", usual))
        if version is None:
            raise ValueError("version must be 1 or 2")
        return self._backend.qrs.make(msisdn, version), version

    def _msisdn(self, request: Request) -> str:
        msisdn: str = request.path_params["msisdn"]
        if msisdn not in self._backend.people:
            raise LookupError("nobody has this number")
        return msisdn


_NEVER_KEPT = {"Cache-Control": "no-store"}
