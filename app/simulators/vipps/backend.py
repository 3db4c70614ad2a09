"""The simulated Vipps as a whole: state and rules of one sales unit, with no HTTP in it.

Not simulated: card payments outside the app, Express, callback and redirect QRs, order management, settlements,
login in a browser.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.vipps.check_in import CheckIns
from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal
from app.simulators.vipps.idempotency import Answer, Asked, IdempotencyKeys
from app.simulators.vipps.login.logins import Login, Logins
from app.simulators.vipps.payment import Event, Payment
from app.simulators.vipps.payment_request import CUSTOMER, read_payment_request
from app.simulators.vipps.payments import Origin, Payments, Unit
from app.simulators.vipps.personal_qr import PersonalQrs
from app.simulators.vipps.rate_limits import RateLimits
from app.simulators.vipps.settings import Settings
from app.simulators.vipps.shapes import Record, Text, require
from app.simulators.vipps.tokens import Keys, Tokens
from app.simulators.vipps.webhooks.book import WebhookBook
from app.simulators.vipps.webhooks.events import LOGIN_PING, payment_event, payment_payload

FORCE_APPROVE = Record({"customer": CUSTOMER, "token": Text(least=1)})


class VippsBackend:
    """One sales unit, its API keys, its customers' phones and their payments."""

    def __init__(
        self,
        clock: SimClock | None = None,
        settings: Settings | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """Start with the seeded people; `on_change` hears of every change that a page might show."""
        self.clock = clock or SimClock()
        self._first_settings = settings or Settings()
        self.settings = self._first_settings
        self.people = {person.msisdn: person for person in seed.PEOPLE if person.app is not None}
        self.tokens = Tokens(_seed_keys(), self.clock)
        self.qrs = PersonalQrs(self.clock)
        self.changed = on_change
        self.webhooks = WebhookBook(self.clock, self.tokens.keys.msn, self._on_change)
        self.payments = Payments(self.clock, self._unit, self._on_change, self._deliver)
        self.check_ins = CheckIns(self.clock, self._on_change)
        self.logins = Logins(self.people, self.tokens.keys, self.clock)
        self.logins.on_change = self._on_change
        self.logins.on_end = self._ping
        self._limits = RateLimits(self.clock)
        self._keys = IdempotencyKeys()

    def reset(self) -> None:
        """Put the seeded state back; access tokens stay valid, as no client can know of a reset."""
        self.settings = self._first_settings
        self.payments.forget()
        self.check_ins.received.clear()
        self.logins.forget()
        self.webhooks.reset()
        self._limits.forget()
        self._keys.forget()

    def exchange_qr(self, body: object) -> Answer:
        """Answer `POST /qr/v1/exchange`; raises `FieldsRefusal`."""
        return self.qrs.exchange(body, frozenset(self.people), self.settings.qr_seconds)

    def check_in(self, body: object) -> str:
        """Answer `POST /point-of-sale/v1/loyalty-check-in`; raises `FieldsRefusal` or `NotInTestError`."""
        return self.check_ins.receive(body, test_mode=self.settings.check_in_mode == "test")

    def create_payment(self, asked: Asked, body: object, public_url: str) -> Answer:
        """Answer `POST /epayment/v1/payments`; raises `Refusal`."""
        self._count("create", asked.reference)
        return self._keys.once(_unreferenced(asked), lambda: self._create(asked.key, body, public_url))

    def get_payment(self, reference: str) -> Answer:
        """Answer a look-up; raises `Refusal`."""
        self._count("get", reference)
        payment = self.payments.look_up(reference)
        return payment.as_json() | payment.guaranteed_until(self.settings.guarantee_days)

    def get_events(self, reference: str) -> list[Answer]:
        """Answer the event log; raises `Refusal`."""
        self._count("events", reference)
        return self.payments.find(reference).events_json()

    def modify_payment(self, asked: Asked, body: object) -> Answer:
        """Answer cancel, capture and refund (`asked.operation`); raises `Refusal`."""
        self._count(asked.operation, asked.reference)
        return self._keys.once(asked, lambda: self._modify(asked, body).modified())

    def force_approve(self, reference: str, body: object) -> None:
        """Answer the approve call that exists in Vipps' test environment only; raises `Refusal`."""
        require(FORCE_APPROVE, body)
        assert isinstance(body, dict)  # noqa: S101 (the shape says so)
        phone = body.get("customer", {}).get("phoneNumber")
        if phone is not None and phone not in self.people:
            raise CodeRefusal(7010)
        self.payments.force_approve(reference, body)

    def _unit(self) -> Unit:
        return Unit(msn=self.tokens.keys.msn, settings=self.settings)

    def _on_change(self) -> None:
        self.changed()

    def _deliver(self, payment: Payment, event: Event) -> None:
        payload = payment_payload(self.tokens.keys.msn, payment, event)
        if event.name == "AUTHORIZED" and event.success:
            payload |= payment.guaranteed_until(self.settings.guarantee_days)
        self.webhooks.publish(payment_event(event), payment.reference, payload)

    def _ping(self, login: Login) -> None:
        self.webhooks.publish(LOGIN_PING, login.id, {"auth_req_id": login.id})

    def _create(self, key: str | None, body: object, public_url: str) -> Answer:
        request = read_payment_request(body, self.settings, self.clock.now())
        msisdn = self._customer(request.raw)
        origin = Origin(msisdn=msisdn, idempotency_key=key, public_url=public_url)
        payment = self.payments.create(request, origin)
        link = {} if payment.redirect_url is None else {"redirectUrl": payment.redirect_url}
        return {"reference": payment.reference, **link}

    def _customer(self, raw: Mapping[str, Any]) -> str | None:
        """Return whom the request is for; raises `CodeRefusal` for a bad QR or nobody who can pay."""
        customer = raw.get("customer")
        if customer is None:
            return None
        if "customerToken" in customer:
            raise CodeRefusal(4050)  # tokens come from callback QRs only, and there are none
        msisdn: str = customer.get("phoneNumber") or self._holder(customer["personalQr"])
        person = self.people.get(msisdn)
        if person is None or person.age < (raw.get("minimumUserAge") or 0):
            raise CodeRefusal(7010)
        return msisdn

    def _holder(self, personal_qr: str) -> str:
        try:
            return self.qrs.holder(personal_qr, self.settings.qr_seconds).msisdn
        except FieldsRefusal as error:
            raise CodeRefusal(4060) from error

    def _modify(self, asked: Asked, body: object) -> Payment:
        match asked.operation:
            case "cancel":
                return self.payments.cancel(asked.reference, body, asked.key)
            case "capture":
                return self.payments.capture(asked.reference, body, asked.key)
            case "refund":
                return self.payments.refund(asked.reference, body, asked.key)
            case unknown:
                raise ValueError(unknown)

    def _count(self, operation: str, reference: str) -> None:
        if self.settings.rate_limits:
            self._limits.count(operation, reference)


def _unreferenced(asked: Asked) -> Asked:
    """A key used for creating one payment conflicts with its use for another, so the reference does not count."""
    return Asked(operation=asked.operation, reference="", key=asked.key, body=asked.body)


def _seed_keys() -> Keys:
    return Keys(
        client_id=seed.VIPPS_CLIENT_ID,
        client_secret=seed.VIPPS_CLIENT_SECRET,
        subscription_key=seed.VIPPS_SUBSCRIPTION_KEY,
        msn=seed.VIPPS_MSN,
    )
