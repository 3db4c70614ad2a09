"""The gateway: keys, tokens and sales unit."""

import pytest

from app.simulators.vipps.errors import GatewayRefusal
from support.vipps_sim import KEY_HEADERS, Till

HEADERS = {name.lower(): value for name, value in KEY_HEADERS.items()}


def call_headers(till: Till, **changes: str | None) -> dict[str, str]:
    token = till.vipps.tokens.issue(HEADERS, 3600)["access_token"]
    headers = HEADERS | {"authorization": f"Bearer {token}"} | changes
    return {name: value for name, value in headers.items() if value is not None}


def test_all_numbers_of_a_token_are_strings() -> None:
    answer = Till().vipps.tokens.issue(HEADERS, 3600)

    assert {name: type(value) for name, value in answer.items()} == dict.fromkeys(answer, str)
    assert (answer["expires_in"], answer["expires_on"], answer["not_before"]) == ("3600", "1791118800", "1791115200")
    assert len(answer["access_token"]) > 1000


def test_several_tokens_are_valid_at_once() -> None:
    till = Till()
    first, second = call_headers(till), call_headers(till)
    till.vipps.tokens.admit(first)
    till.vipps.tokens.admit(second)

    assert first["authorization"] != second["authorization"]


def test_a_token_ends_when_it_says() -> None:
    till = Till()
    headers = call_headers(till)
    till.clock.advance(3599)
    till.vipps.tokens.admit(headers)
    till.clock.advance(1)

    with pytest.raises(GatewayRefusal) as refused:
        till.vipps.tokens.admit(headers)

    assert refused.value.status == 401


@pytest.mark.parametrize(
    ("header", "value", "status", "words"),
    [
        ("ocp-apim-subscription-key", None, 401, "missing subscription key"),
        ("ocp-apim-subscription-key", "f" * 32, 401, "invalid subscription key"),
        ("authorization", None, 401, "Something went wrong"),
        ("authorization", "Bearer nonsense", 401, "Something went wrong"),
        ("merchant-serial-number", "654321", 403, "merchant serial number"),
    ],
)
def test_the_gateway_refuses(header: str, value: str | None, status: int, words: str) -> None:
    till = Till()
    headers = call_headers(till, **{header: value})

    with pytest.raises(GatewayRefusal, match=words) as refused:
        till.vipps.tokens.admit(headers)

    assert refused.value.status == status


@pytest.mark.parametrize("scheme", ["", "bearer ", "BEARER ", "Token ", "Bearer  "])
def test_the_word_bearer_is_needed_exactly(scheme: str) -> None:
    till = Till()
    headers = call_headers(till)
    headers["authorization"] = headers["authorization"].replace("Bearer ", scheme)

    with pytest.raises(GatewayRefusal):
        till.vipps.tokens.admit(headers)


@pytest.mark.parametrize("header", ["client_id", "client_secret"])
def test_a_token_needs_both_client_credentials(header: str) -> None:
    with pytest.raises(GatewayRefusal) as refused:
        Till().vipps.tokens.issue(HEADERS | {header: "wrong"}, 3600)

    assert refused.value.status == 401
