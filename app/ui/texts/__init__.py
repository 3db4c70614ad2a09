"""Everything a guest can read, from gettext catalogues, and money and time as each language writes them.

The `.po` files are read at first use, so a fresh clone needs no build step.
"""

from app.ui.texts.catalogues import DEFAULT_LANGUAGE, LANGUAGES, Language, mark
from app.ui.texts.texts import Texts

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "Language", "Texts", "mark"]
