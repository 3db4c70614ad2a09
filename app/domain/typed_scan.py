"""Tell a scanner that types from a human who types: by the time between keys and the key that ends a code."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PAUSE: Final = timedelta(milliseconds=250)
"""A code may begin after this. Scanners type a key in 1 to 30 ms, but a network may hold keys of one code up longer."""

LONGEST_GAP: Final = timedelta(seconds=1)
"""No network that a guest would bear holds a key up longer: what was typed before is no part of a code."""

MEAN_GAP: Final = timedelta(milliseconds=65)
"""Over a whole code; the fastest humans need 80 ms for a key of what they have practised, and more for a link."""

SHORTEST: Final = 6

_ENDS: Final = frozenset({"Enter", "Numpad Enter", "Tab"})
_SILENT: Final = frozenset({"Shift", "Shift Left", "Shift Right", "Caps Lock", "Num Lock"})
_NUMPAD: Final = re.compile(r"Numpad (\d)")
_PHONE_NUMBER: Final = re.compile(r"[\d+() -]*")
_OURS_PERHAPS: Final = re.compile(r"https?[:ØÖÆ]|cus[_?]")
_DEAD: Final = "\N{REPLACEMENT CHARACTER}"

_SHIFTED: Final = str.maketrans("1234567890-=[]\\;',./`", '!@#$%^&*()_+{}|:"<>?~')


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key that went down, as clients name it: letters are capitals. `command`: Control, Alt or Meta is held.

    `plain`: symbols are named without Shift, as devices do; browsers name what the key would write.
    """

    label: str
    at: datetime
    shift: bool = False
    command: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Began:
    """The first key after a pause: what stands in a text field now is what a scanner has not touched.

    ``burst`` counts the pauses since the last long one, from 0.
    """

    burst: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """A scanner has typed this, beginning with this burst."""

    text: str
    burst: int = 0


@dataclass(frozen=True, slots=True)
class _Burst:
    """Where in the text a code may begin, and when that was typed."""

    start: int
    at: datetime


class ScannerKeys:
    """Follows the keys of one tablet."""

    def __init__(self) -> None:
        self._text = ""
        self._bursts: list[_Burst] = []
        self._last: datetime | None = None

    def press(self, key: Key) -> Began | Typed | None:
        """Take the next key; answers :class:`Typed` at the end of a scanned code.

        Digits alone are left to the phone number's field: no code of ours is one, and a stalled network may bring what
        a human typed all at once.
        """
        if key.label in _SILENT:
            return None
        gap = LONGEST_GAP * 2 if self._last is None else key.at - self._last
        self._last = key.at
        if gap > LONGEST_GAP:
            self._forget()
        if key.label in _ENDS:
            return self._ended(key.at)
        character = None if key.command else _character(key)
        if character is None:
            self._forget()
            return None
        began = not self._text or gap > PAUSE
        if began:
            self._bursts.append(_Burst(len(self._text), key.at))
        self._text += character
        return Began(len(self._bursts) - 1) if began else None

    def _forget(self) -> None:
        self._text, self._bursts = "", []

    def _ended(self, at: datetime) -> Typed | None:
        """A code that the network tore apart begins as ours do; any other is what came since the last pause."""
        found = [
            Typed(as_scanned(text), number)
            for number, burst in enumerate(self._bursts)
            if _is_typed_by_a_scanner(text := self._text[burst.start :], at - burst.at)
            and (number == len(self._bursts) - 1 or _OURS_PERHAPS.match(text))
        ]
        self._forget()
        return found[0] if found else None


def _is_typed_by_a_scanner(text: str, took: timedelta) -> bool:
    return len(text) >= SHORTEST and took <= MEAN_GAP * len(text) and not _PHONE_NUMBER.fullmatch(text)


_NORDIC: Final = str.maketrans('ØÖÆ-_\\´+?"¤&/()=;' + _DEAD, ":::/?==-_@$^&*()<=")
_NORDIC_LINK: Final = re.compile(r"https?[ØÖÆ]--")
_NORDIC_PASS: Final = re.compile(r"cus\?[A-Za-z0-9]+")


def as_scanned(typed: str) -> str:
    """What stands in the code, when the scanner types as an American keyboard and the tablet has a Nordic one.

    Only what can be nothing else is turned back: a link that begins ``httpsØ--`` (Norwegian; Ö Swedish and Finnish,
    Æ Danish), and a pass ``cus?``. Scanners for other keyboards must be set to the tablet's one.
    """
    garbled = _NORDIC_LINK.match(typed) or _NORDIC_PASS.fullmatch(typed)
    return typed.translate(_NORDIC) if garbled else typed.replace(_DEAD, "")


def _character(key: Key) -> str | None:
    """What the key writes; None for a key that writes nothing. A dead key has no name and stands for one character."""
    numpad = _NUMPAD.fullmatch(key.label)
    if numpad:
        return numpad[1]
    if key.label in {"", "Dead"}:
        return _DEAD
    if len(key.label) > 1:
        return None
    if key.label.isalpha():
        return key.label.upper() if key.shift else key.label.lower()
    return key.label.translate(_SHIFTED) if key.shift and key.plain else key.label
