"""QR API: whose personal QR is it?"""

from datetime import UTC, datetime

from app.domain.customer import PhoneNumber
from app.ports.identity_provider import ExchangedQr
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build, read_answer
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.headers import body_headers
from app.providers.vipps.schemas.qr import ExchangeAnswer, ExchangeRequest

EXCHANGE_PATH = "/qr/v1/exchange"


def exchange(config: VippsConfig, text: str) -> ApiRequest[ExchangedQr]:
    """Exchange the complete, unchanged text of a scanned code for the phone number behind it."""
    return ApiRequest(
        action="vipps_exchange_qr",
        method="POST",
        path=EXCHANGE_PATH,
        template=EXCHANGE_PATH,
        headers=body_headers(config),
        body=build(ExchangeRequest, qrCode=text).text(),
        parse=_parse,
        effect=Effect.READ,
    )


def _parse(answer: Answer) -> ExchangedQr:
    found = read_answer(ExchangeAnswer, answer)
    issued_at = None if found.timestamp is None else datetime.fromtimestamp(found.timestamp, UTC)
    return ExchangedQr(phone=PhoneNumber(found.msisdn), issued_at=issued_at)
