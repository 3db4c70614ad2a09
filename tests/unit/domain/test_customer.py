import pytest

from app.domain.customer import LONGEST_EMAIL, EmailAddress, PersonalQr, PhoneNumber
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


@pytest.mark.parametrize(
    "text",
    ["ola@example.no", "ola.nordmann+club@post.example.co.uk", "o@e.no", "o'hara@example.test", "_@x-1.example"],
)
def test_an_email_address_is_one_as_a_browsers_field_takes_it(text: str) -> None:
    assert text == EmailAddress(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ola",
        "ola@",
        "@example.no",
        "ola@example",
        "ola@exa mple.no",
        "ola example@example.no",
        "ola@@example.no",
        ".ola@example.no",
        "ola.@example.no",
        "o..la@example.no",
        "ola@-example.no",
        "ola@example-.no",
        "ola@example..no",
        "ola@example.no\n",
        "øla@example.no",
        "a" * 65 + "@example.no",
        "ola@" + "e" * 64 + ".no",
        "ola@" + "example." * 40 + "no",
    ],
)
def test_other_texts_are_no_address_and_are_not_repeated(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        EmailAddress(text)

    assert not text or text not in str(refused.value)


def test_an_address_is_as_long_as_mail_allows_and_prints_as_nobody() -> None:
    rest = LONGEST_EMAIL - len("o@.no")
    domain = ".".join(["e" * 60] * (rest // 61)) + "." + "e" * (rest % 61 or 1)
    address = EmailAddress(f"o@{domain[:rest]}.no")

    assert len(address) <= LONGEST_EMAIL
    assert "EmailAddress(***)" == repr(address)
