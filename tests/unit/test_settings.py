"""Settings are named by the keys that other programs use, and every mistake is told at once with its fix."""

from pathlib import Path

import pytest

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
