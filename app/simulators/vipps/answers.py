"""How refusals look on the wire: each of Vipps' APIs has its own shape of error."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.simulators.control import refuse
from app.simulators.ids import new_guid
from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal, GatewayRefusal, Refusal

Endpoint = Callable[[Request], Awaitable[Response]]
Render = Callable[[Request, Refusal], Response]


def answering(render: Render) -> Callable[[Endpoint], Endpoint]:
    """Return a decorator that answers an endpoint's refusals; the gateway's look the same everywhere."""

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except GatewayRefusal as refusal:
                return gateway_answer(refusal)
            except Refusal as refusal:
                return render(request, refusal)

        return answer

    return decorate


def answering_control(endpoint: Endpoint) -> Endpoint:
    """Answer what the control path refuses, in its own words and shape."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except CodeRefusal as refusal:
            return JSONResponse({"error": refusal.title, "code": refusal.code}, 409 if refusal.code != 5090 else 404)
        except LookupError as error:
            return refuse(str(error), 404)
        except (FieldsRefusal, ValueError) as error:
            return refuse(str(error))

    return answer


def gateway_answer(refusal: GatewayRefusal) -> Response:
    """Return the API gateway's own shape."""
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return JSONResponse({"statusCode": refusal.status, "message": refusal.message}, refusal.status, headers)


def problem(request: Request, refusal: Refusal) -> Response:
    """Return the `application/problem+json` with `extraDetails` of ePayment and Webhooks."""
    match refusal:
        case CodeRefusal():
            title, detail = refusal.title, f"{refusal.title}."
            details = [{"name": "ErrorCode", "reason": str(refusal.code)}]
        case FieldsRefusal():
            title, detail = "Bad Request", "See extraDetails for further details"
            details = [field._asdict() for field in refusal.problems]
        case _:
            title, detail, details = "Internal Server Error", "", []
    body = {
        "type": f"https://httpstatuses.io/{refusal.status}",
        "title": title,
        "detail": detail,
        "instance": request.url.path[request.url.path.index("/", 1) :],
        "status": refusal.status,
        "traceId": trace_id(),
        "extraDetails": details,
    }
    return JSONResponse(body, refusal.status, media_type="application/problem+json")


def qr_problem(_request: Request, refusal: Refusal) -> Response:
    """Return the QR API's shape: a title and `extraDetails`, without type and trace."""
    fields = refusal.problems if isinstance(refusal, FieldsRefusal) else ()
    body = {
        "title": "Bad request",
        "status": refusal.status,
        "detail": "The request body contains one or more invalid parameters.",
        "extraDetails": [field._asdict() for field in fields],
    }
    return JSONResponse(body, refusal.status)


def legacy_problem(_request: Request, refusal: Refusal) -> Response:
    """Return the older APIs' shape with `invalidParams`."""
    if not isinstance(refusal, FieldsRefusal):
        return Response(status_code=refusal.status)
    body = {
        "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1",
        "title": "One or more validation errors occurred.",
        "detail": "BadRequest",
        "instance": trace_id(),
        "invalidParams": [field._asdict() for field in refusal.problems],
    }
    return JSONResponse(body, refusal.status)


def trace_id() -> str:
    """Return a fresh W3C-like trace id."""
    digits = (new_guid() + new_guid()).replace("-", "")
    return f"00-{digits[:32]}-{digits[32:48]}-00"
