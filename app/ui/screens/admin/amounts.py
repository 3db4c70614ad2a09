"""Amounts as people type them."""

import re

from app.domain.money import Currency, Money

_TYPED = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")


def typed_amount(text: str, currency: Currency) -> Money | None:
    """``189``, ``189,5`` or ``189.50`` in minor units; ``None`` for anything else. Spaces and ``kr`` do not matter."""
    bare = re.sub(r"\s|kr\.?|€|" + currency.value, "", text, flags=re.IGNORECASE)
    found = _TYPED.fullmatch(bare)
    if found is None:
        return None
    whole, part = found.groups()
    return Money(int(whole) * 100 + int((part or "0").ljust(2, "0")), currency)
