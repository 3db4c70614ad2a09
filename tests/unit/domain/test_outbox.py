from dataclasses import replace
from datetime import timedelta

from app.domain.outbox import FIRST_WAIT, LONGEST_WAIT, MessageState, wait_before_retry
from support.fakes import START
from support.samples import a_message

LATER = START + timedelta(minutes=3)


def test_claim_counts_the_attempt_and_names_the_worker() -> None:
    message = a_message().claimed("worker-1", LATER)

    assert (MessageState.CLAIMED, "worker-1", LATER, 1) == (
        message.state,
        message.claimed_by,
        message.claimed_at,
        message.attempts,
    )


def test_delivered_message_carries_the_programmes_own_numbers_and_no_old_trouble() -> None:
    message = replace(a_message(), reason="down").claimed("worker-1", START).delivered(LATER, 18, 138)

    assert (MessageState.DELIVERED, LATER, 18, 138, None) == (
        message.state,
        message.delivered_at,
        message.points_earned,
        message.balance,
        message.reason,
    )


def test_postponed_message_is_free_for_any_worker_and_keeps_count() -> None:
    message = a_message().claimed("worker-1", START).postponed(LATER, "unreachable")

    assert (MessageState.DUE, LATER, "unreachable", None, None, 1) == (
        message.state,
        message.due_at,
        message.reason,
        message.claimed_by,
        message.claimed_at,
        message.attempts,
    )


def test_parked_message_says_why_and_belongs_to_nobody() -> None:
    message = a_message().claimed("worker-1", START).parked("unknown store")

    assert (MessageState.PARKED, "unknown store", None) == (message.state, message.reason, message.claimed_by)


def test_message_keeps_its_body_through_its_life() -> None:
    message = replace(a_message(), body="{}").claimed("worker-1", START).postponed(LATER, "down").parked("enough")

    assert message.body == "{}"


def test_wait_doubles_from_two_seconds_to_ten_minutes() -> None:
    waits = [wait_before_retry(attempts, 0.0).total_seconds() for attempts in range(1, 12)]

    assert [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600] == waits


def test_wait_is_spread_by_up_to_half_again() -> None:
    assert FIRST_WAIT * 1.25 == wait_before_retry(1, 0.5)
    assert wait_before_retry(50, 0.999) < LONGEST_WAIT * 1.5


def test_message_that_was_never_tried_waits_as_after_the_first_time() -> None:
    assert FIRST_WAIT == wait_before_retry(0, 0.0)
