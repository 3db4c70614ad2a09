"""Whatever a till does in whatever order, the amounts never contradict each other and agree with the events."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.simulators.vipps.errors import CodeRefusal
from app.simulators.vipps.settings import Settings
from support.vipps_sim import REFERENCE, Till

AMOUNTS = st.sampled_from([500, 900, 1000, 1500, 2000, 2001]) | st.integers(1, 2500)


class OnePayment(RuleBasedStateMachine):
    """A payment of 2000 and everything that can be tried with it."""

    def __init__(self) -> None:
        super().__init__()
        self.till = Till()
        self.till.vipps.settings = Settings(rate_limits=False)
        self.till.create(_BODY)
        self.seen = "CREATED"

    @initialize(approved=st.booleans())
    def the_customer_may_have_approved(self, approved: bool) -> None:
        if approved:
            self.till.vipps.payments.approve(REFERENCE)

    @rule(action=st.sampled_from(["open", "approve", "reject"]))
    def the_customer_acts(self, action: str) -> None:
        book = self.till.vipps.payments
        _unless_refused({"open": book.open, "approve": book.approve, "reject": book.reject}[action], REFERENCE)

    @rule(operation=st.sampled_from(["capture", "refund"]), value=AMOUNTS)
    def the_till_moves_money(self, operation: str, value: int) -> None:
        before = self.till.amounts()
        if not _unless_refused(self.till.modify, operation, value):
            assert self.till.amounts() == before

    @rule(only=st.booleans())
    def the_till_cancels(self, only: bool) -> None:
        _unless_refused(lambda: self.till.modify("cancel", cancelTransactionOnly=only))

    @rule(value=AMOUNTS, key=st.sampled_from(["a", "b"]))
    def a_repeated_key_moves_money_once(self, value: int, key: str) -> None:
        _unless_refused(lambda: self.till.modify("capture", value, key))
        after = self.till.amounts()
        _unless_refused(lambda: self.till.modify("capture", value, key))

        assert self.till.amounts() == after

    @rule(seconds=st.sampled_from([1, 300, 600, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.till.clock.advance(seconds)

    @invariant()
    def amounts_fit(self) -> None:
        amounts = self.till.amounts()
        if self.till.state() == "TERMINATED":
            assert amounts == {"authorized": 0, "cancelled": 2000, "captured": 0, "refunded": 0}
        else:
            assert amounts["captured"] + amounts["cancelled"] <= amounts["authorized"]
        assert 0 <= amounts["refunded"] <= amounts["captured"]
        assert amounts["authorized"] in {0, 2000}

    @invariant()
    def events_add_up_to_the_amounts(self) -> None:
        totals = {"AUTHORIZED": 0, "CAPTURED": 0, "REFUNDED": 0, "CANCELLED": 0, "TERMINATED": 0}
        for name, value, _ in self.till.events():
            if name in totals:
                totals[name] += value
        amounts = self.till.amounts()

        assert amounts == {
            "authorized": totals["AUTHORIZED"],
            "cancelled": totals["CANCELLED"] + totals["TERMINATED"],
            "captured": totals["CAPTURED"],
            "refunded": totals["REFUNDED"],
        }

    @invariant()
    def a_final_state_is_final(self) -> None:
        now = self.till.state()
        if self.seen != "CREATED":
            assert now == self.seen
        self.seen = now


_BODY = {
    "amount": {"currency": "NOK", "value": 2000},
    "customer": {"phoneNumber": "4712345678"},
    "paymentMethod": {"type": "WALLET"},
    "reference": REFERENCE,
    "userFlow": "PUSH_MESSAGE",
}


def _unless_refused(work: object, *args: object) -> bool:
    assert callable(work)
    try:
        work(*args)
    except CodeRefusal:
        return False
    return True


TestOnePayment = OnePayment.TestCase
TestOnePayment.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
