"""One language's voice: messages, plurals, money and times."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision

from app.ui.texts.catalogues import Language, language, translations

DayLength = Literal["medium", "long"]

KRONER: Final = frozenset({"NOK", "SEK", "DKK", "ISK"})
"""Printed as `189,00 kr`, the way Nordic menus do; other currencies as the language does it."""

WITH_DECIMALS: Final = "#,##0.00"
WITHOUT_DECIMALS: Final = "#,##0"


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything said in one language; cheap to make."""

    code: str

    @property
    def language(self) -> Language:
        """The language spoken."""
        return language(self.code)

    def t(self, message: str, /, **values: object) -> str:
        """The message in this language with `{name}` filled in; numbers arrive as they shall be shown."""
        return translations(self.language.code).gettext(message).format(**values)

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message in the form the count asks for; `{count}` is the number as this language writes it."""
        found = translations(self.language.code).ngettext(one, many, count)
        return found.format(count=self.number(count), **values)

    def number(self, value: int) -> str:
        """`1 240` or `1,240`."""
        return str(format_decimal(value, locale=self.language.locale))

    def decimal(self, value: Decimal) -> str:
        """`1.5` or `1,5`: as many decimals as it has, at most four."""
        return str(format_decimal(value, "#,##0.####", locale=self.language.locale))

    def money(self, minor: int, currency: str) -> str:
        """An amount in minor units with all its decimals: `189,00 kr`."""
        return self._money(minor, currency, WITH_DECIMALS)

    def price(self, minor: int, currency: str) -> str:
        """An amount in minor units as a menu prints it: `189 kr`, decimals only when there are any."""
        whole = minor % 10 ** get_currency_precision(currency) == 0
        return self._money(minor, currency, WITHOUT_DECIMALS if whole else WITH_DECIMALS)

    def clock(self, moment: datetime, zone: tzinfo) -> str:
        """Time of day, hours and minutes."""
        return str(format_time(moment, "short", tzinfo=zone, locale=self.language.locale))

    def day(self, moment: datetime, zone: tzinfo, length: DayLength = "long") -> str:
        """The day of a moment, written out."""
        return self.date(moment.astimezone(zone).date(), length)

    def date(self, day: date, length: DayLength = "long") -> str:
        """A day that is known already, written out: *21 November 2026*, or *21 Nov 2026* where it is `medium`."""
        return str(format_date(day, length, locale=self.language.locale))

    def country(self, region: str) -> str:
        """The name of a country or territory (ISO 3166); its code where it has none."""
        return str(Locale.parse(self.language.locale).territories.get(region, region))

    def minutes(self, seconds: int) -> str:
        """Time left as `4:05`."""
        return f"{max(seconds, 0) // 60}:{max(seconds, 0) % 60:02d}"

    def _money(self, minor: int, currency: str, pattern: str) -> str:
        amount = Decimal(minor).scaleb(-get_currency_precision(currency))
        locale = self.language.locale
        if currency in KRONER:
            return f"{format_decimal(amount, pattern, locale=locale)}\N{NO-BREAK SPACE}kr"
        whole = f"¤{pattern}" if locale.startswith("en") else f"{pattern}\N{NO-BREAK SPACE}¤"
        return str(format_currency(amount, currency, whole, locale=locale, currency_digits=False))
