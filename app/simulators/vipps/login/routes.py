"""The Login API over HTTP: discovery, keys, form posts with Basic authentication, userinfo; and its control path."""

import base64
import binascii
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.control import json_object, refuse
from app.simulators.ids import new_guid
from app.simulators.vipps.answers import answering, answering_control
from app.simulators.vipps.errors import Refusal
from app.simulators.vipps.login.asked import read_hint, read_start
from app.simulators.vipps.login.logins import Logins
from app.simulators.vipps.login.refusals import OAuthRefusal
from app.simulators.vipps.login.settings import SCOPES
from app.simulators.vipps.login.view import login_view
from app.simulators.vipps.shapes import Flag, Record, require
from app.simulators.vipps.tokens import Keys

ACCESS = "/access-management-1.0/access"
CIBA = "/vipps-login-ciba/api"
CIBA_GRANT = "urn:openid:params:grant-type:ciba"
CONSENTS = Record({channel: Flag() for channel in ("email", "sms", "digital", "personal")})
APPROVAL = Record({"consents": CONSENTS})


def login_routes(keys: Keys, logins: Logins) -> list[BaseRoute]:
    """Return the API's own routes and those below `/_sim/login` and `/_sim/logins`."""
    api, sim = _Api(keys, logins), _SimPaths(logins)
    oauth = answering(_oauth_error)
    return [
        Route(f"{ACCESS}/.well-known/openid-configuration", api.discovery, methods=["GET"]),
        Route(f"{ACCESS}/.well-known/jwks.json", api.jwks, methods=["GET"]),
        Route(f"{ACCESS}/oauth2/token", oauth(api.token), methods=["POST"]),
        Route(f"{CIBA}/v1/user-exists", oauth(api.user_exists), methods=["POST"]),
        Route(f"{CIBA}/backchannel/authentication", oauth(api.start), methods=["POST"]),
        Route("/vipps-userinfo-api/userinfo", answering(_userinfo_error)(api.userinfo), methods=["GET"]),
        Route("/vipps-userinfo-api/userinfo/", answering(_userinfo_error)(api.userinfo), methods=["GET"]),
        Route("/_sim/login", sim.get_settings, methods=["GET"]),
        Route("/_sim/login", answering_control(sim.change_settings), methods=["POST"]),
        Route("/_sim/logins", sim.list_all, methods=["GET"]),
        Route("/_sim/logins/{id}/{action}", answering_control(sim.act), methods=["POST"]),
    ]


class _Api:
    def __init__(self, keys: Keys, logins: Logins) -> None:
        self._keys = keys
        self._logins = logins

    async def discovery(self, request: Request) -> Response:
        return JSONResponse(_configuration(_base(request)), headers={"Cache-Control": "max-age=3600"})

    async def jwks(self, _request: Request) -> Response:
        return JSONResponse(self._logins.key.jwks())

    async def user_exists(self, request: Request) -> Response:
        self._authenticate(request)
        return JSONResponse({"exists": self._logins.exists(read_hint(await _form(request)))})

    async def start(self, request: Request) -> Response:
        self._authenticate(request)
        login = self._logins.start(read_start(await _form(request)))
        expires_in = int((login.expires_at - login.started_at).total_seconds())
        return JSONResponse({"auth_req_id": login.id, "expires_in": expires_in, "interval": login.interval})

    async def token(self, request: Request) -> Response:
        self._authenticate(request)
        form = await _form(request)
        if form.get("grant_type") != CIBA_GRANT:
            raise OAuthRefusal("unsupported_grant_type", f"The grant_type must be {CIBA_GRANT}")
        if "auth_req_id" not in form:
            raise OAuthRefusal("invalid_request", "The parameter auth_req_id is required")
        tokens = self._logins.exchange(form["auth_req_id"], _issuer(_base(request)))
        return JSONResponse(tokens, headers={"Cache-Control": "no-store"})

    async def userinfo(self, request: Request) -> Response:
        if "ocp-apim-subscription-key" in request.headers:
            raise OAuthRefusal("invalid_token", "Userinfo of a login takes no subscription key", status=401)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        claims = self._logins.userinfo(token if scheme == "Bearer" else "")
        return JSONResponse(claims, media_type="application/json;charset=UTF-8")

    def _authenticate(self, request: Request) -> None:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        if scheme != "Basic" or given != f"{self._keys.client_id}:{self._keys.client_secret}":
            raise OAuthRefusal("invalid_client", "Client authentication failed", status=401)


class _SimPaths:
    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    async def get_settings(self, _request: Request) -> Response:
        return JSONResponse(self._logins.settings.as_json())

    async def change_settings(self, request: Request) -> Response:
        self._logins.change_settings(await json_object(request))
        return await self.get_settings(request)

    async def list_all(self, _request: Request) -> Response:
        return JSONResponse({"logins": [login_view(self._logins, login) for login in self._logins.all()]})

    async def act(self, request: Request) -> Response:
        """Let the guest `approve` (`{"consents": {"email": true}}`) or `reject`."""
        action, login_id = request.path_params["action"], request.path_params["id"]
        if action == "reject":
            return JSONResponse(login_view(self._logins, self._logins.reject(login_id)))
        if action != "approve":
            return refuse("a guest can approve or reject", 404)
        body = await json_object(request) if await request.body() else {}
        require(APPROVAL, body)
        ticked = cast("dict[str, bool]", body.get("consents", {}))
        return JSONResponse(login_view(self._logins, self._logins.approve(login_id, ticked)))


async def _form(request: Request) -> dict[str, str]:
    """Return a form's fields; raises `OAuthRefusal` for another content type, bad encoding or a field given twice."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise OAuthRefusal("invalid_request", "The body must be application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as error:
        raise OAuthRefusal("invalid_request", "The form cannot be read") from error
    if len({name for name, _ in pairs}) != len(pairs):
        raise OAuthRefusal("invalid_request", "A parameter is included more than once")
    return dict(pairs)


def _oauth_error(_request: Request, refusal: Refusal) -> Response:
    if not isinstance(refusal, OAuthRefusal):
        raise refusal
    headers = {"WWW-Authenticate": "Basic"} if refusal.status == 401 else {}
    return JSONResponse(refusal.as_json(), refusal.status, headers)


def _userinfo_error(_request: Request, refusal: Refusal) -> Response:
    """Userinfo is an API of its own with the shape of error it declares, the status as a string."""
    body = {
        "type": f"https://httpstatuses.io/{refusal.status}",
        "title": "Unauthorized",
        "status": str(refusal.status),
        "detail": refusal.description if isinstance(refusal, OAuthRefusal) else "",
        "instance": new_guid(),
    }
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return JSONResponse(body, refusal.status, headers, media_type="application/json;charset=UTF-8")


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _issuer(base: str) -> str:
    return f"{base}{ACCESS}/"


def _configuration(base: str) -> dict[str, object]:
    access = f"{base}{ACCESS}"
    return {
        "issuer": _issuer(base),
        "authorization_endpoint": f"{access}/oauth2/auth",
        "token_endpoint": f"{access}/oauth2/token",
        "userinfo_endpoint": f"{base}/vipps-userinfo-api/userinfo",
        "jwks_uri": f"{access}/.well-known/jwks.json",
        "revocation_endpoint": f"{access}/oauth2/revoke",
        "end_session_endpoint": f"{access}/oauth2/sessions/logout",
        "backchannel_authentication_endpoint": f"{base}{CIBA}/backchannel/authentication",
        "backchannel_token_delivery_modes_supported": ["poll"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "scopes_supported": [scope for scope in SCOPES if scope != "customFlow"],
    }
