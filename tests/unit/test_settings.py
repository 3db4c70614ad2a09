"""Settings are named by the keys that other programs use, and every mistake is told at once with its fix."""

from pathlib import Path

import pytest

from app.bootstrap.configs import payment_brand
from app.domain.restaurant import MOBILEPAY, PaymentBrand
from app.settings import BadSettings, load_settings, plain

GOOD = {
    "TAFFEL_VIPPS_CLIENT_ID": "id",
    "TAFFEL_VIPPS_CLIENT_SECRET": "very-secret",
    "TAFFEL_VIPPS_SUBSCRIPTION_KEY": "key",
    "TAFFEL_VIPPS_MSN": "123456",
    "TAFFEL_PONGO_TOKEN": "token",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(name, value)


def test_the_environment_is_read_under_its_documented_names(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        TAFFEL_DATABASE_URL="sqlite+aiosqlite:///x.db",
        TAFFEL_VIPPS_BASE_URL="http://127.0.0.1:1",
        TAFFEL_PONGO_BASE_URL="http://127.0.0.1:2",
        TAFFEL_PUBLIC_URL="https://tables.example",
        TAFFEL_PORT="9000",
    )
    settings = load_settings()

    assert settings.database_url == "sqlite+aiosqlite:///x.db"
    assert (str(settings.vipps_base_url), str(settings.pongo_base_url)) == (
        "http://127.0.0.1:1/",
        "http://127.0.0.1:2/",
    )
    assert (str(settings.public_url), settings.port) == ("https://tables.example/", 9000)


def test_every_missing_and_wrong_setting_is_named_at_once_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFFEL_PORT", "many")
    monkeypatch.setenv("TAFFEL_VIPPS_MSN", "abc")
    with pytest.raises(BadSettings) as caught:
        load_settings()

    text = str(caught.value)
    for name in (*GOOD, "TAFFEL_PORT"):
        assert name in text
    assert "TAFFEL_VIPPS_MSN is wrong" in text
    assert "4 to 10 digits" in text


def test_a_settings_file_holds_the_same_keys_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch)
    monkeypatch.delenv("TAFFEL_VIPPS_MSN")
    (tmp_path / "taffel.toml").write_text('vipps_msn = "654321"\npongo_token = "from-file"\n', encoding="utf-8")
    settings = load_settings()

    assert settings.vipps_msn == "654321"
    assert plain(settings.pongo_token) == "token"


def test_a_broken_settings_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch)
    (tmp_path / "taffel.toml").write_text("vipps_msn = ", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"taffel\.toml"):
        load_settings()


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch)

    assert "very-secret" not in repr(load_settings())


NO_TOKEN = {name: value for name, value in GOOD.items() if name != "TAFFEL_PONGO_TOKEN"}
CLIENT = {"TAFFEL_PONGO_CLIENT_ID": "us", "TAFFEL_PONGO_CLIENT_SECRET": "ours"}


def chosen(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_a_client_takes_the_place_of_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(monkeypatch, NO_TOKEN | CLIENT)
    settings = load_settings()

    assert (None, "us", "ours") == (settings.pongo_token, settings.pongo_client_id, plain(settings.pongo_client_secret))


def test_without_token_and_client_both_ways_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(monkeypatch, NO_TOKEN)
    with pytest.raises(BadSettings) as caught:
        load_settings()

    assert "TAFFEL_PONGO_TOKEN is missing" in str(caught.value)
    assert "TAFFEL_PONGO_CLIENT_ID and TAFFEL_PONGO_CLIENT_SECRET" in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize("missing", CLIENT)
@pytest.mark.parametrize("base", [GOOD, NO_TOKEN])
def test_half_a_client_names_the_other_half(
    monkeypatch: pytest.MonkeyPatch, missing: str, base: dict[str, str]
) -> None:
    chosen(monkeypatch, base | {name: value for name, value in CLIENT.items() if name != missing})
    with pytest.raises(BadSettings) as caught:
        load_settings()

    assert f"{missing} is missing" in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize(
    ("more", "callback"),
    [
        ({}, "http://127.0.0.1:8550/oauth/pongo/callback"),
        ({"TAFFEL_HOST": "0.0.0.0"}, "http://127.0.0.1:8550/oauth/pongo/callback"),
        ({"TAFFEL_PUBLIC_URL": "https://hub.example/tables/"}, "https://hub.example/tables/oauth/pongo/callback"),
        ({"TAFFEL_PONGO_REDIRECT_URI": "https://else.example/cb"}, "https://else.example/cb"),
    ],
)
def test_where_pongos_form_leads_back_to(monkeypatch: pytest.MonkeyPatch, more: dict[str, str], callback: str) -> None:
    given(monkeypatch, **more)

    assert callback == load_settings().pongo_callback


def test_a_known_brand_has_its_own_colour_and_any_other_name_can_be_given_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """MobilePay becomes Vipps one day: nobody waits for a new version for that."""
    given(monkeypatch, TAFFEL_PAYMENT_BRAND="MobilePay")
    known = payment_brand(load_settings())
    given(monkeypatch, TAFFEL_PAYMENT_BRAND="Vipps MobilePay", TAFFEL_PAYMENT_BRAND_COLOUR="#102030")
    given_one = payment_brand(load_settings())

    assert known == MOBILEPAY
    assert PaymentBrand(name="Vipps MobilePay", colour="#102030", on_colour="#FFFFFF") == given_one


def test_a_colour_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TAFFEL_PAYMENT_BRAND_COLOUR="orange")
    with pytest.raises(BadSettings) as wrong:
        load_settings()

    assert "TAFFEL_PAYMENT_BRAND_COLOUR is wrong" in str(wrong.value)
    assert "#FF5B24" in str(wrong.value)


@pytest.mark.parametrize(
    "hosts", ["https://qr.vipps.no", "qr.vipps.no:443", "QR.vipps.no", "localhost", "", "qr.vipps.no,"]
)
def test_hosts_of_codes_are_plain_names(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    chosen(monkeypatch, {"TAFFEL_CODE_HOSTS": hosts})
    with pytest.raises(BadSettings, match=r"TAFFEL_CODE_HOSTS is wrong .* such as qr\.vipps\.no"):
        load_settings()
