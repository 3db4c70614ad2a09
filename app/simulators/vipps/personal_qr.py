"""Personal QR codes: clear text (v1) and tokenised (v2), and what the exchange says to them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.simulators.clock import SimClock
from app.simulators.ids import new_token
from app.simulators.vipps.errors import FieldProblem, FieldsRefusal
from app.simulators.vipps.shapes import Choice, ListOf, Text, record, require

CLEAR_TEXT = re.compile(r"https://qr\.vipps\.no/28/2/01/031/(\d{8,15})(?:\?\S*)?")
TOKENISED = re.compile(r"https://qr\.vipps\.no/p/([A-Za-z0-9_-]+)")
EXCHANGE = record({"qrCode": Text()}, {"requestedData": ListOf(item=Choice(("MSISDN",)))})
INCOMPLETE = "The complete data contained in the QR code is required."
EXPIRED = "The QR code has expired."

QrVersion = Literal["1.0", "2.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose QR it is; `made_at` is known for tokenised codes only."""

    msisdn: str
    version: QrVersion
    made_at: datetime | None = None


class PersonalQrs:
    """All personal QR codes now alive."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._tokens: dict[str, tuple[str, datetime]] = {}

    def make(self, msisdn: str, version: QrVersion) -> str:
        """Return the text of a fresh code."""
        if version == "1.0":
            return f"https://qr.vipps.no/28/2/01/031/{msisdn}?v=1"
        token = new_token(16)
        self._tokens[token] = (msisdn, self._clock.now())
        return f"https://qr.vipps.no/p/{token}"

    def holder(self, text: str, life_seconds: int) -> Holder:
        """Tell whose code it is; raises `FieldsRefusal` naming `qrCode` for anything else, and for a code too old."""
        clear = CLEAR_TEXT.fullmatch(text)
        if clear:
            return Holder(msisdn=clear[1], version="1.0")
        tokenised = TOKENISED.fullmatch(text)
        if tokenised is None or tokenised[1] not in self._tokens:
            raise FieldsRefusal(FieldProblem("qrCode", INCOMPLETE))
        msisdn, made_at = self._tokens[tokenised[1]]
        if made_at + timedelta(seconds=life_seconds) <= self._clock.now():
            raise FieldsRefusal(FieldProblem("qrCode", EXPIRED))
        return Holder(msisdn=msisdn, version="2.0", made_at=made_at)

    def exchange(self, body: object, known: frozenset[str], life_seconds: int) -> dict[str, object]:
        """Answer `POST /qr/v1/exchange`; `known` are the numbers of the app's users."""
        require(EXCHANGE, body)
        assert isinstance(body, dict)  # noqa: S101 (the shape says so)
        holder = self.holder(body["qrCode"], life_seconds)
        if holder.msisdn not in known:
            raise FieldsRefusal(FieldProblem("qrCode", INCOMPLETE))
        stamp = {} if holder.made_at is None else {"timestamp": int(holder.made_at.timestamp())}
        return {"msisdn": holder.msisdn, **stamp, "version": holder.version}
