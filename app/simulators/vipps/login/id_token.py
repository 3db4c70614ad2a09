"""The key the Login API signs with, and the ID tokens it makes, right or spoiled on demand."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.simulators.ids import new_guid

KEY_BITS = 2048
LIFE = timedelta(hours=1)


class SigningKey:
    """An RS256 key pair, made when it is first needed."""

    def __init__(self) -> None:
        self._private: rsa.RSAPrivateKey | None = None
        self.id = f"public:{new_guid()}"

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a signed JWT."""
        return jwt.encode(claims, self._key(), algorithm="RS256", headers={"kid": self.id})

    def jwks(self) -> dict[str, object]:
        """Return the public key as the JSON Web Key Set."""
        public: dict[str, object] = json.loads(RSAAlgorithm.to_jwk(self._key().public_key()))
        numbers = {name: public[name] for name in ("kty", "n", "e")}
        return {"keys": [{"use": "sig", "alg": "RS256", "kid": self.id, **numbers}]}

    def _key(self) -> rsa.RSAPrivateKey:
        if self._private is None:
            self._private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        return self._private


def access_token_hash(access_token: str) -> str:
    """Return OpenID Connect's `at_hash` for RS256."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).decode().rstrip("=")


def signed(claims: dict[str, Any], key: SigningKey, spoil: str) -> str:
    """Return the ID token; `spoil` is one of the words of the login settings."""
    match spoil:
        case "audience":
            claims = claims | {"aud": [new_guid()]}
        case "issuer":
            claims = claims | {"iss": "https://issuer.example/"}
        case "expired":
            back = int(2 * LIFE.total_seconds())
            claims = claims | {name: claims[name] - back for name in ("iat", "exp", "auth_time", "rat")}
        case "nonce":
            claims = claims | {"nonce": new_guid()}
        case "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": key.id})
        case "key":
            other = SigningKey()
            other.id = key.id
            return other.sign(claims)
        case _:
            pass
    return key.sign(claims)
