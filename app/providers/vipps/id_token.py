"""Checks ID tokens: signed by Vipps with RS256, for us, for this request, and not too old (OpenID Connect, 3.1.3.7)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.exceptions import InvalidTokenError, PyJWTError
from jwt.types import Options

from app.domain.enrolment import Fault
from app.providers.vipps.schemas.login import JsonWebKey, JsonWebKeySet

ALGORITHM = "RS256"
LEEWAY = timedelta(seconds=60)
"""How far the two clocks may differ."""

_UNJUDGED: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
}


class BadIdToken(Exception):
    """The token proves nothing; ``fault`` says why. The message holds nothing of it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"ID token: {fault}")
        self.fault = fault


class UnknownKey(Exception):
    """The token names a key that is not among those at hand: they may have been changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    now: datetime


def subject_of(token: str, keys: JsonWebKeySet, expected: Expected) -> str:
    """Whose login it is. Raises :class:`BadIdToken`, and :class:`UnknownKey` when newer keys may help."""
    claims = _signed_claims(token, _key(token, keys))
    if claims.get("iss") != expected.issuer:
        raise BadIdToken(Fault.ISSUER)
    if not _is_for(claims, expected.client_id):
        raise BadIdToken(Fault.AUDIENCE)
    if not _is_fresh(claims, expected.now):
        raise BadIdToken(Fault.EXPIRED)
    if claims.get("nonce") != expected.nonce:
        raise BadIdToken(Fault.NONCE)
    if "at_hash" in claims and not _belongs_to(claims["at_hash"], expected.access_token):
        raise BadIdToken(Fault.ACCESS_TOKEN)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise BadIdToken(Fault.SUBJECT)
    return subject


def _key(token: str, keys: JsonWebKeySet) -> JsonWebKey:
    try:
        header = jwt.get_unverified_header(token)
    except PyJWTError:
        raise BadIdToken(Fault.MALFORMED) from None
    if header.get("alg") != ALGORITHM:
        raise BadIdToken(Fault.ALGORITHM)
    signing = [key for key in keys.keys if key.kty == "RSA" and key.use == "sig" and key.alg == ALGORITHM]
    named = [key for key in signing if key.kid == header.get("kid")]
    if not named:
        raise UnknownKey
    return named[0]


def _signed_claims(token: str, key: JsonWebKey) -> Mapping[str, Any]:
    """The claims of a token with a right signature; what they say is judged by our own clock and words."""
    try:
        public = jwt.PyJWK({"kty": key.kty, "n": key.n, "e": key.e}, ALGORITHM)
        claims: dict[str, Any] = jwt.decode(token, public, algorithms=[ALGORITHM], options=_UNJUDGED)
    except jwt.InvalidSignatureError:
        raise BadIdToken(Fault.KEY) from None
    except jwt.InvalidKeyError:
        raise BadIdToken(Fault.KEY) from None
    except (InvalidTokenError, PyJWTError, ValueError):
        raise BadIdToken(Fault.MALFORMED) from None
    return claims


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """``aud`` names us; where it names others too, ``azp`` says that it was made for us."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    return client_id in named and (len(named) == 1 or claims.get("azp") == client_id)


def _is_fresh(claims: Mapping[str, Any], now: datetime) -> bool:
    end = claims.get("exp")
    return isinstance(end, int | float) and now.timestamp() < end + LEEWAY.total_seconds()


def _belongs_to(at_hash: object, access_token: str) -> bool:
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).decode().rstrip("=")
    return isinstance(at_hash, str) and hmac.compare_digest(at_hash.encode(), expected.encode())
