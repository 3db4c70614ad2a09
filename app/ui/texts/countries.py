"""Countries as a reader of one language looks for them: in its order, and by any of the words they go by."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from app.ui.texts.catalogues import DEFAULT_LANGUAGE
from app.ui.texts.texts import Texts

_LAST_LETTERS: Final = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
"""Behind z, in the order of the Norwegian alphabet."""
_PLAIN: Final = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "ı": "i"})


def in_order(regions: Sequence[str], texts: Texts) -> list[str]:
    """The regions (ISO 3166) by their names, as this language sorts them."""

    def key(region: str) -> str:
        name = texts.country(region).casefold()
        return plain(name.translate(_LAST_LETTERS) if texts.language.code == "nb" else name)

    return sorted(regions, key=key)


def answers(region: str, code: str, sought: str, texts: Texts) -> bool:
    """Whether somebody who typed `sought` may mean this region, by its name, its country code or its short name."""
    wanted = plain(sought.strip())
    digits = wanted.removeprefix("+").removeprefix("00")
    if digits.isdigit():
        return code.removeprefix("+").startswith(digits)
    names = {texts.country(region), Texts(DEFAULT_LANGUAGE).country(region)}
    words = [word for name in names for word in _beginnings(plain(name))]
    return wanted == region.casefold() or any(word.startswith(wanted) for word in words)


def plain(words: str) -> str:
    """In small letters, without accents."""
    apart = unicodedata.normalize("NFKD", words.casefold().translate(_PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _beginnings(name: str) -> list[str]:
    """The name from each of its words on: `north korea`, `korea`."""
    words = name.replace("-", " ").replace("(", " ").split()
    return [name, *(" ".join(words[start:]) for start in range(len(words)))]
