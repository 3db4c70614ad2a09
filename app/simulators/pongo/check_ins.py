"""Check-ins: a visit with an amount, credited at once, enrolling who is not known yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.simulators.pongo.customers import Customers
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.points import Points
from app.simulators.pongo.records import CheckIn, Customer
from app.simulators.pongo.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInAnswer:
    """A check-in, its customer after it, and whether it enrolled them."""

    check_in: CheckIn
    customer: Customer
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    store_slug: str
    phone: str | None
    payment_method_hash: str | None
    order_id: str | None
    amount: int
    checked_in_at: datetime
    tags: tuple[str, ...]
    enforce_delay: bool


@dataclass(frozen=True, slots=True)
class CheckIns:
    """The merchant's check-ins; sending one twice makes two, as nothing says otherwise."""

    world: World
    customers: Customers
    points: Points

    def create(self, sent: Fields) -> CheckInAnswer:
        """Take a check-in; `Invalid` with every wrong field."""
        draft = self._read(sent)
        customer = self._known(draft)
        is_new = customer is None
        if customer is None:
            customer = self.customers.enrol(phone=draft.phone, store_slug=draft.store_slug)
        customer = self.customers.change(customer, {"payment_method_hash": draft.payment_method_hash})
        customer = self.customers.add_tags(customer, draft.tags)
        is_valid = not (draft.enforce_delay and self._too_early(customer, draft.checked_in_at))
        check_in = CheckIn(
            id=self.world.next_id("chk"),
            store_slug=draft.store_slug,
            customer_id=customer.public_id,
            order_id=draft.order_id,
            amount=draft.amount,
            checked_in_at=draft.checked_in_at,
            is_valid=is_valid,
            points_earned=self.world.settings.programme.points_for(draft.amount) if is_valid else 0,
        )
        self.world.check_ins.append(check_in)
        customer = self.points.move(
            customer.public_id, check_in.points_earned, reason="check_in", source_id=check_in.id
        )
        return CheckInAnswer(check_in=check_in, customer=customer, is_new=is_new)

    def _read(self, sent: Fields) -> _Draft:
        slug = self.world.store_slug(sent, "store_slug")
        payment_method = sent.text("payment_method_hash")
        phone = sent.phone("international_phone_number", required=payment_method is None)
        now = self.world.now()
        moment = sent.moment("checked_in_at", strict=True)
        if moment is not None and moment > now:
            sent.fail("checked_in_at", "The checked in at must be a date before or equal to now.")
        draft = _Draft(
            store_slug=slug,
            phone=phone,
            payment_method_hash=payment_method,
            order_id=sent.text("order_id"),
            amount=sent.integer("amount", required=True, minimum=0) or 0,
            checked_in_at=moment or now,
            tags=sent.texts("tags", required=True) or (),
            enforce_delay=bool(sent.boolean("enforce_checkin_delay")),
        )
        sent.finish()
        self.world.warn_of_unknown(sent, "POST checkins")
        return draft

    def _known(self, draft: _Draft) -> Customer | None:
        if draft.phone is not None:
            return self.customers.with_phone(draft.phone)
        everyone = self.world.customers.values()
        return next((each for each in everyone if each.payment_method_hash == draft.payment_method_hash), None)

    def _too_early(self, customer: Customer, moment: datetime) -> bool:
        delay = timedelta(minutes=self.world.settings.programme.checkin_delay_minutes)
        mine = (each for each in self.world.check_ins if each.customer_id == customer.public_id and each.is_valid)
        return any(moment - each.checked_in_at < delay for each in mine)
