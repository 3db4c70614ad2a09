"""Data codewords become the text that was put in, and nonsense becomes nothing."""

import pytest

from app.devices.qr.segments import content


def packed(*fields: tuple[int, int], fill: int = 0) -> list[int]:
    """Bits of (value, width) fields, then a terminator, then `fill` bytes of the standard's padding."""
    bits = "".join(f"{value:0{width}b}" for value, width in (*fields, (0, 4)))
    bits += "0" * (-len(bits) % 8)
    data = [int(bits[k : k + 8], 2) for k in range(0, len(bits), 8)]
    return data + [(0xEC, 0x11)[k % 2] for k in range(fill)]


def bytes_segment(raw: bytes) -> list[tuple[int, int]]:
    return [(4, 4), (len(raw), 8), *((byte, 8) for byte in raw)]


def text_of(*fields: tuple[int, int]) -> str | None:
    found = content(packed(*fields, fill=3), 2)
    return found.text if found else None


def test_digits_come_in_threes() -> None:
    assert text_of((1, 4), (8, 10), (12, 10), (345, 10), (67, 7)) == "01234567"


def test_letters_come_in_pairs() -> None:
    assert text_of((2, 4), (3, 9), (10 * 45 + 44, 11), (36, 6)) == "A: "


@pytest.mark.parametrize("text", ["plain", "ærlig øl på ånden", "点茗 ☕"])
def test_bytes_are_utf_8_where_they_can_be(text: str) -> None:
    assert text_of(*bytes_segment(text.encode())) == text


def test_other_bytes_are_read_as_the_standard_says() -> None:
    assert text_of(*bytes_segment(b"caf\xe9")) in {"café", "caf\uff89"}


def test_a_named_character_set_is_obeyed() -> None:
    assert text_of((7, 4), (3, 8), *bytes_segment("Blåbær".encode("latin-1"))) == "Blåbær"


def test_kanji_are_thirteen_bits_each() -> None:
    assert text_of((8, 4), (2, 8), (0xD9F, 13), (0x1AAA, 13)) == "点茗"


def test_segments_of_different_modes_follow_each_other() -> None:
    assert text_of(*bytes_segment(b"nr "), (1, 4), (2, 10), (42, 7)) == "nr 42"


@pytest.mark.parametrize(
    "data",
    [
        [],
        [0x00],
        [0x4F, 0xF0],
        packed((1, 4), (3, 10), (1001, 10)),
        packed((2, 4), (2, 9), (2030, 11)),
        packed((15, 4)),
        packed((8, 4), (1, 8), (0x1FFF, 13)),
    ],
)
def test_nonsense_gives_nothing_or_text_but_never_raises(data: list[int]) -> None:
    found = content(data, 2)

    assert found is None or found.text


def test_what_follows_the_end_tells_whether_the_data_is_sound() -> None:
    sound = content(packed(*bytes_segment(b"x"), fill=5), 2)
    spoiled = content([*packed(*bytes_segment(b"x"), fill=5)[:-1], 0x55], 2)

    assert sound is not None
    assert spoiled is not None
    assert (sound.padded, spoiled.padded) == (True, False)
