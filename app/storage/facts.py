"""Facts of a payment as a row keeps them: the name of the kind beside its values as JSON.

Names and values stay what they are: rows are never rewritten. What cannot be read (a newer version's kind, or values
out of which a person was erased) is shown as it stands, and so is what a version before wrote in words.
"""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from app.domain.errors import DomainError
from app.domain.facts import Fact, Written
from app.domain.money import Currency, Money


def name_of(kind: type) -> str:
    """The name under which a kind is stored, such as ``asked_for``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


KINDS: Final[Mapping[str, type[Any]]] = {name_of(kind): kind for kind in get_args(Fact)}


def encoded(fact: Fact | Written) -> tuple[str | None, str]:
    """Name and text of a row; a sentence has no name."""
    if isinstance(fact, Written):
        return None, fact.text
    return name_of(type(fact)), json.dumps(as_values(fact), ensure_ascii=False)


def decoded(name: str | None, text: str) -> Fact | Written:
    """What a row tells."""
    try:
        return from_values(name or "", json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError, DomainError):
        return Written(text=text)


def as_values(fact: Fact) -> dict[str, Any]:
    """The values of a fact by name, as JSON knows them; absent ones are left out."""
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def from_values(name: str, values: Mapping[str, Any]) -> Fact:
    """The fact again. Raises :class:`KeyError`, :class:`TypeError`, :class:`ValueError` or a :class:`DomainError`
    for what is none.
    """
    kind = KINDS[name]
    fact: Fact = kind(**{each: _typed(hint, values, each) for each, hint in _hints(name).items()})
    return fact


@functools.cache
def _hints(name: str) -> dict[str, Any]:
    return get_type_hints(KINDS[name])


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return [value.minor, value.currency.value]
        case datetime():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return value


def _typed(hint: Any, values: Mapping[str, Any], name: str) -> Any:
    if get_origin(hint) is UnionType:
        if name not in values:
            return None
        hint = next(each for each in get_args(hint) if each is not NoneType)
    value = values[name]
    if hint is Money:
        minor, currency = value
        return Money(int(minor), Currency(currency))
    if hint is datetime:
        return datetime.fromisoformat(value)
    return hint(value)
