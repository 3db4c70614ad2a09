"""Settings that could never be sent are named at once."""

from typing import Any

import pytest

from app.domain.money import Currency
from app.ports.errors import Misconfigured
from app.providers.vipps.config import VippsConfig

GOOD: dict[str, Any] = {
    "base_url": "https://apitest.vipps.no",
    "client_id": "id",
    "client_secret": "secret",
    "subscription_key": "key",
    "msn": "123456",
}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("client_id", ""),
        ("client_secret", "with\nnewline"),
        ("client_secret", " padded "),
        ("subscription_key", "nøkkel"),
        ("msn", "abc"),
        ("msn", "123"),
        ("system_name", "x" * 31),
        ("plugin_name", "café"),
    ],
)
def test_a_setting_that_cannot_be_sent_is_named_without_its_value(setting: str, value: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        VippsConfig(**{**GOOD, setting: value})

    assert setting in str(caught.value)
    assert setting in caught.value.fix
    assert not value or value not in str(caught.value)


def test_a_currency_that_no_market_of_the_provider_has_is_named_before_anything_is_sent() -> None:
    with pytest.raises(Misconfigured) as caught:
        VippsConfig(**{**GOOD, "currency": Currency.SEK})

    assert "SEK" in str(caught.value)
    assert "NOK, DKK, EUR" in caught.value.fix


def test_secrets_are_not_shown() -> None:
    shown = repr(VippsConfig(**{**GOOD, "client_secret": "hush", "subscription_key": "hush"}))

    assert "hush" not in shown
