"""Access tokens and the gateway's checks of keys, token and sales unit."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.simulators.clock import SimClock
from app.simulators.ids import new_token
from app.simulators.vipps.errors import GatewayRefusal

NO_KEY = "Access denied due to missing subscription key. Make sure to include subscription key when making requests."
BAD_KEY = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
BAD_TOKEN = "Something went wrong, please try again later"
BAD_CLIENT = "Invalid client_id or client_secret"
BAD_MSN = "The merchant serial number is not linked to these API keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What one sales unit is known by."""

    client_id: str
    client_secret: str
    subscription_key: str
    msn: str


class Tokens:
    """Issues bearer tokens and admits who carries one; several tokens may be valid at once."""

    def __init__(self, keys: Keys, clock: SimClock) -> None:
        self.keys = keys
        self._clock = clock
        self._valid_until: dict[str, datetime] = {}

    def issue(self, headers: Mapping[str, str], seconds: int) -> dict[str, str]:
        """Return the answer of the token endpoint, numbers as strings; raises `GatewayRefusal`."""
        self._check_key(headers)
        given = (headers.get("client_id"), headers.get("client_secret"))
        if given != (self.keys.client_id, self.keys.client_secret):
            raise GatewayRefusal(401, BAD_CLIENT)
        self._check_msn(headers)
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        token = _jwt_lookalike(now, until)
        self._valid_until[token] = until
        return {
            "token_type": "Bearer",
            "expires_in": str(seconds),
            "ext_expires_in": "0",
            "expires_on": str(int(until.timestamp())),
            "not_before": str(int(now.timestamp())),
            "resource": "00000002-0000-0000-c000-000000000000",
            "access_token": token,
        }

    def admit(self, headers: Mapping[str, str]) -> None:
        """Raise `GatewayRefusal` unless subscription key, bearer token and sales unit are right."""
        self._check_key(headers)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        until = self._valid_until.get(token)
        if scheme != "Bearer" or until is None or until <= self._clock.now():
            raise GatewayRefusal(401, BAD_TOKEN)
        self._check_msn(headers)

    def forget(self) -> None:
        """Make all tokens invalid."""
        self._valid_until.clear()

    def _check_key(self, headers: Mapping[str, str]) -> None:
        key = headers.get("ocp-apim-subscription-key")
        if key is None:
            raise GatewayRefusal(401, NO_KEY)
        if key != self.keys.subscription_key:
            raise GatewayRefusal(401, BAD_KEY)

    def _check_msn(self, headers: Mapping[str, str]) -> None:
        if headers.get("merchant-serial-number", self.keys.msn) != self.keys.msn:
            raise GatewayRefusal(403, BAD_MSN)


def _jwt_lookalike(issued: datetime, expires: datetime) -> str:
    """Opaque to clients, but as long as the real ones (over 1000 characters) and of the same form."""
    claims = {"iat": int(issued.timestamp()), "exp": int(expires.timestamp()), "appid": new_token(24)}
    parts = (json.dumps({"typ": "JWT", "alg": "RS256"}), json.dumps(claims | {"xms": new_token(600)}))
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, new_token(256)])
