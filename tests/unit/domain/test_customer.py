import pytest

from app.domain.customer import PersonalQr, PhoneNumber
from app.domain.errors import InvalidValue
from support.samples import PHONE, a_guest, a_member


@pytest.mark.parametrize("digits", ["4712345678", "33612345678", "12345678", "123456789012345"])
def test_phone_number_is_8_to_15_digits_with_country_code(digits: str) -> None:
    assert digits == PhoneNumber(digits)


@pytest.mark.parametrize(
    "digits",
    [
        "",
        "1234567",
        "1234567890123456",
        "+4712345678",
        "47 12345678",
        "0712345678",
        "471234567a",
        "٤٧١٢٣٤٥٦٧٨",
        "4712345678\n",
    ],
)
def test_other_phone_numbers_are_refused_without_repeating_them(digits: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        PhoneNumber(digits)

    assert not digits or digits not in str(refused.value)


@pytest.mark.parametrize("length", [4, 256])
def test_a_code_that_no_payment_takes_is_refused(length: int) -> None:
    with pytest.raises(InvalidValue):
        PersonalQr("x" * length)


def test_a_code_to_pay_with_is_masked_wherever_it_is_printed() -> None:
    code = "https://qr.vipps.no/p/a-token"

    assert (code, "PersonalQr(***)") == (PersonalQr(code), repr(PersonalQr(code)))


def test_phone_number_is_masked_wherever_values_are_printed() -> None:
    printed = [repr(PHONE), repr(a_guest(member=a_member())), f"{PHONE!r}", PHONE.masked]

    assert all("12345" not in text and "678" in text for text in printed)
