"""Bodies of the QR API."""

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody


class ExchangeRequest(RequestBody):
    """``qrCode`` is the complete scanned text, unchanged."""

    qrCode: str = Field(min_length=1)
    requestedData: tuple[str, ...] = ("MSISDN",)


class ExchangeAnswer(AnswerBody):
    """``timestamp`` (epoch seconds) tells when a tokenised code was drawn; clear text codes have none."""

    msisdn: str = Field(pattern=r"^[1-9]\d{7,14}$")
    timestamp: int | None = Field(default=None, ge=0, le=253_402_300_799)
