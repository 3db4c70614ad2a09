"""A till whose adapter asks guests in their app, at the simulated Vipps over real HTTP; and the guest's thumb."""

from datetime import timedelta
from typing import Any

from app.devices.clock import SystemClock
from app.domain.customer import PhoneNumber
from app.ports.enrolment_in_app import EnrolmentAnswer, EnrolmentAsk, EnrolmentAsked
from app.providers.vipps.consents import ConsentRules
from app.providers.vipps.login_adapter import VippsLogin
from support.quick_clock import QuickClock
from support.running import RunningVipps

KARI = PhoneNumber("4712345678")
NOBODY = PhoneNumber("4799999999")
LIFE = timedelta(minutes=10)
NONCE = "nonce-of-this-request"
ACCESS = "/access-management-1.0/access"
TOKEN = f"POST {ACCESS}/oauth2/token"
EXISTS = "POST /vipps-login-ciba/api/v1/user-exists"
STARTING = "POST /vipps-login-ciba/api/backchannel/authentication"
DISCOVERY = f"GET {ACCESS}/.well-known/openid-configuration"
KEYS = f"GET {ACCESS}/.well-known/jwks.json"
USERINFO = "GET /vipps-userinfo-api/userinfo"


class Till:
    """Our adapter, connected to the simulator, and the guest's thumb."""

    def __init__(self, vipps: RunningVipps, rules: ConsentRules | None = None, **settings: Any) -> None:
        self.vipps = vipps
        self.clock = QuickClock(SystemClock().now())
        self.login = VippsLogin(vipps.config(**settings), rules or ConsentRules(), self.clock)

    async def ask(self, phone: PhoneNumber = KARI, **changes: Any) -> EnrolmentAsked:
        given: dict[str, Any] = {"phone": phone, "binding_message": "4MZ-CQ3", "nonce": NONCE, "life": LIFE}
        return await self.login.ask(EnrolmentAsk(**given | changes))

    async def answer(self, asked: EnrolmentAsked, nonce: str = NONCE) -> EnrolmentAnswer:
        """Look once, later than the shortest interval."""
        self.vipps.clock.advance(20)
        return await self.login.answer(asked.id, nonce)

    def approve(self, asked: EnrolmentAsked, **ticked: bool) -> None:
        self.vipps.backend.logins.approve(asked.id, ticked)

    async def approved(self, **ticked: bool) -> EnrolmentAnswer:
        """Asked, approved, looked."""
        asked = await self.ask()
        self.approve(asked, **ticked)
        return await self.answer(asked)
