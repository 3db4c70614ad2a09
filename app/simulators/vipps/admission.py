"""What every API asks of a request before its own rules: keys, token, sales unit, system headers, a JSON body."""

import json
from typing import NoReturn

from starlette.requests import Request

from app.simulators.vipps.errors import FieldProblem, FieldsRefusal
from app.simulators.vipps.payment_request import JsonObject
from app.simulators.vipps.shapes import ROOT
from app.simulators.vipps.tokens import Tokens

SYSTEM_HEADERS = (
    "vipps-system-name",
    "vipps-system-version",
    "vipps-system-plugin-name",
    "vipps-system-plugin-version",
)
MAX_SYSTEM_HEADER = 30


def admit(tokens: Tokens, request: Request, *, msn_required: bool = False) -> None:
    """Raise `GatewayRefusal` or `FieldsRefusal` unless the request's headers are right."""
    tokens.admit(request.headers)
    if msn_required and "merchant-serial-number" not in request.headers:
        name = "Merchant-Serial-Number"
        raise FieldsRefusal(FieldProblem(name, f"The header {name} is required."))
    for header in SYSTEM_HEADERS:
        if len(request.headers.get(header, "")) > MAX_SYSTEM_HEADER:
            raise FieldsRefusal(FieldProblem(header, f"At most {MAX_SYSTEM_HEADER} characters are allowed."))


async def json_body(request: Request) -> object:
    """Return the request's JSON, objects as `JsonObject`; raises `FieldsRefusal` for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise FieldsRefusal(FieldProblem("Content-Type", "The request body must be application/json."))
    try:
        parsed: object = json.loads(await request.body(), object_pairs_hook=JsonObject, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FieldsRefusal(FieldProblem(ROOT, "The request body is not valid JSON.")) from error
    return parsed


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)
