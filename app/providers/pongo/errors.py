"""What Hey Pongo's error answers mean to us; it has statuses and field names, no codes."""

from http import HTTPStatus

from app.ports.errors import Misconfigured, NotConnected, NotFound, NotMapped, PinRefused, PortError, TooFewPoints
from app.providers.http.failures import refusal
from app.providers.http.problems import Family, Problem
from app.providers.pongo import wire
from app.providers.pongo.config import AmountShare

FIXES = {
    HTTPStatus.UNAUTHORIZED: "Connect Pongo again: its token is missing, wrong or no longer valid.",
    HTTPStatus.FORBIDDEN: "Connect Pongo again with all scopes: the token may not do this.",
}
STORE_FIX = "Choose the store again: Pongo does not know this slug."
STORE_FIELDS = {wire.Order.STORE_SLUG, wire.CheckIn.STORE_SLUG, wire.Customer.REFERENCE_STORE_SLUG}
FIELD_FIXES = {
    wire.Order.LINES: f"Set pongo.amount_share to {AmountShare.ORDER}: Pongo wants order lines.",
}


def explain(problem: Problem, text: str) -> PortError:
    """What an error answer means. A field that comes from the settings asks for a person, any other is refused.

    A 404 without a body is what HEAD gives for an unknown number.
    """
    if problem.status == HTTPStatus.NOT_FOUND and problem.family is Family.EMPTY:
        return NotFound(f"{text}: 404", status=problem.status)
    error = refusal(problem, text)
    if problem.status == HTTPStatus.FORBIDDEN and wire.Value.PIN_WORD in problem.text:
        return PinRefused(str(error), status=problem.status)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return NotConnected(str(error), fix=FIXES[HTTPStatus.UNAUTHORIZED])
    if problem.status in FIXES:
        return Misconfigured(str(error), fix=FIXES[HTTPStatus(problem.status)])
    if problem.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        if STORE_FIELDS & set(problem.fields):
            return NotMapped(str(error), fix=STORE_FIX)
        fix = next((FIELD_FIXES[name] for name in problem.fields if name in FIELD_FIXES), None)
        if fix is not None:
            return Misconfigured(str(error), fix=fix)
        if wire.Reward.POINTS in problem.fields:
            return TooFewPoints(str(error), code=wire.Reward.POINTS, status=problem.status)
    return error
