"""What a person typed as a phone number, understood or explained."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers

from app.domain.customer import PhoneNumber
from app.domain.errors import InvalidValue


class PhoneTrouble(StrEnum):
    """Why a typed number is none."""

    EMPTY = "empty"
    LETTERS = "letters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_SUCH_NUMBER = "no_such_number"


class PhoneDoubt(StrEnum):
    """What speaks against a number that may be tried all the same."""

    NOT_MOBILE = "not_mobile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """How a region (ISO 3166) dials: its code, and a mobile number that nobody has, as people write it there."""

    region: str
    code: str
    example: str


FIRST: Final = ("NO", "SE", "DK", "FI", "FR")
"""The regions most guests come from: the Nordic countries and France."""

_BY_LENGTH = {
    phonenumbers.ValidationResult.TOO_SHORT: PhoneTrouble.TOO_SHORT,
    phonenumbers.ValidationResult.TOO_LONG: PhoneTrouble.TOO_LONG,
}
_BY_PARSING = {
    phonenumbers.NumberParseException.TOO_LONG: PhoneTrouble.TOO_LONG,
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: PhoneTrouble.NO_SUCH_NUMBER,
}
_GROUPING = " ()-./+\u00a0"


def understand(typed: str, region: str) -> PhoneNumber | PhoneTrouble:
    """The number in MSISDN digits; without a country code it is read as one of ``region`` (ISO 3166, such as ``NO``).

    Any number that the country's plan has room for is taken: whether somebody has it only the provider knows.
    """
    text = typed.strip()
    if not text:
        return PhoneTrouble.EMPTY
    if not all(letter.isdigit() or letter in _GROUPING for letter in text):
        return PhoneTrouble.LETTERS
    try:
        number = phonenumbers.parse(text, str(region))
    except phonenumbers.NumberParseException as error:
        return _BY_PARSING.get(error.error_type, PhoneTrouble.TOO_SHORT)
    length = phonenumbers.is_possible_number_for_type_with_reason(number, phonenumbers.PhoneNumberType.MOBILE)
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return _BY_LENGTH.get(length, PhoneTrouble.NO_SUCH_NUMBER)
    try:
        return PhoneNumber(f"{number.country_code}{phonenumbers.national_significant_number(number)}")
    except InvalidValue:
        return PhoneTrouble.NO_SUCH_NUMBER


def explained(typed: str, region: str) -> PhoneTrouble | PhoneDoubt | None:
    """What to say of a number that is being typed; a landline is doubted only where its plan tells landlines apart."""
    number = understand(typed, region)
    if isinstance(number, PhoneTrouble):
        return number
    kind = phonenumbers.number_type(phonenumbers.parse(f"+{number}"))
    return PhoneDoubt.NOT_MOBILE if kind == phonenumbers.PhoneNumberType.FIXED_LINE else None


@functools.cache
def numbering(region: str) -> Numbering:
    """How a region dials; one without mobile numbers of its own shows the number of a house."""
    mobile = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    example = mobile or phonenumbers.example_number(region)
    written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL) if example else ""
    return Numbering(region=region, code=f"+{phonenumbers.country_code_for_region(region)}", example=written)


def regions(home: str) -> Sequence[str]:
    """Every region whose numbers we can take: most guests' ones first, led by `home` when it is none of them."""
    first = FIRST if home in FIRST else (str(home), *FIRST)
    return (*first, *(region for region in _served() if region not in first))


@functools.cache
def _served() -> Sequence[str]:
    """Without islands that have no mobile numbers, or shorter ones than any wallet knows."""
    every = sorted(phonenumbers.SUPPORTED_REGIONS)
    return tuple(each for each in every if not isinstance(understand(numbering(each).example, each), PhoneTrouble))


def national_digits(phone: PhoneNumber) -> str:
    """The number as people of its country write it, without country code and without a leading zero."""
    return phonenumbers.national_significant_number(phonenumbers.parse(f"+{phone}"))
