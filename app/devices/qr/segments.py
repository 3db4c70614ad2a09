"""From the data codewords of a QR code to its text (ISO/IEC 18004:2015, 7.4 and 6.4.2 to 6.4.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_LENGTH_BITS = {1: (10, 12, 14), 2: (9, 11, 13), 4: (8, 16, 16), 8: (8, 10, 12)}
_PADDING = (0xEC, 0x11)
_CHARSETS = {3: "iso8859-1", 20: "shift_jis", 26: "utf-8", 27: "ascii", 28: "big5", 29: "gb18030", 30: "euc-kr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A text, and whether everything behind it is the padding that the standard asks for."""

    text: str
    padded: bool


class _Bits:
    """A cursor over the bits of a byte string; running over the end is a ValueError."""

    def __init__(self, data: Sequence[int]) -> None:
        self._value = int.from_bytes(bytes(data), "big")
        self.left = 8 * len(data)

    def take(self, count: int) -> int:
        if count > self.left:
            raise ValueError("the data ends inside a segment")
        self.left -= count
        return self._value >> self.left & ((1 << count) - 1)


def content(data: Sequence[int], version: int) -> Content | None:
    """The text of a code's data codewords; None when they are no valid sequence of segments."""
    try:
        return _content(data, version)
    except ValueError:
        return None


def _content(data: Sequence[int], version: int) -> Content | None:
    bits = _Bits(data)
    size = 0 if version < 10 else 1 if version < 27 else 2
    parts: list[str] = []
    raw, charset = bytearray(), ""
    has_kanji = False
    while bits.left >= 4:
        mode = bits.take(4)
        if mode == 0:
            break
        if mode == 7:
            parts.append(_text(raw, charset))
            raw, charset = bytearray(), _charset(_designator(bits))
        elif mode == 3:  # one part of a text that is spread over several codes
            bits.take(16)
        elif mode == 9:
            bits.take(8)
        elif mode in _LENGTH_BITS:
            has_kanji |= mode == 8
            raw += _segment(bits, mode, bits.take(_LENGTH_BITS[mode][size]))
        elif mode != 5:
            return None
    text = "".join([*parts, _text(raw, "shift_jis" if has_kanji and not charset else charset)])
    return Content(text=text, padded=_is_padding(bits)) if text else None


def _segment(bits: _Bits, mode: int, length: int) -> bytes:
    if mode == 4:
        return bytes(bits.take(8) for _ in range(length))
    if mode == 8:
        return b"".join(_kanji(bits.take(13)) for _ in range(length))
    return (_digits(bits, length) if mode == 1 else _alphanumeric(bits, length)).encode("ascii")


def _digits(bits: _Bits, length: int) -> str:
    out = []
    while length > 0:
        count = min(3, length)
        value = bits.take((4, 7, 10)[count - 1])
        if value >= 10**count:
            raise ValueError("no such digits")
        out.append(f"{value:0{count}d}")
        length -= count
    return "".join(out)


def _alphanumeric(bits: _Bits, length: int) -> str:
    out = []
    for _ in range(length // 2):
        value = bits.take(11)
        if value >= 45 * 45:
            raise ValueError("no such characters")
        out.append(ALPHANUMERIC[value // 45] + ALPHANUMERIC[value % 45])
    if length % 2:
        value = bits.take(6)
        if value >= 45:
            raise ValueError("no such character")
        out.append(ALPHANUMERIC[value])
    return "".join(out)


def _kanji(value: int) -> bytes:
    code = (value // 0xC0 << 8) + value % 0xC0
    return (code + (0x8140 if code < 0x1F00 else 0xC140)).to_bytes(2, "big")


def _designator(bits: _Bits) -> int:
    first = bits.take(8)
    if first < 0x80:
        return first
    if first < 0xC0:
        return (first & 0x3F) << 8 | bits.take(8)
    return (first & 0x1F) << 16 | bits.take(16)


def _charset(designator: int) -> str:
    return _CHARSETS.get(designator, "iso8859-1" if designator < 3 else "")


def _text(raw: bytes | bytearray, charset: str) -> str:
    """UTF-8 where nothing is said and it fits, as phones write it; else what the standard says."""
    for name in (charset or "utf-8", "utf-8", "shift_jis"):
        try:
            return bytes(raw).decode(name)
        except UnicodeDecodeError:
            continue
    return bytes(raw).decode("latin-1")


def _is_padding(bits: _Bits) -> bool:
    if bits.left % 8 and bits.take(bits.left % 8):
        return False
    rest = [bits.take(8) for _ in range(bits.left // 8)]
    if rest[:1] == [0]:  # some encoders write one empty codeword more than the standard has
        rest = rest[1:]
    return all(value == _PADDING[k % 2] for k, value in enumerate(rest))
