"""A number is found in any usual spelling, and digits that are something else are left alone."""

from datetime import timedelta

import pytest

from app.domain.customer import PhoneNumber
from app.domain.privacy import Keeping, Person
from support.clocks import START

KARI = Person(phone=PhoneNumber("4712345678"), national="12345678", pseudonym="p")
MARIE = Person(phone=PhoneNumber("33612345678"), national="612345678", pseudonym="p")


@pytest.mark.parametrize(
    ("person", "spelling"),
    [
        (KARI, "4712345678"),
        (KARI, "+4712345678"),
        (KARI, "+47 12 34 56 78"),
        (KARI, "+47 123 45 678"),
        (KARI, "004712345678"),
        (KARI, "47) 123-45-678"),
        (KARI, "12345678"),
        (KARI, "123 45 678"),
        (KARI, "123.45.678"),
        (MARIE, "06 12 34 56 78"),
        (MARIE, "+33 6 12 34 56 78"),
    ],
)
def test_the_number_goes_in_every_spelling(person: Person, spelling: str) -> None:
    assert "call [erased], please" == person.redacted(f"call {spelling}, please")


@pytest.mark.parametrize(
    "text",
    ["4798765432", "psp-94712345678", "912345678", "123456789", "47123456781", "189.00 NOK", "12 345 67", ""],
)
def test_other_digits_stay(text: str) -> None:
    assert text == KARI.redacted(text)


def test_a_number_that_is_too_short_is_not_looked_for_without_its_country() -> None:
    short = Person(phone=PhoneNumber("29912345"), national="12345", pseudonym="p")

    assert "12345 and [erased]" == short.redacted("12345 and +299 12345")


def test_names_go_as_whole_words_and_in_any_case() -> None:
    told = KARI.redacted("kari nordmann, Kari and Karianne", ["Kari Nordmann", "Kari", " "])

    assert "[erased], [erased] and Karianne" == told


def test_a_person_prints_as_nobody() -> None:
    assert "Person()" == repr(KARI)


def test_each_kind_is_counted_back_from_now() -> None:
    oldest = Keeping(guests=timedelta(days=1), proofs=timedelta(days=2)).before(START)

    assert (START - timedelta(days=1), START - timedelta(days=2)) == (oldest.guests, oldest.proofs)
