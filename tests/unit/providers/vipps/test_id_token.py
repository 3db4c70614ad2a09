"""An ID token counts when Vipps signed it, for us, for this request, and it is fresh; nothing else does."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.domain.enrolment import Fault
from app.providers.vipps.id_token import BadIdToken, Expected, UnknownKey, subject_of
from app.providers.vipps.schemas.login import JsonWebKeySet
from support.clocks import START

ISSUER = "https://apitest.vipps.no/access-management-1.0/access/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EXPECTED = Expected(issuer=ISSUER, client_id="the-id", nonce="the-nonce", access_token="ciba.token", now=START)
AT_HASH = base64.urlsafe_b64encode(hashlib.sha256(b"ciba.token").digest()[:16]).decode().rstrip("=")
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": ["the-id"],
    "sub": "the-sub",
    "nonce": "the-nonce",
    "at_hash": AT_HASH,
    "iat": int(START.timestamp()),
    "exp": int((START + timedelta(hours=1)).timestamp()),
}


def keys(kid: str = "public:1", **changes: Any) -> JsonWebKeySet:
    public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
    numbers = {name: public[name] for name in ("kty", "n", "e")}
    entry = {"use": "sig", "alg": "RS256", "kid": kid, **numbers, **changes}
    return JsonWebKeySet.model_validate({"keys": [{"kty": "EC", "crv": "P-256", "kid": "public:1"}, entry]})


def token(key: Any = KEY, algorithm: str = "RS256", kid: str = "public:1", **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def fault_of(text: str, expected: Expected = EXPECTED, among: JsonWebKeySet | None = None) -> Fault:
    with pytest.raises(BadIdToken) as caught:
        subject_of(text, among or keys(), expected)
    return caught.value.fault


def test_a_right_token_tells_who_it_is() -> None:
    assert subject_of(token(), keys(), EXPECTED) == "the-sub"


@pytest.mark.parametrize("changes", [{"at_hash": None}, {"aud": "the-id"}, {"aud": ["the-id", "x"], "azp": "the-id"}])
def test_what_the_standard_leaves_open_is_taken(changes: dict[str, Any]) -> None:
    assert subject_of(token(**changes), keys(), EXPECTED) == "the-sub"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"aud": ["another"]}, Fault.AUDIENCE),
        ({"aud": None}, Fault.AUDIENCE),
        ({"aud": ["the-id", "another"]}, Fault.AUDIENCE),
        ({"aud": ["the-id", "another"], "azp": "another"}, Fault.AUDIENCE),
        ({"iss": "https://issuer.example/"}, Fault.ISSUER),
        ({"iss": ISSUER.rstrip("/")}, Fault.ISSUER),
        ({"iss": None}, Fault.ISSUER),
        ({"exp": int((START - timedelta(seconds=61)).timestamp())}, Fault.EXPIRED),
        ({"exp": None}, Fault.EXPIRED),
        ({"nonce": "another"}, Fault.NONCE),
        ({"nonce": None}, Fault.NONCE),
        ({"at_hash": "another"}, Fault.ACCESS_TOKEN),
        ({"at_hash": 7}, Fault.ACCESS_TOKEN),
        ({"sub": None}, Fault.SUBJECT),
        ({"sub": ""}, Fault.SUBJECT),
    ],
)
def test_every_wrong_claim_is_named(changes: dict[str, Any], fault: Fault) -> None:
    assert fault_of(token(**changes)) is fault


def test_clocks_may_differ_by_a_minute() -> None:
    late = replace(EXPECTED, now=START + timedelta(minutes=60, seconds=59))

    assert subject_of(token(), keys(), late) == "the-sub"


def test_a_token_that_another_key_signed_is_refused() -> None:
    assert fault_of(token(OTHER)) is Fault.KEY


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (token(key="", algorithm="none"), Fault.ALGORITHM),
        (token(key="x" * 64, algorithm="HS256"), Fault.ALGORITHM),
        (token(algorithm="RS512"), Fault.ALGORITHM),
        ("", Fault.MALFORMED),
        ("not.a.token", Fault.MALFORMED),
        ("x" * 5000, Fault.MALFORMED),
    ],
)
def test_only_rs256_is_taken(text: str, fault: Fault) -> None:
    assert fault_of(text) is fault


def test_a_token_whose_middle_was_changed_is_refused() -> None:
    head, _, signature = token().split(".")
    other = token(sub="somebody-else").split(".")[1]

    assert fault_of(f"{head}.{other}.{signature}") is Fault.KEY


def test_claims_that_are_no_object_are_refused() -> None:
    parts = jwt.api_jws.encode(b'["a list"]', KEY, algorithm="RS256", headers={"kid": "public:1"})

    assert fault_of(parts) is Fault.MALFORMED


@pytest.mark.parametrize("among", [keys("public:2"), keys(use="enc"), keys(alg="RS512"), JsonWebKeySet(keys=())])
def test_a_key_that_is_not_at_hand_may_be_a_newer_one(among: JsonWebKeySet) -> None:
    with pytest.raises(UnknownKey):
        subject_of(token(), among, EXPECTED)


@pytest.mark.parametrize("changes", [{"n": ""}, {"e": "!"}, {"n": "AQAB"}])
def test_a_key_that_is_none_proves_nothing(changes: dict[str, Any]) -> None:
    assert fault_of(token(), among=keys(**changes)) in {Fault.KEY, Fault.MALFORMED}


def test_no_refusal_tells_what_was_in_the_token() -> None:
    with pytest.raises(BadIdToken) as caught:
        subject_of(token(aud=["another"], sub="secret-sub"), keys(), EXPECTED)

    assert str(caught.value) == "ID token: audience"
    assert "ciba.token" not in repr(EXPECTED)
    assert "the-nonce" not in repr(EXPECTED)
