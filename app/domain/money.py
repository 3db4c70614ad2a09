"""Money: whole minor units (øre, cents) of one currency; never a float."""

from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering

from app.domain.errors import CurrencyMismatch, InvalidValue


class Currency(StrEnum):
    """The currencies in which our restaurants sell; all have two decimals."""

    NOK = "NOK"
    DKK = "DKK"
    SEK = "SEK"
    EUR = "EUR"


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units, for instance ``Money(18900, Currency.NOK)`` for 189 kroner.

    Arithmetic with another currency raises :class:`CurrencyMismatch`.
    """

    minor: int
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def allocate(self, weights: list[int]) -> list["Money"]:
        """Cut into parts in proportion to ``weights``; the parts always add up to the whole.

        What does not divide evenly goes one minor unit each to the parts with the largest remainder, first come first.
        Raises :class:`InvalidValue` for no, negative or all-zero weights.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            msg = "weights must be non-negative and not all zero"
            raise InvalidValue(msg)
        floors = [self.minor * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(self.minor * weights[i] % total))
        for i in by_remainder[: self.minor - sum(floors)]:
            floors[i] += 1
        return [Money(minor, self.currency) for minor in floors]

    def _same(self, other: "Money") -> int:
        if other.currency is not self.currency:
            msg = f"{self.currency} with {other.currency}"
            raise CurrencyMismatch(msg)
        return other.minor


def zero(currency: Currency) -> Money:
    """No money, in ``currency``."""
    return Money(0, currency)


def total(amounts: list[Money], currency: Currency) -> Money:
    """The sum of ``amounts``; zero of ``currency`` when there are none."""
    return sum(amounts, zero(currency))
