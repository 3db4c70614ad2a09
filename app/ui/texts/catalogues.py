"""The message catalogues, one `.po` file a language beside this module."""

import functools
import gettext
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language the screens speak: its code, the locale for numbers and dates, its own name."""

    code: str
    locale: str
    name: str
    country: str


LANGUAGES: Final = (
    Language(code="nb", locale="nb_NO", name="Norsk", country="NO"),
    Language(code="en", locale="en_GB", name="English", country="GB"),
)
DEFAULT_LANGUAGE: Final = "en"


def language(code: str) -> Language:
    """The language of a code; an unknown code gets the default one."""
    known = {each.code: each for each in LANGUAGES}
    return known.get(code, known[DEFAULT_LANGUAGE])


def read(code: str) -> Catalog:
    """A language's catalogue with all it says about its messages; broken syntax raises Babel's PoFileError."""
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=language(code).locale, abort_invalid=True)


@functools.cache
def translations(code: str) -> gettext.GNUTranslations:
    """A language's messages, ready to be asked."""
    compiled = io.BytesIO()
    write_mo(compiled, read(code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def mark(message: str) -> str:
    """Name a message where it is kept as data, so that the catalogues hold it; it is translated when shown."""
    return message
