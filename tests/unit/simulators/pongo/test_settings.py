import pytest

from app.simulators.pongo import PongoBackend
from app.simulators.pongo.problems import Invalid


def test_only_what_is_sent_changes(backend: PongoBackend) -> None:
    before = backend.world.settings.as_json()

    after = backend.change_settings({"programme": {"points_per_currency_unit": 0.5, "name": "Club"}}).as_json()

    assert before | {"programme": after["programme"]} == after
    assert {"points_per_currency_unit": 0.5, "name": "Club", "minimum_amount": 0}.items() <= dict(
        backend.world.settings.as_json()["programme"]  # type: ignore[call-overload]
    ).items()


def test_what_is_told_can_be_sent_back(backend: PongoBackend) -> None:
    told = backend.world.settings.as_json()

    assert told == backend.change_settings(told).as_json()


def test_the_rate_limit_can_be_taken_off_again(backend: PongoBackend) -> None:
    backend.change_settings({"rate_limit_per_minute": 60})

    assert backend.change_settings({"strict_lines": True}).rate_limit_per_minute == 60
    assert backend.change_settings({"rate_limit_per_minute": None}).rate_limit_per_minute is None


def test_wrong_and_unknown_settings_are_all_named_and_change_nothing(backend: PongoBackend) -> None:
    before = backend.world.settings
    wrong = {
        "strict_lines": "no",
        "lock_lifetime_seconds": 0,
        "speed": 9,
        "programme": {"earning_mode": "luck", "minimum_amount": -1, "colour": "red"},
    }

    with pytest.raises(Invalid) as caught:
        backend.change_settings(wrong)

    assert {
        "strict_lines",
        "lock_lifetime_seconds",
        "speed",
        "programme.earning_mode",
        "programme.minimum_amount",
        "programme.colour",
    } == set(caught.value.errors)
    assert before == backend.world.settings


def test_a_reset_brings_the_seeds_and_the_settings_back(backend: PongoBackend) -> None:
    backend.change_settings({"strict_lines": False})
    backend.customers.change(backend.customers.by_phone("4712345678"), {"points": 1})

    backend.reset()

    assert backend.world.settings.strict_lines
    assert backend.customers.by_phone("4712345678").points == 120
