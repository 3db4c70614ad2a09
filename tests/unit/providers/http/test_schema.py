"""Bodies: strict outwards, lenient inwards, and silent about values."""

import pytest

from app.domain.errors import InvalidValue
from app.providers.http.request import Answer, UnreadableAnswer
from app.providers.http.schema import AnswerBody, RequestBody, build, nothing, read_answer, read_as


class Sent(RequestBody):
    number: int
    note: str | None = None


class Got(AnswerBody):
    number: int


def test_what_is_absent_is_left_out_and_the_order_is_that_of_the_model() -> None:
    assert Sent(note="øl", number=7).text() == '{"number":7,"note":"øl"}'
    assert Sent(number=7).text() == '{"number":7}'


def test_a_request_allows_nothing_extra() -> None:
    with pytest.raises(InvalidValue, match=r"Sent: colour \(extra_forbidden\)"):
        build(Sent, number=7, colour="red")


def test_an_answer_ignores_what_it_does_not_know_and_reads_numbers_from_text() -> None:
    assert read_as(Got, {"number": "7", "colour": "red"}) == Got(number=7)


@pytest.mark.parametrize("data", [None, [], "4712345678", {"number": "4712345678x"}, {}])
def test_what_does_not_fit_is_named_without_its_value(data: object) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        read_as(Got, data)

    assert "47123" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_value_that_can_never_be_sent_is_named_without_it() -> None:
    with pytest.raises(InvalidValue) as caught:
        build(Sent, number="4712345678x")

    assert str(caught.value) == "Sent: number (int_parsing)"


def test_an_answer_is_read_from_its_bytes() -> None:
    assert read_answer(Got, Answer(status=200, body=b'{"number": 7}')) == Got(number=7)


def test_an_answer_whose_status_says_it_all_is_not_read() -> None:
    nothing(Answer(status=200, body=b"<html>"))
