"""A till that starts logins with the simulated Vipps over HTTP, as its documentation says."""

from typing import Any

import httpx

from app.simulators import seed
from support.vipps_sim import KARI

ACCESS = "/access-management-1.0/access"
CIBA = "/vipps-login-ciba/api"
SCOPES = "openid name phoneNumber email delegatedConsents"


class LoginTill:
    """Speaks the Login API with the seeded keys."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.auth = httpx.BasicAuth(seed.VIPPS_CLIENT_ID, seed.VIPPS_CLIENT_SECRET)

    async def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        """Post a form with Basic authentication."""
        return await self.http.post(path, data=form, auth=self.auth)

    async def start(self, msisdn: str = KARI, **changes: str) -> httpx.Response:
        """Ask somebody to log in."""
        form = {"scope": SCOPES, "login_hint": f"urn:msisdn:{msisdn}", "binding_message": "4MZ-CQ3"} | changes
        return await self.post(f"{CIBA}/backchannel/authentication", form)

    async def started(self, msisdn: str = KARI, **changes: str) -> str:
        """Ask somebody to log in and return the id of the login."""
        answer = await self.start(msisdn, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["auth_req_id"])

    async def poll(self, login_id: str) -> httpx.Response:
        """Ask for the tokens."""
        form = {"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": login_id}
        return await self.post(f"{ACCESS}/oauth2/token", form)

    async def act(self, login_id: str, action: str, **consents: bool) -> httpx.Response:
        """Let the guest approve or reject."""
        return await self.http.post(f"/_sim/logins/{login_id}/{action}", json={"consents": consents})

    async def userinfo(self, tokens: dict[str, Any], **headers: str) -> httpx.Response:
        """Read the claims with the tokens of a login."""
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        return await self.http.get("/vipps-userinfo-api/userinfo", headers=bearer | headers)

    async def logged_in(self, scope: str = SCOPES, msisdn: str = KARI, **consents: bool) -> dict[str, Any]:
        """Go through a whole login and return the claims."""
        login_id = await self.started(msisdn, scope=scope)
        approved = await self.act(login_id, "approve", **consents)
        assert approved.status_code == 200, approved.text
        claims: dict[str, Any] = (await self.userinfo((await self.poll(login_id)).json())).json()
        return claims
