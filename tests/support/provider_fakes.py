"""Doubles of the outside world that remember what they were asked and fail when told to.

Each keeps a small truth of its own, so that "the answer was lost but the work was done" is one argument:
``fake.trouble("request", OutcomeUnknown("lost"), done=True)``.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from app.domain.customer import Channel, EmailAddress, Member, PhoneNumber
from app.domain.enrolment import AppConsent, EnrolmentId, Fault
from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, Reference, posted_order_id
from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding, Store
from app.domain.money import Currency, Money
from app.domain.payment import Ending, PaymentFlow, PaymentReport, PaymentState
from app.domain.reward import Reward, RewardId, WonReward
from app.ports.enrolment_in_app import (
    Approved,
    Denied,
    EnrolmentAnswer,
    EnrolmentAsk,
    EnrolmentAsked,
    Lost,
    Mistrusted,
    NotYet,
)
from app.ports.errors import Conflict, NotFound, PinRefused, PortError, Refused, TooFewPoints
from app.ports.identity_provider import ExchangedQr
from app.ports.loyalty_program import OptIns, PaidShare, Posted
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentRequested
from app.ports.reward_program import Bought, Catalogue
from support.clocks import START

SMALLEST_AMOUNT = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One planned failure; ``done`` says whether the work is done before the answer is lost."""

    error: PortError
    done: bool


class Scripted:
    """Remembers calls by name and fails those that were planned to fail, first planned first."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self._planned: defaultdict[str, deque[Trouble]] = defaultdict(deque)
        self._lasting: dict[str, PortError] = {}

    def trouble(self, call: str, error: PortError, *, done: bool = False, times: int = 1) -> None:
        """Let the next ``times`` calls of this name fail."""
        self._planned[call].extend([Trouble(error, done)] * times)

    def down(self, error: PortError, *calls: str) -> None:
        """Let these calls fail until :meth:`up`."""
        self._lasting.update(dict.fromkeys(calls, error))

    def up(self) -> None:
        """End everything that was :meth:`down`."""
        self._lasting.clear()

    def calm(self) -> None:
        """Let nothing more go wrong, whatever was planned."""
        self.up()
        self._planned.clear()

    def count(self, call: str) -> int:
        """How often this was called."""
        return sum(entry[0] == call for entry in self.calls)

    def _answer(self, work: Callable[[], T], call: str, *arguments: object) -> T:
        self.calls.append((call, *arguments))
        if call in self._lasting:
            raise self._lasting[call]
        planned = self._planned[call].popleft() if self._planned[call] else None
        if planned is None:
            return work()
        if planned.done:
            work()
        raise planned.error


class FakePaymentProvider(Scripted):
    """Vipps in a few lines: payments wait until :meth:`approve`, :meth:`decline` or :meth:`expire` is called.

    ``bodies`` holds what was sent for each reference; ``keys`` the idempotency keys of every call that carried one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reports: dict[Reference, PaymentReport] = {}
        self.bodies: dict[Reference, str] = {}
        self.keys: list[tuple[str, IdempotencyKey]] = []
        self._log: defaultdict[Reference, list[PaymentEvent]] = defaultdict(list)
        self._answered: dict[IdempotencyKey, PaymentReport | PortError] = {}

    def prepare(self, ask: PaymentAsk) -> str:
        if ask.share.amount.minor < SMALLEST_AMOUNT:
            msg = "the provider takes no amount below 1"
            raise InvalidValue(msg)
        amount = {"value": ask.share.amount.minor, "currency": ask.share.amount.currency.value}
        fields = {"reference": ask.reference, "amount": amount, "flow": ask.flow.value, "phone": ask.phone}
        if ask.personal_qr is not None:
            fields["personal_qr"] = ask.personal_qr
        return json.dumps(fields, sort_keys=True)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        self.keys.append(("request", key))
        return self._answer(lambda: self._create(reference, body), "request", reference, key, body)

    async def look_up(self, reference: Reference) -> PaymentReport:
        return self._answer(lambda: self._known(reference), "look_up", reference)

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        return self._answer(lambda: tuple(self._log[reference]), "events", reference)

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        self.keys.append(("cancel", key))
        return self._once(
            key, lambda: self._cancel(reference, only_if_unapproved=only_if_unapproved), "cancel", reference
        )

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        self.keys.append(("capture", key))
        return self._once(key, lambda: self._capture(reference, amount), "capture", reference, amount)

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        self.keys.append(("refund", key))
        return self._once(key, lambda: self._refund(reference, key, amount), "refund", reference, amount)

    def approve(self, reference: Reference) -> None:
        """The guest says yes on the phone."""
        amount = self._asked(reference)
        self._settle(reference, PaymentState.AUTHORIZED, authorized=amount)

    def decline(self, reference: Reference) -> None:
        """The guest says no."""
        self._settle(reference, PaymentState.ABORTED, ending=Ending.DECLINED)

    def gives_back_elsewhere(self, reference: Reference, amount: Money) -> None:
        """Somebody refunds in the provider's own portal."""
        report = self._known(reference)
        self._settle(reference, report.state, refunded=report.refunded + amount)

    def expire(self, reference: Reference) -> None:
        """Nobody said anything for ten minutes."""
        self._settle(reference, PaymentState.EXPIRED, ending=Ending.EXPIRED)

    def _create(self, reference: Reference, body: str) -> PaymentRequested:
        if self.bodies.setdefault(reference, body) != body:
            msg = "the same reference with another body"
            raise Conflict(msg, status=409)
        amount = self._asked(reference)
        nothing = amount * 0
        waiting = PaymentReport(
            state=PaymentState.REQUESTED, authorized=nothing, captured=nothing, cancelled=nothing, refunded=nothing
        )
        self.reports.setdefault(reference, waiting)
        by_qr = json.loads(body)["flow"] == PaymentFlow.QR
        return PaymentRequested(redirect_url=f"https://qr.example.test/{reference}" if by_qr else None)

    def _known(self, reference: Reference) -> PaymentReport:
        if reference not in self.reports:
            msg = "no such payment"
            raise NotFound(msg, status=404)
        return self.reports[reference]

    def _once(
        self, key: IdempotencyKey, work: Callable[[], PaymentReport], call: str, *arguments: object
    ) -> PaymentReport:
        """The same answer for the same key, whatever is asked later; planned refusals are remembered as well."""
        before = self._answered.get(key)
        if isinstance(before, PaymentReport):
            return self._answer(lambda: before, call, *arguments)
        if before is not None:
            self.calls.append((call, *arguments))
            raise before

        def remembered() -> PaymentReport:
            self._answered[key] = report = work()
            return report

        try:
            return self._answer(remembered, call, *arguments)
        except Refused as refusal:
            self._answered[key] = refusal
            raise

    def _cancel(self, reference: Reference, *, only_if_unapproved: bool) -> PaymentReport:
        report = self._known(reference)
        if report.state is PaymentState.REQUESTED:
            return self._settle(reference, PaymentState.TERMINATED, ending=Ending.CANCELLED)
        if report.state is PaymentState.AUTHORIZED and not only_if_unapproved:
            return self._settle(reference, report.state, cancelled=report.authorized - report.captured)
        if report.state is PaymentState.AUTHORIZED:
            msg = "approved already"
            raise Conflict(msg, code="6060", status=409)
        return report

    def _capture(self, reference: Reference, amount: Money) -> PaymentReport:
        report = self._known(reference)
        left = report.authorized - report.captured - report.cancelled
        if amount > left:
            msg = "more than is authorized"
            raise Refused(msg, status=400)
        return self._settle(reference, report.state, captured=report.captured + amount)

    def _refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        report = self._known(reference)
        if amount > report.captured - report.refunded:
            msg = "more than was captured"
            raise Refused(msg, code="6150", status=400)
        event = PaymentEvent(
            name="REFUNDED", amount=amount, at=START, success=True, psp_reference=f"psp-{key}", key=key
        )
        self._log[reference].append(event)
        return self._settle(reference, report.state, refunded=report.refunded + amount)

    def _settle(
        self,
        reference: Reference,
        state: PaymentState,
        *,
        authorized: Money | None = None,
        captured: Money | None = None,
        cancelled: Money | None = None,
        refunded: Money | None = None,
        ending: Ending | None = None,
    ) -> PaymentReport:
        old = self._known(reference)
        self.reports[reference] = replace(
            old,
            state=state,
            authorized=authorized or old.authorized,
            captured=captured or old.captured,
            cancelled=cancelled or old.cancelled,
            refunded=refunded or old.refunded,
            ending=ending or old.ending,
            psp_reference=f"psp-{reference}",
        )
        return self.reports[reference]

    def _asked(self, reference: Reference) -> Money:
        asked = json.loads(self.bodies[reference])["amount"]
        return Money(asked["value"], Currency(asked["currency"]))


AMOUNT_RULES = PointsRules(
    mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=0, minimum=0, rounding=Rounding.FLOOR
)


@dataclass(slots=True)
class Enrolment:
    """One call that made or changed a member."""

    phone: PhoneNumber
    opt_ins: dict[Channel, bool] = field(default_factory=dict)
    email: EmailAddress | None = None


class FakeLoyaltyProgram(Scripted):
    """Pongo in a few lines: one point for a whole krone, an order counted once whatever is repeated.

    ``orders`` holds the first body of each posted order id, ``check_ins`` every body of a check-in. ``locks`` tells
    which device holds a reward of a customer; ``pieces`` are won ones by hash, all of one guest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.config = Programme(enabled=True, name="Club Demo", rules=AMOUNT_RULES)
        self.members: dict[PhoneNumber, Member] = {}
        self.enrolments: list[Enrolment] = []
        self.orders: dict[str, str] = {}
        self.check_ins: list[str] = []
        self.refunded: set[str] = set()
        self.catalogue: tuple[Reward, ...] = ()
        self.unread = 0
        self.pieces: dict[str, WonReward] = {}
        self.locks: dict[tuple[str, str], str] = {}
        self.device = "us"
        self.pin: str | None = None

    async def programme(self) -> Programme:
        return self._answer(lambda: self.config, "programme")

    async def stores(self) -> tuple[Store, ...]:
        return self._answer(lambda: (Store(slug="demo-oslo", name="Demo Oslo"),), "stores")

    async def find(self, phone: PhoneNumber) -> Member | None:
        return self._answer(lambda: self.members.get(phone), "find", phone)

    async def find_by_pass(self, customer_id: str) -> Member | None:
        by_id = {member.customer_id: member for member in self.members.values()}
        return self._answer(lambda: by_id.get(customer_id), "find_by_pass", customer_id)

    async def enrol(
        self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str | None = None, email: EmailAddress | None = None
    ) -> Member:
        return self._answer(lambda: self._enrol(phone, dict(opt_ins), email), "enrol", phone, dict(opt_ins))

    def prepare_order(self, paid: PaidShare) -> str:
        fields = self._told(paid) | {"lines": list(paid.share.line_ids)}
        return json.dumps(fields, sort_keys=True)

    async def post_order(self, body: str) -> Posted:
        return self._answer(lambda: self._post(body), "post_order", body)

    async def undo_order(self, posted_id: str, *, cancelled: bool) -> None:
        self._answer(lambda: self._take_back(posted_id), "undo_order", posted_id, cancelled)

    def prepare_check_in(self, paid: PaidShare) -> str:
        return json.dumps(self._told(paid), sort_keys=True)

    async def post_check_in(self, body: str) -> Posted:
        return self._answer(lambda: self._check_in(body), "post_check_in", body)

    async def rewards(self, customer_id: str, store_slug: str) -> tuple[Reward, ...]:
        return self._answer(lambda: self.catalogue, "rewards", customer_id, store_slug)

    async def all_rewards(self) -> Catalogue:
        return self._answer(lambda: Catalogue(rewards=self.catalogue, unread=self.unread), "all_rewards")

    async def won(self, customer_id: str) -> tuple[WonReward, ...]:
        return self._answer(lambda: tuple(self.pieces.values()), "won", customer_id)

    async def lock(self, customer_id: str, name: str, pin: str | None = None) -> None:
        self._answer(lambda: self._lock(customer_id, name, pin), "lock", customer_id, name)

    async def unlock(self, customer_id: str, name: str) -> None:
        self._answer(lambda: self._unlock(customer_id, name), "unlock", customer_id, name)

    async def buy(self, customer_id: str, reward_id: RewardId, store_slug: str, pin: str | None = None) -> Bought:
        self._check_pin(pin)
        return self._answer(lambda: self._buy(customer_id, reward_id), "buy", customer_id, reward_id)

    async def use(self, customer_id: str, won: str, store_slug: str, pin: str | None = None) -> None:
        self._check_pin(pin)
        self._answer(lambda: self._use(won), "use", customer_id, won)

    def _lock(self, customer_id: str, name: str, pin: str | None) -> None:
        self._check_pin(pin)
        if self.locks.setdefault((customer_id, name), self.device) != self.device:
            msg = "locked"
            raise Conflict(msg, status=409)

    def _unlock(self, customer_id: str, name: str) -> None:
        if self.locks.get((customer_id, name), self.device) != self.device:
            msg = "locked"
            raise Conflict(msg, status=409)
        self.locks.pop((customer_id, name), None)

    def _check_pin(self, pin: str | None) -> None:
        if self.pin is not None and pin != self.pin:
            msg = "PIN"
            raise PinRefused(msg, status=403)

    def _buy(self, customer_id: str, reward_id: RewardId) -> Bought:
        reward = next(reward for reward in self.catalogue if reward.id == reward_id)
        phone, member = next((p, m) for p, m in self.members.items() if m.customer_id == customer_id)
        balance = (member.points or 0) - reward.points
        if balance < 0:
            msg = "points"
            raise TooFewPoints(msg, status=422)
        piece = WonReward(hash=f"h_{len(self.pieces)}", reward_id=reward_id, name=reward.name, used=True)
        self.pieces[piece.hash] = piece
        self.members[phone] = replace(member, points=balance)
        return Bought(hash=piece.hash, balance=balance)

    def _use(self, won: str) -> None:
        if self.pieces[won].used:
            msg = "used"
            raise Conflict(msg, status=409)
        self.pieces[won] = replace(self.pieces[won], used=True)

    def _told(self, paid: PaidShare) -> dict[str, object]:
        guest = paid.share.guest
        return {
            "order_id": posted_order_id(paid.order.id, paid.share.number),
            "amount": paid.share.amount.minor,
            "phone": guest.phone if guest else None,
            "payment": paid.payment_reference,
            "reward": paid.order.reward.reward_id if paid.order.reward else None,
        }

    def _enrol(self, phone: PhoneNumber, opt_ins: dict[Channel, bool], email: EmailAddress | None = None) -> Member:
        self.enrolments.append(Enrolment(phone, opt_ins, email))
        fresh = Member(customer_id=f"cus_{phone}", phone=phone, name=None, points=0)
        member = replace(
            self.members.get(phone, fresh),
            email_opt_in=opt_ins.get(Channel.EMAIL),
            sms_opt_in=opt_ins.get(Channel.SMS),
        )
        self.members[phone] = member
        return member

    def _post(self, body: str) -> Posted:
        order_id = json.loads(body)["order_id"]
        if order_id in self.orders:
            return Posted(points_earned=None, balance=None, already_known=True)
        self.orders[order_id] = body
        return self._credit(body)

    def _take_back(self, posted_id: str) -> None:
        if posted_id not in self.orders:
            msg = "no such order"
            raise NotFound(msg, status=404)
        if posted_id in self.refunded:
            return
        self.refunded.add(posted_id)
        told = json.loads(self.orders[posted_id])
        if told["phone"] is not None:
            phone = PhoneNumber(told["phone"])
            member = self.members[phone]
            self.members[phone] = replace(member, points=(member.points or 0) - told["amount"] // 100)

    def _check_in(self, body: str) -> Posted:
        self.check_ins.append(body)
        return self._credit(body)

    def _credit(self, body: str) -> Posted:
        told = json.loads(body)
        if told["phone"] is None:
            return Posted(points_earned=0, balance=None)
        phone = PhoneNumber(told["phone"])
        member = self.members.get(phone) or self._enrol(phone, {})
        earned = told["amount"] // 100
        balance = (member.points or 0) + earned
        self.members[phone] = replace(member, points=balance)
        return Posted(points_earned=earned, balance=balance)


class FakeIdentityProvider(Scripted):
    """Knows the owners of some codes; ``check_ins`` holds whom it was asked to greet."""

    def __init__(self, codes: dict[str, PhoneNumber] | None = None) -> None:
        super().__init__()
        self.codes = codes or {}
        self.issued_at: datetime | None = None
        self.check_ins: list[tuple[PhoneNumber, bool]] = []

    async def exchange(self, text: str) -> ExchangedQr:
        return self._answer(lambda: self._owner(text), "exchange", text)

    async def check_in(self, phone: PhoneNumber, *, is_member: bool) -> None:
        self._answer(lambda: self.check_ins.append((phone, is_member)), "check_in", phone)

    def _owner(self, text: str) -> ExchangedQr:
        if text not in self.codes:
            msg = "not a personal QR"
            raise Refused(msg, status=400)
        return ExchangedQr(phone=self.codes[text], issued_at=self.issued_at)


class FakeEnrolmentInApp(Scripted):
    """Vipps Login in a few lines: a guest answers with :meth:`approve` or :meth:`deny`; a yes is given out once.

    ``strangers`` cannot be asked. ``asked`` holds what was asked under each id. While ``unreadable`` is set, a yes is
    given out and then cannot be read to its end; it is ``in_hand`` until then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strangers: set[PhoneNumber] = set()
        self.asked: dict[EnrolmentId, EnrolmentAsk] = {}
        self.life: timedelta | None = None
        self.unreadable: PortError | None = None
        self.in_hand: set[EnrolmentId] = set()
        self._answers: dict[EnrolmentId, EnrolmentAnswer] = {}

    async def knows(self, phone: PhoneNumber) -> bool:
        return self._answer(lambda: phone not in self.strangers, "knows", phone)

    async def ask(self, ask: EnrolmentAsk) -> EnrolmentAsked:
        return self._answer(lambda: self._put(ask), "ask", ask)

    async def answer(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        return self._answer(lambda: self._given_out(enrolment_id, nonce), "answer", enrolment_id)

    def has_yes(self, enrolment_id: EnrolmentId) -> bool:
        return enrolment_id in self.in_hand

    def forget(self, enrolment_id: EnrolmentId) -> None:
        self.in_hand.discard(enrolment_id)

    @property
    def newest(self) -> EnrolmentId:
        """What was asked last."""
        return next(reversed(self.asked))

    def approve(
        self,
        *consents: AppConsent,
        subject: str = "sub-of-ola",
        phone: PhoneNumber | None = None,
        email: EmailAddress | None = None,
    ) -> None:
        """The guest says yes, with these answers to the merchant's questions."""
        told = Approved(
            subject=subject,
            phone=phone or self.asked[self.newest].phone,
            consents=consents,
            language="en" if consents else "",
            email=email,
        )
        self.say(told)

    def deny(self) -> None:
        """The guest says no."""
        self.say(Denied())

    def say(self, answer: EnrolmentAnswer) -> None:
        """Answer the newest request."""
        self._answers[self.newest] = answer

    def _put(self, ask: EnrolmentAsk) -> EnrolmentAsked:
        enrolment_id = EnrolmentId(f"auth-req-{len(self.asked) + 1}")
        self.asked[enrolment_id] = ask
        return EnrolmentAsked(id=enrolment_id, life=self.life or ask.life, interval=5)

    def _given_out(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        if enrolment_id not in self.asked:
            return Lost()
        answer = self._answers.get(enrolment_id, NotYet())
        if isinstance(answer, Approved):
            if self.unreadable is not None:
                self.in_hand.add(enrolment_id)
                raise self.unreadable
            self._answers[enrolment_id] = Lost()
            return answer if nonce == self.asked[enrolment_id].nonce else Mistrusted(Fault.NONCE)
        return answer
