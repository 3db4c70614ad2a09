"""A scanner that types is told from a human by timing and terminator."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.typed_scan import Began, Key, ScannerKeys, Typed, as_scanned

CODE = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
START = datetime(2026, 11, 22, tzinfo=UTC)
SHIFTED = dict(zip('!@#$%^&*()_+:"<>?', "1234567890-=;',./", strict=True))


def keys(text: str, *, gap: float, end: str = "Enter", plain: bool = False) -> list[Key]:
    """A text as keys, `gap` milliseconds apart."""
    labels = [(each.upper(), each.isupper() or each in SHIFTED) for each in text]
    if plain:
        labels = [(SHIFTED.get(label, label), shift) for label, shift in labels]
    return [
        Key(label=label, shift=shift, plain=plain, at=START + timedelta(milliseconds=gap * number))
        for number, (label, shift) in enumerate([*labels, *([(end, False)] if end else [])])
    ]


def typed(pressed: Sequence[Key]) -> list[str]:
    scanner = ScannerKeys()
    return [answer.text for key in pressed if isinstance(answer := scanner.press(key), Typed)]


@pytest.mark.parametrize("end", ["Enter", "Numpad Enter", "Tab"])
@pytest.mark.parametrize("gap", [1, 12, 30])
def test_a_scanner_is_recognised_by_its_speed_and_its_last_key(gap: float, end: str) -> None:
    assert [CODE] == typed(keys(CODE, gap=gap, end=end))


@pytest.mark.parametrize("gap", [80, 120, 200, 400])
def test_nobody_who_types_by_hand_is_taken_for_a_scanner(gap: float) -> None:
    assert [] == typed(keys(CODE, gap=gap))


def test_without_a_last_key_there_is_no_code() -> None:
    assert [] == typed(keys(CODE, gap=5, end=""))


def test_a_network_that_holds_a_few_keys_up_spoils_nothing() -> None:
    assert [CODE] == typed(held_up(keys(CODE, gap=10), 9, 100))


def test_a_number_that_arrives_all_at_once_is_left_to_the_phone_numbers_field() -> None:
    assert [] == typed(keys("+4712345678", gap=0))


def test_what_was_typed_before_a_pause_is_no_part_of_the_code() -> None:
    before = [Key(label=each, at=START - timedelta(seconds=2)) for each in "4712"]

    assert [CODE] == typed([*before, *keys(CODE, gap=8)])


def held_up(pressed: Sequence[Key], number: int, milliseconds: float) -> list[Key]:
    """The same keys, all from this one on late."""
    late = timedelta(milliseconds=milliseconds)
    return [*pressed[:number], *(replace(key, at=key.at + late) for key in pressed[number:])]


def test_a_code_of_ours_that_the_network_tore_apart_is_whole() -> None:
    assert [CODE] == typed(held_up(held_up(keys(CODE, gap=8), 9, 700), 30, 900))


def test_a_network_that_holds_keys_up_longer_than_a_guest_would_bear_spoils_the_code() -> None:
    assert [CODE[9:]] == typed(held_up(keys(CODE, gap=8), 9, 1001))


def test_a_number_typed_just_before_the_scan_is_no_part_of_the_code() -> None:
    number = [Key(label=each, at=START - timedelta(milliseconds=500 - at)) for at, each in enumerate("4712")]

    assert [CODE] == typed([*number, *keys(CODE, gap=8)])


def test_what_stood_in_the_field_is_told_by_the_burst_that_the_code_began_with() -> None:
    scanner = ScannerKeys()
    number = [Key(label=each, at=START - timedelta(milliseconds=500)) for each in "47"]
    answers = [scanner.press(key) for key in [*number, *held_up(keys(CODE, gap=8), 9, 400)]]

    assert [Began(0), Began(1), Began(2), Typed(CODE, 1)] == [each for each in answers if each]


def test_the_first_key_after_a_pause_is_told_so_that_a_field_can_be_restored() -> None:
    scanner = ScannerKeys()
    answers = [scanner.press(key) for key in keys(CODE, gap=8)]

    assert [Began(), *[None] * (len(CODE) - 1), Typed(CODE)] == answers


def test_the_shift_keys_own_events_are_no_characters() -> None:
    shift = Key(label="Shift Left", at=START)

    assert ["Abcdef"] == typed([shift, *keys("Abcdef", gap=8)])


def test_a_shortcut_or_another_key_breaks_the_code_off() -> None:
    for broken in (Key(label="V", command=True, at=START), Key(label="Backspace", at=START)):
        first, *rest = keys(CODE, gap=0)

        assert [CODE[1:]] == typed([first, broken, *rest])


def test_devices_name_symbols_without_shift() -> None:
    assert [CODE] == typed(keys(CODE, gap=8, plain=True))


def test_digits_of_the_number_pad_count() -> None:
    pad = [Key(label="Numpad 7" if key.label == "7" else key.label, at=key.at) for key in keys("abc777", gap=8)]

    assert ["abc777"] == typed(pad)


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("httpsØ--qr.vipps.no-28-2-01-031-4712345678_v\\1", CODE),
        ("httpsÖ--qr.vipps.no-28-2-01-031-4712345678_v´1", CODE),
        ("httpsÆ--qr.vipps.no-28-2-01-031-4712345678_v\N{REPLACEMENT CHARACTER}1", CODE),
        ("cus?Ab12", "cus_Ab12"),
        (CODE, CODE),
        ("https://shop.example/a-b_c", "https://shop.example/a-b_c"),
    ],
)
def test_an_american_scanner_on_a_nordic_tablet_is_understood(garbled: str, meant: str) -> None:
    assert as_scanned(garbled) == meant
