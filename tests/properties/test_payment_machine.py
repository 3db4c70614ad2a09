"""Any sequence of news, late, repeated or in the wrong order, leaves what is known of the money intact."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.domain.payment import MOVES, Payment, PaymentReport, PaymentState, advance
from support.fakes import START
from support.samples import a_payment, a_report, nok
from support.strategies import reports


def amounts_of(payment: Payment) -> tuple[int, int, int, int]:
    return payment.authorized.minor, payment.captured.minor, payment.cancelled.minor, payment.refunded.minor


class News(RuleBasedStateMachine):
    """Reports of every kind arrive; old ones arrive again."""

    heard = Bundle("heard")

    @initialize(state=st.sampled_from([PaymentState.INTENDED, PaymentState.REQUESTED, PaymentState.IN_DOUBT]))
    def begin(self, state: PaymentState) -> None:
        self.payment = a_payment(amount=100, state=state)
        self.before = self.payment
        self.at = START

    @rule(target=heard, report=reports())
    def hear(self, report: PaymentReport) -> PaymentReport:
        self._apply(report)
        return report

    @rule(report=heard)
    def hear_again(self, report: PaymentReport) -> None:
        self._apply(report)

    def _apply(self, report: PaymentReport) -> None:
        self.at += timedelta(seconds=1)
        self.before = self.payment
        self.payment = advance(self.payment, report, self.at)
        again = advance(self.payment, report, self.at + timedelta(seconds=1))

        assert again == self.payment, "the same report moved it twice"
        if report.state is not self.before.state and report.state not in MOVES[self.before.state]:
            known = replace(self.before, psp_reference=self.payment.psp_reference)
            assert known == self.payment, "stale news moved it"

    @invariant()
    def it_moves_only_on_the_table(self) -> None:
        before, after = self.before.state, self.payment.state

        assert after is before or after in MOVES[before]

    @invariant()
    def what_is_authorized_stays_authorized(self) -> None:
        if self.before.state is PaymentState.AUTHORIZED:
            assert self.payment.state is PaymentState.AUTHORIZED

    @invariant()
    def no_amount_shrinks(self) -> None:
        pairs = zip(amounts_of(self.before), amounts_of(self.payment), strict=True)

        assert all(before <= after for before, after in pairs)

    @invariant()
    def money_is_there_only_once_authorized(self) -> None:
        if self.payment.state is not PaymentState.AUTHORIZED:
            assert amounts_of(self.payment) == (0, 0, 0, 0)

    @invariant()
    def it_is_settled_exactly_when_it_is_not_open(self) -> None:
        assert self.payment.state.is_open == (self.payment.settled_at is None)

    @invariant()
    def every_end_without_money_can_be_explained(self) -> None:
        if self.payment.state.is_unpaid_end:
            assert self.payment.ending is not None

    @invariant()
    def what_was_asked_for_never_changes(self) -> None:
        for name in ("reference", "key", "body", "amount", "attempt", "flow", "created_at", "expires_at", "version"):
            assert getattr(self.before, name) == getattr(self.payment, name)


TestNews = News.TestCase
TestNews.settings = settings(max_examples=40, stateful_step_count=25)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1), st.randoms(use_true_random=False))
def test_amounts_end_up_the_same_in_whatever_order_the_reports_come(
    steps: list[tuple[int, int]], chance: object
) -> None:
    captured, cancelled = 0, 0
    history = []
    for more_captured, more_cancelled in steps:
        captured, cancelled = min(captured + more_captured, 60), min(cancelled + more_cancelled, 40)
        history.append(a_report(authorized=100, captured=captured, cancelled=cancelled))
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random, whose name is banned here
    payment = a_payment(amount=100)
    for report in shuffled:
        payment = advance(payment, report, START)

    assert (nok(captured), nok(cancelled)) == (payment.captured, payment.cancelled)
    assert payment.left_to_capture >= nok(0)
