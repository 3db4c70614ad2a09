"""Check-in API (legacy, Norway only): "you are a member" in the guest's app."""

from app.domain.customer import PhoneNumber
from app.providers.http.request import ApiRequest, Effect
from app.providers.http.schema import build, nothing
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.headers import body_headers
from app.providers.vipps.schemas.check_in import CheckInRequest

CHECK_IN_PATH = "/point-of-sale/v1/loyalty-check-in"
NORWAY = "47"
NORWEGIAN_DIGITS = 10


def takes(phone: PhoneNumber) -> bool:
    """Whether the API knows numbers of this country."""
    return phone.startswith(NORWAY) and len(phone) == NORWEGIAN_DIGITS


def check_in(config: VippsConfig, phone: PhoneNumber, *, is_member: bool) -> ApiRequest[None]:
    """Show the check-in screen; raises :class:`InvalidValue` for a number that :func:`takes` does not take."""
    return ApiRequest(
        action="vipps_check_in",
        method="POST",
        path=CHECK_IN_PATH,
        template=CHECK_IN_PATH,
        headers=body_headers(config),
        body=build(CheckInRequest, phoneNumber=str(phone), isMember=is_member).text(),
        parse=nothing,
        effect=Effect.ONCE,
    )
