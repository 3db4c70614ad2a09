"""The access token of a sales unit: fetched, cached, renewed early (Access Token API, standard authentication)."""

from datetime import timedelta

from app.ports.clock import Clock
from app.providers.http.auth import CachedToken, Token
from app.providers.http.client import ApiClient
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import read_answer
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.headers import common_headers
from app.providers.vipps.schemas.access_token import AccessToken

TOKEN_PATH = "/accesstoken/get"


def get_token(config: VippsConfig) -> ApiRequest[AccessToken]:
    """Ask for a token. Asking twice gives two tokens that both work."""
    return ApiRequest(
        action="vipps_get_token",
        method="POST",
        path=TOKEN_PATH,
        template=TOKEN_PATH,
        headers={**common_headers(config), "client_id": config.client_id, "client_secret": config.client_secret},
        parse=_parse,
        effect=Effect.READ,
    )


def token_cache(config: VippsConfig, client: ApiClient, clock: Clock) -> CachedToken:
    """Tokens for the other calls. Their life is counted by our own clock: the two clocks need not agree."""

    async def fetch() -> Token:
        asked_at = clock.now()
        answer = await client.send(get_token(config))
        return Token(text=answer.access_token, expires_at=asked_at + timedelta(seconds=answer.expires_in))

    return CachedToken(fetch, clock)


def _parse(answer: Answer) -> AccessToken:
    return read_answer(AccessToken, answer)
