"""What a person typed as a phone number, understood or explained."""

from enum import StrEnum

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


def national_digits(phone: PhoneNumber) -> str:
    """The number as people of its country write it, without country code and without a leading zero."""
    return phonenumbers.national_significant_number(phonenumbers.parse(f"+{phone}"))
