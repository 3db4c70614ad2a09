"""Whatever endpoints do and however time jumps: order is kept, nothing is lost, nothing is sent twice at once."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.simulators.clock import SimClock
from app.simulators.vipps.webhooks.deliveries import GIVE_UP_AFTER, Attempt, Delivery, DeliveryQueue
from support.vipps_sim import NOON

WEBHOOKS = ("webhook-1", "webhook-2")
SUBJECTS = ("payment-1", "payment-2")


class Deliveries(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.clock = SimClock(frozen_at=NOON)
        self.queue = DeliveryQueue()
        self.published: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        self.away: list[Delivery] = []

    @rule(webhook=st.sampled_from(WEBHOOKS), subject=st.sampled_from(SUBJECTS))
    def publish(self, webhook: str, subject: str) -> None:
        now = self.clock.now()
        delivery = self.queue.add(webhook, ("event", subject, b"{}"), now, now)
        self.published[webhook, subject].append(delivery)

    @rule()
    def send(self) -> None:
        self.away += self.queue.take_due(self.clock.now())

    @precondition(lambda self: self.away)
    @rule(status=st.sampled_from([200, 500, None]), data=st.data())
    def answer(self, status: int | None, data: st.DataObject) -> None:
        delivery = self.away.pop(data.draw(st.integers(0, len(self.away) - 1)))
        self.queue.settle(delivery, Attempt(at=self.clock.now(), status=status))

    @rule(seconds=st.sampled_from([1, 2, 60, 3600, 86_400, 8 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @invariant()
    def each_lane_has_one_under_way(self) -> None:
        lanes = [delivery.lane for delivery in self.away]

        assert len(lanes) == len(set(lanes))

    @invariant()
    def a_lane_is_worked_off_from_its_front(self) -> None:
        for lane in self.published.values():
            states = [delivery.state == "waiting" for delivery in lane]

            assert states == sorted(states)

    @invariant()
    def only_seven_days_of_failures_give_up(self) -> None:
        for delivery in (one for lane in self.published.values() for one in lane if one.state == "given_up"):
            assert not any(attempt.is_success for attempt in delivery.attempts)
            assert delivery.attempts[-1].at > delivery.queued_at + GIVE_UP_AFTER - timedelta(days=1)

    def teardown(self) -> None:
        """However it went, a healthy endpoint gets the rest at last."""
        for delivery in self.away:
            self.queue.settle(delivery, Attempt(at=self.clock.now(), status=200))
        self.clock.advance(86_400)
        while taken := self.queue.take_due(self.clock.now()):
            for delivery in taken:
                self.queue.settle(delivery, Attempt(at=self.clock.now(), status=200))

        assert all(delivery.state != "waiting" for lane in self.published.values() for delivery in lane)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
