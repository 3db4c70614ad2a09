"""The simulated Vipps over HTTP: Vipps' own paths, headers and content types; the rules are in `backend`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.vipps.admission import admit, json_body
from app.simulators.vipps.answers import answering, gateway_answer, legacy_problem, problem, qr_problem
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.errors import GatewayRefusal, Refusal
from app.simulators.vipps.idempotency import Asked, checked_key
from app.simulators.vipps.qr_image import png, svg

PROBLEM_JSON = "application/problem+json"


def api_routes(backend: VippsBackend) -> list[BaseRoute]:
    """Return the routes that the real Vipps has too."""
    api = _Api(backend)
    payment = "/epayment/v1/payments/{reference}"
    return [
        Route("/accesstoken/get", api.access_token, methods=["POST"]),
        Route("/qr/v1/exchange", answering(qr_problem)(api.exchange_qr), methods=["POST"]),
        Route("/point-of-sale/v1/loyalty-check-in", answering(legacy_problem)(api.check_in), methods=["POST"]),
        Route("/epayment/v1/payments", answering(problem)(api.create_payment), methods=["POST"]),
        Route(payment, answering(problem)(api.get_payment), methods=["GET"]),
        Route(f"{payment}/events", answering(problem)(api.get_events), methods=["GET"]),
        Route(f"{payment}/{{operation}}", answering(problem)(api.modify_payment), methods=["POST"]),
        Route(
            "/epayment/v1/test/payments/{reference}/approve", answering(problem)(api.force_approve), methods=["POST"]
        ),
        Route("/qr-image/v1", api.qr_image, methods=["GET"]),
    ]


async def not_found(_request: Request, _error: Exception) -> Response:
    """Answer for a path that Vipps does not have, in the gateway's shape."""
    return gateway_answer(GatewayRefusal(404, "Resource not found"))


class _Api:
    def __init__(self, backend: VippsBackend) -> None:
        self._backend = backend

    async def access_token(self, request: Request) -> Response:
        try:
            token = self._backend.tokens.issue(request.headers, self._backend.settings.token_seconds)
        except GatewayRefusal as refusal:
            return gateway_answer(refusal)
        return JSONResponse(token, media_type="application/json;charset=UTF-8")

    async def exchange_qr(self, request: Request) -> Response:
        admit(self._backend.tokens, request)
        return JSONResponse(self._backend.exchange_qr(await json_body(request)))

    async def check_in(self, request: Request) -> Response:
        admit(self._backend.tokens, request)
        return JSONResponse(self._backend.check_in(await json_body(request)))

    async def create_payment(self, request: Request) -> Response:
        admit(self._backend.tokens, request, msn_required=True)
        key = checked_key(request.headers.get("idempotency-key"))
        body = await json_body(request)
        reference = body.get("reference") if isinstance(body, dict) else None
        asked = Asked(operation="create", reference=str(reference), key=key, body=await request.body())
        return JSONResponse(self._backend.create_payment(asked, body, str(request.base_url).rstrip("/")), 201)

    async def get_payment(self, request: Request) -> Response:
        admit(self._backend.tokens, request, msn_required=True)
        return JSONResponse(self._backend.get_payment(request.path_params["reference"]))

    async def get_events(self, request: Request) -> Response:
        admit(self._backend.tokens, request, msn_required=True)
        return JSONResponse(self._backend.get_events(request.path_params["reference"]))

    async def modify_payment(self, request: Request) -> Response:
        admit(self._backend.tokens, request, msn_required=True)
        operation = request.path_params["operation"]
        if operation not in {"cancel", "capture", "refund"}:
            raise GatewayRefusal(404, "Resource not found")
        key = checked_key(request.headers.get("idempotency-key"), required=operation != "cancel")
        raw = await request.body()
        body = await json_body(request) if raw or operation != "cancel" else {}
        asked = Asked(operation=operation, reference=request.path_params["reference"], key=key, body=raw)
        # The specification gives successful modifications the content type of problems, and so does Vipps.
        return JSONResponse(self._backend.modify_payment(asked, body), media_type=PROBLEM_JSON)

    async def force_approve(self, request: Request) -> Response:
        admit(self._backend.tokens, request, msn_required=True)
        self._backend.force_approve(request.path_params["reference"], await json_body(request))
        return Response(status_code=200)

    async def qr_image(self, request: Request) -> Response:
        try:
            payment = self._backend.payments.find_by_token(request.query_params.get("token", ""))
        except Refusal:
            return Response(status_code=404)
        if payment.state != "CREATED":
            return Response(status_code=404)
        target = f"{str(request.base_url).rstrip('/')}/phone?token={payment.token}"
        qr_format = payment.raw.get("qrFormat") or {}
        if qr_format.get("format") == "IMAGE/PNG":
            return Response(png(target, qr_format.get("size") or 1024), media_type="image/png")
        return Response(svg(target), media_type="image/svg+xml")
