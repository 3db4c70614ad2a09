"""Customers: found by phone or id, created, changed, listed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.simulators.pongo.fields import Fields, phone_digits
from app.simulators.pongo.points import Points
from app.simulators.pongo.problems import Conflict, Forbidden, Invalid, NotFound
from app.simulators.pongo.records import Customer
from app.simulators.pongo.world import World

GENDERS = ("man", "woman", "undisclosed", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """What a list of customers is narrowed to."""

    phone: str | None = None
    email: str | None = None
    tag: str | None = None
    store_slug: str | None = None
    updated_since: datetime | None = None

    def takes(self, customer: Customer) -> bool:
        """Whether the customer belongs in the list."""
        return (
            self.phone in (None, customer.phone)
            and self.email in (None, customer.email)
            and (self.tag is None or self.tag in customer.tags)
            and self.store_slug in (None, customer.reference_store_slug)
            and (self.updated_since is None or customer.updated_at >= self.updated_since)
        )


@dataclass(frozen=True, slots=True)
class Customers:
    """The merchant's customers."""

    world: World
    points: Points

    def get(self, customer_id: str) -> Customer:
        """The customer with this public id, or `NotFound`."""
        found = self.world.customers.get(customer_id)
        if found is None:
            raise NotFound
        return found

    def by_phone(self, text: str) -> Customer:
        """The customer with this phone number; `NotFound`, or `Invalid` when it is no number."""
        digits = phone_digits(text)
        if digits is None:
            raise Invalid({"phone": ["The phone format is invalid."]})
        found = self.with_phone(digits)
        if found is None:
            raise NotFound
        return found

    def with_phone(self, digits: str) -> Customer | None:
        """The customer with these digits, if there is one."""
        return next((each for each in self.world.customers.values() if each.phone == digits), None)

    def create(self, sent: Fields) -> Customer:
        """Enrol a customer; `Invalid` with every wrong field, `Conflict` when the phone is known."""
        phone = sent.phone("phone", required=True) or ""
        slug = self.world.store_slug(sent, "reference_store_slug")
        self._check_store_id(sent)
        changes = self._profile(sent)
        points = sent.integer("points", minimum=0) or 0
        sent.finish()
        self.world.warn_of_unknown(sent, "POST customers")
        if self.with_phone(phone) is not None:
            message = "This customer already exists."
            raise Conflict(message)
        customer = self.enrol(phone=phone, store_slug=slug)
        self._store(replace(customer, **changes))
        return self.points.move(customer.public_id, points, reason="created", source_id=customer.public_id)

    def update(self, customer_id: str, sent: Fields) -> Customer:
        """Change only what was sent; null changes nothing, the phone cannot change."""
        customer = self.get(customer_id)
        phone = sent.phone("phone")
        if phone not in (None, customer.phone):
            sent.fail("phone", "The phone cannot be changed.")
        slug = self.world.store_slug(sent, "reference_store_slug", required=False)
        self._check_store_id(sent)
        points = sent.integer("points", minimum=0) or 0
        changes = self._profile(sent)
        sent.finish()
        self.world.warn_of_unknown(sent, "PUT customers")
        if slug:
            changes["reference_store_slug"] = slug
        self.change(customer, changes)
        return self.points.move(customer_id, points, reason="updated", source_id=customer_id)

    def enrol(self, *, phone: str | None, store_slug: str) -> Customer:
        """A new customer with nothing but a phone number; no opt-in has been asked."""
        now = self.world.now()
        customer = Customer(
            public_id=self.world.next_id("cus"),
            phone=phone,
            reference_store_slug=store_slug,
            created_at=now,
            updated_at=now,
        )
        self._store(customer)
        return customer

    def change(self, customer: Customer, changes: dict[str, Any]) -> Customer:
        """Put the values that are not None in; the moment of change moves only when something did."""
        kept = {key: value for key, value in changes.items() if value is not None}
        changed = replace(customer, **kept)
        if changed != customer:
            self._store(replace(changed, updated_at=self.world.now()))
        return self.get(customer.public_id)

    def add_tags(self, customer: Customer, tags: tuple[str, ...]) -> Customer:
        """Attach tags that the customer does not have yet, in their order."""
        return self.change(customer, {"tags": tuple(dict.fromkeys((*customer.tags, *tags)))})

    def listed(self, narrowed: CustomerFilter) -> list[Customer]:
        """The customers a filter lets through, first enrolled first."""
        return [each for each in self.world.customers.values() if narrowed.takes(each)]

    def tags(self) -> list[str]:
        """Every tag of the merchant, sorted."""
        used = {tag for each in self.world.customers.values() for tag in each.tags}
        return sorted(self.world.known_tags | used)

    @staticmethod
    def check_pin(customer: Customer, pin: str | None, *, demanded: bool) -> None:
        """`Forbidden` when the PIN is wrong, or missing where the customer has one and it is demanded."""
        missing = pin is None and demanded and customer.pin is not None
        if missing or (pin is not None and pin != customer.pin):
            message = "Invalid PIN code."
            raise Forbidden(message)

    def _profile(self, sent: Fields) -> dict[str, Any]:
        payment_method = sent.text("payment_method_hash")
        if payment_method == "unknown":
            sent.fail("payment_method_hash", "The selected payment method hash is invalid.")
        read: dict[str, Any] = {
            "email": sent.email("email"),
            "tags": sent.texts("tags"),
            "has_optin": sent.boolean("has_optin"),
            "has_email_optin": sent.boolean("has_email_optin"),
            "first_name": sent.text("first_name"),
            "last_name": sent.text("last_name"),
            "gender": sent.choice("gender", GENDERS),
            "birthday": self._birthday(sent),
            "pin": sent.text("pin", pattern=r"\d{4}"),
            "payment_method_hash": payment_method,
        }
        return {key: value for key, value in read.items() if value is not None}

    def _birthday(self, sent: Fields) -> date | None:
        text = sent.text("birthday", pattern=r"\d{4}-\d\d-\d\d")
        if text is None:
            return None
        try:
            birthday = date.fromisoformat(text)
        except ValueError:
            sent.fail("birthday", "The birthday is not a valid date.")
            return None
        if birthday >= self.world.now().date():
            sent.fail("birthday", "The birthday must be a date before today.")
            return None
        return birthday

    def _check_store_id(self, sent: Fields) -> None:
        store_id = sent.text("reference_store_id")
        if store_id is not None and store_id not in {each.public_id for each in self.world.stores.values()}:
            sent.fail("reference_store_id", "The selected reference store id is invalid.")

    def _store(self, customer: Customer) -> None:
        self.world.customers[customer.public_id] = customer
