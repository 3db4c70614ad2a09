"""The life of a request to join in the guest's own app."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from app.domain.enrolment import MOVES, EnrolmentState
from app.domain.errors import IllegalMove, InvalidValue
from support.clocks import START
from support.samples import an_enrolment


@pytest.mark.parametrize(("before", "after"), list(product(EnrolmentState, repeat=2)))
def test_a_request_moves_as_the_table_says(before: EnrolmentState, after: EnrolmentState) -> None:
    request = replace(an_enrolment(), state=before)
    if after in MOVES.get(before, frozenset()):
        assert request.moved_to(after, START).state is after
    else:
        with pytest.raises(IllegalMove):
            request.moved_to(after, START)


def test_nothing_follows_a_no_or_an_answer_that_was_not_trusted() -> None:
    ends = {state for state in EnrolmentState if not MOVES.get(state)}

    assert ends == {
        EnrolmentState.JOINED,
        EnrolmentState.DENIED,
        EnrolmentState.EXPIRED,
        EnrolmentState.MISTRUSTED,
    }


def test_the_tablet_waits_until_it_is_told_to_stop_or_the_time_is_over() -> None:
    request = an_enrolment()
    late = START + timedelta(minutes=10)

    assert request.is_waited_for(START)
    assert not request.is_waited_for(late)
    assert not replace(request, given_up=True).is_waited_for(START)
    assert not request.moved_to(EnrolmentState.DENIED, START).is_waited_for(START)


@pytest.mark.parametrize("text", ["4MZ-CQ3", "ABCDE", "12345678"])
def test_a_binding_message_is_what_the_app_shows(text: str) -> None:
    assert replace(an_enrolment(), binding_message=text).binding_message == text


@pytest.mark.parametrize("text", ["", "ABCD", "ABCDEFGHI", "4mz-cq3", "4MZ CQ3", "4MZ–CQ3"])
def test_anything_else_is_no_binding_message(text: str) -> None:
    with pytest.raises(InvalidValue):
        replace(an_enrolment(), binding_message=text)


def test_neither_the_requests_name_nor_the_nonce_is_shown() -> None:
    shown = repr(replace(an_enrolment(), subject="the-subject"))

    assert not any(secret in shown for secret in ("auth-req-1", "nonce00001", "the-subject", "4712345678"))
