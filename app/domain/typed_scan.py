"""Tell a scanner that types from a human who types: by the time between keys and the key that ends a code."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_GAP: Final = timedelta(milliseconds=250)
"""Between two keys of one code. Scanners type a key in 1 to 30 ms; the rest is for a network that holds keys up."""

MEAN_GAP: Final = timedelta(milliseconds=65)
"""Over a whole code; the fastest humans need 80 ms for a key of what they have practised, and more for a link."""

SHORTEST: Final = 6

_ENDS: Final = frozenset({"Enter", "Numpad Enter", "Tab"})
_SILENT: Final = frozenset({"Shift", "Shift Left", "Shift Right", "Caps Lock", "Num Lock"})
_NUMPAD: Final = re.compile(r"Numpad (\d)")
_PHONE_NUMBER: Final = re.compile(r"[\d+() -]*")
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
    """The first key after a pause: what stands in a text field now is what a scanner has not touched."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A scanner has typed this."""

    text: str


class ScannerKeys:
    """Follows the keys of one tablet."""

    def __init__(self) -> None:
        self._text = ""
        self._began: datetime | None = None
        self._last: datetime | None = None

    def press(self, key: Key) -> Began | Typed | None:
        """Take the next key; answers :class:`Typed` at the end of a scanned code.

        Digits alone are left to the phone number's field: no code of ours is one, and a stalled network may bring what
        a human typed all at once.
        """
        if key.label in _SILENT:
            return None
        begins = not self._text or self._last is None or key.at - self._last > LONGEST_GAP
        if begins:
            self._text, self._began = "", key.at
        self._last = key.at
        if key.label in _ENDS:
            return self._ended(key.at)
        character = None if key.command else _character(key)
        self._text = "" if character is None else self._text + character
        return Began() if begins and self._text else None

    def _ended(self, at: datetime) -> Typed | None:
        text, self._text = self._text, ""
        slow = self._began is None or at - self._began > MEAN_GAP * len(text)
        if slow or len(text) < SHORTEST or _PHONE_NUMBER.fullmatch(text):
            return None
        return Typed(as_scanned(text))


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
