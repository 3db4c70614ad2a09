"""Retries go on for ever at a bearable pace, and a message's life has one end."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.outbox import FIRST_WAIT, LONGEST_WAIT, MessageState, wait_before_retry
from support.fakes import START
from support.samples import a_message

spreads = st.floats(min_value=0, max_value=1, exclude_max=True)
attempts = st.integers(min_value=0, max_value=10**6)


@given(attempts, spreads)
def test_wait_is_never_shorter_than_the_first_nor_longer_than_the_cap_and_its_spread(count: int, spread: float) -> None:
    assert FIRST_WAIT <= wait_before_retry(count, spread) <= LONGEST_WAIT * 1.5


@given(attempts, attempts, spreads)
def test_wait_never_gets_shorter_with_the_attempts(count: int, more: int, spread: float) -> None:
    assert wait_before_retry(count, spread) <= wait_before_retry(count + more, spread)


@given(attempts, spreads, spreads)
def test_more_spread_is_never_a_shorter_wait(count: int, spread: float, other: float) -> None:
    low, high = sorted([spread, other])

    assert wait_before_retry(count, low) <= wait_before_retry(count, high)


class Message(RuleBasedStateMachine):
    """One message among workers that fail in every way."""

    def __init__(self) -> None:
        super().__init__()
        self.message = a_message()
        self.claims = 0
        self.at = START

    @rule()
    def time_passes(self) -> None:
        self.at += timedelta(minutes=1)

    @precondition(lambda self: self.message.state is MessageState.DUE)
    @rule()
    def claim(self) -> None:
        self.claims += 1
        self.message = self.message.claimed(f"worker-{self.claims}", self.at)

    @precondition(lambda self: self.message.state is MessageState.CLAIMED)
    @rule(spread=spreads)
    def fail(self, spread: float) -> None:
        wait = wait_before_retry(self.message.attempts, spread)
        self.message = self.message.postponed(self.at + wait, "unreachable")

        assert self.message.due_at > self.at

    @precondition(lambda self: self.message.state is MessageState.CLAIMED)
    @rule()
    def park(self) -> None:
        self.message = self.message.parked("refused")

    @precondition(lambda self: self.message.state is MessageState.PARKED)
    @rule()
    def a_person_tries_again(self) -> None:
        self.message = self.message.postponed(self.at, "tried again")

    @precondition(lambda self: self.message.state is MessageState.CLAIMED)
    @rule()
    def deliver(self) -> None:
        self.message = self.message.delivered(self.at, 1, 1)

    @invariant()
    def every_claim_counts_as_one_attempt(self) -> None:
        assert self.claims == self.message.attempts

    @invariant()
    def a_waiting_message_belongs_to_nobody(self) -> None:
        if self.message.state in {MessageState.DUE, MessageState.PARKED}:
            assert (None, None) == (self.message.claimed_by, self.message.claimed_at)

    @invariant()
    def delivered_means_a_time_of_delivery(self) -> None:
        assert (self.message.state is MessageState.DELIVERED) == (self.message.delivered_at is not None)


TestMessage = Message.TestCase
TestMessage.settings = settings(max_examples=40, stateful_step_count=25)
