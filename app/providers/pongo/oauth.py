"""The merchant's consent: the form's address, the exchange of its code, and whose account a token opens."""

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import httpx

from app.ports.clock import Clock
from app.ports.connection import Account, Granted
from app.ports.errors import Misconfigured, PortError
from app.providers.http.client import ApiClient
from app.providers.http.failures import refusal
from app.providers.http.headers import check_header_value
from app.providers.http.problems import Problem
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.http.schema import build, read_answer
from app.providers.pongo import users, wire
from app.providers.pongo.errors import explain
from app.providers.pongo.headers import BODY_HEADERS
from app.providers.pongo.schemas.oauth import TokenAnswer, TokenRequest

CLIENT_FIX = "Set TAFFEL_PONGO_CLIENT_ID and TAFFEL_PONGO_CLIENT_SECRET to what Pongo gave to this partner."
REDIRECT_FIX = "Have Pongo allow this hub's address, see TAFFEL_PONGO_REDIRECT_URI."


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthConfig:
    """Who asks, and where the form leads back to; without ``client_id`` and secret there is no form."""

    base_url: str
    redirect_uri: str
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


class PongoAccounts:
    """Implements :class:`app.ports.connection.Accounts`. ``transport`` is for tests."""

    def __init__(self, config: OAuthConfig, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._config = config
        self._exchanging = ApiClient(config.base_url, clock=clock, explain=explain_exchange, transport=transport)
        self._asking = ApiClient(config.base_url, clock=clock, explain=explain, transport=transport)

    async def close(self) -> None:
        """Let all connections go."""
        await self._exchanging.close()
        await self._asking.close()

    @property
    def offered(self) -> bool:
        return bool(self._config.client_id and self._config.client_secret)

    def form(self, state: str) -> str:
        client_id, _ = self._client()
        return form_address(self._config, client_id, state)

    async def exchange(self, code: str) -> Granted:
        client_id, client_secret = self._client()
        return await self._exchanging.send(get_token(client_id, client_secret, code))

    async def account(self, token: str) -> Account:
        return await self._asking.send(users.get_account(token))

    def _client(self) -> tuple[str, str]:
        if not self._config.client_id or not self._config.client_secret:
            raise Misconfigured("there is no client id for Pongo's form", fix=CLIENT_FIX)
        return self._config.client_id, self._config.client_secret


def form_address(config: OAuthConfig, client_id: str, state: str) -> str:
    """Where the merchant is sent. Scopes are separated by commas, and there is no ``response_type`` (Pongo, set-up)."""
    query = {
        wire.OAuth.CLIENT_ID: client_id,
        wire.OAuth.STATE: state,
        wire.OAuth.REDIRECT_URI: config.redirect_uri,
        wire.OAuth.SCOPE: ",".join(wire.OAuth.SCOPES),
    }
    return f"{config.base_url}{wire.Path.FORM}?{urlencode(query, safe=',')}"


def get_token(client_id: str, client_secret: str, code: str) -> ApiRequest[Granted]:
    """Exchange a code, which works once."""
    body = build(
        TokenRequest,
        grant_type=wire.OAuth.CLIENT_CREDENTIALS,
        client_id=client_id,
        client_secret=client_secret,
        code=code,
    )
    return ApiRequest(
        action="pongo_get_token",
        method="POST",
        path=wire.Path.TOKEN,
        template=wire.Path.TOKEN,
        headers=BODY_HEADERS,
        body=body.text(),
        parse=_parse,
        effect=Effect.ONCE,
    )


def explain_exchange(problem: Problem, text: str) -> PortError:
    """What a refused exchange means: the client is wrong, and a person must act, or the code is."""
    error = refusal(problem, text)
    ours = {wire.OAuth.CLIENT_ID, wire.OAuth.CLIENT_SECRET, wire.OAuth.GRANT_TYPE} & set(problem.fields)
    if problem.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} or ours:
        return Misconfigured(str(error), fix=CLIENT_FIX)
    if wire.OAuth.REDIRECT_URI in problem.fields:
        return Misconfigured(str(error), fix=REDIRECT_FIX)
    return error


def _parse(answer: Answer) -> Granted:
    told = read_answer(TokenAnswer, answer)
    try:
        check_header_value("pongo token", told.access_token)
    except Misconfigured:
        raise UnreadableAnswer("a token that no header can carry") from None
    return Granted(
        token=told.access_token,
        lifetime=None if told.expires_in is None else timedelta(seconds=told.expires_in),
    )
