"""GET user information: the programme's configuration in ``partnerParameters``."""

from typing import Any

from pydantic import ValidationError

from app.domain.loyalty import FaultKind, PointsRules, Programme, ProgrammeFault
from app.ports.connection import Account
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.pongo import wire
from app.providers.pongo.headers import COMMON_HEADERS
from app.providers.pongo.schemas.unwrapping import unwrapped
from app.providers.pongo.schemas.users import RulesAnswer

FAULT_KINDS = {
    "missing": FaultKind.MISSING,
    "value_error": FaultKind.NOT_A_NUMBER,
    "finite_number": FaultKind.NOT_A_NUMBER,
    "greater_than_equal": FaultKind.NEGATIVE,
}
"""By the name that the validation has for it; anything else is not understood."""


def get_user() -> ApiRequest[Programme]:
    """The programme of the merchant whose token is sent."""
    return ApiRequest(
        action="pongo_get_user",
        method="GET",
        path=wire.Path.ME,
        template=wire.Path.ME,
        headers=COMMON_HEADERS,
        parse=_parse,
        effect=Effect.READ,
    )


def get_account(token: str) -> ApiRequest[Account]:
    """Whose account this very token opens, whichever is in force."""
    return ApiRequest(
        action="pongo_get_account",
        method="GET",
        path=wire.Path.ME,
        template=wire.Path.ME,
        headers={**COMMON_HEADERS, "Authorization": f"Bearer {token}"},
        parse=_parse_account,
        effect=Effect.READ,
    )


def _parse_account(answer: Answer) -> Account:
    user = unwrapped(answer.json())
    if not isinstance(user, dict):
        raise UnreadableAnswer("user information that is no object")
    return Account(merchant=_text(_inside(user, wire.User.MERCHANT), wire.User.NAME))


def _parse(answer: Answer) -> Programme:
    """Whatever the configuration lacks is left open: then no number is promised to a guest."""
    user = unwrapped(answer.json())
    if not isinstance(user, dict):
        raise UnreadableAnswer("user information that is no object")
    parameters = _inside(user, wire.User.PARTNER_PARAMETERS)
    programme = _inside(parameters, wire.User.PROGRAMME)
    rules, faults = _rules(programme)
    return Programme(
        enabled=programme.get(wire.User.IS_ENABLED) is not False,
        name=_text(programme, wire.User.NAME),
        rules=rules,
        faults=faults,
        terms_url=_https(_inside(parameters, wire.User.BRANDING), wire.User.TERMS_URL),
    )


def _rules(programme: dict[str, Any]) -> tuple[PointsRules | None, tuple[ProgrammeFault, ...]]:
    """The rules, or what is wrong with them; values are told to nobody."""
    try:
        rules = RulesAnswer.model_validate(programme)
    except ValidationError as error:
        return None, tuple(_fault(str(each["loc"][0]), each["type"]) for each in error.errors(include_input=False))
    found = PointsRules(
        mode=rules.mode,
        per_unit=rules.per_unit,
        per_visit=rules.per_visit,
        minimum=rules.minimum,
        rounding=rules.rounding,
    )
    return found, ()


def _fault(key: str, kind: str) -> ProgrammeFault:
    return ProgrammeFault(key=key, kind=FAULT_KINDS.get(kind, FaultKind.NOT_UNDERSTOOD))


def _inside(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _text(data: dict[str, Any], key: str) -> str | None:
    found = data.get(key)
    return found.strip() or None if isinstance(found, str) else None


def _https(data: dict[str, Any], key: str) -> str | None:
    """A link that may be shown to guests."""
    found = _text(data, key)
    return found if found is not None and found.startswith("https://") else None
