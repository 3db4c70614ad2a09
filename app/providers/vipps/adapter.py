"""Vipps MobilePay behind our ports: the sales unit as payment provider, identity provider, and bringer of news."""

import httpx

from app.domain.customer import PhoneNumber
from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.ports.clock import Clock
from app.ports.identity_provider import ExchangedQr
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentRequested
from app.ports.webhooks import NewWebhook, Webhook
from app.providers.http.client import ApiClient
from app.providers.vipps import check_in, epayment, qr, webhooks
from app.providers.vipps.auth import token_cache
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.errors import explain, explain_token
from app.providers.vipps.receipt import payment_body


class VippsSession:
    """One sales unit's connections and its token, shared by the adapters below. ``transport`` is for tests."""

    def __init__(self, config: VippsConfig, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._tokens = ApiClient(config.base_url, clock=clock, explain=explain_token, transport=transport)
        self.client = ApiClient(
            config.base_url,
            clock=clock,
            tokens=token_cache(config, self._tokens, clock),
            explain=explain,
            transport=transport,
        )

    async def close(self) -> None:
        """Let all connections go."""
        await self.client.close()
        await self._tokens.close()


class VippsPayments:
    """Implements :class:`app.ports.payment_provider.PaymentProvider`."""

    def __init__(self, config: VippsConfig, client: ApiClient) -> None:
        self._config = config
        self._client = client

    def prepare(self, ask: PaymentAsk) -> str:
        return payment_body(self._config, ask)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        return await self._client.send(epayment.create(self._config, reference, key, body))

    async def look_up(self, reference: Reference) -> PaymentReport:
        return await self._client.send(epayment.get(self._config, reference))

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        return await self._client.send(epayment.events(self._config, reference))

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        change = epayment.Change(reference=reference, key=key)
        return await self._client.send(epayment.cancel(self._config, change, only_if_unapproved=only_if_unapproved))

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        change = epayment.Change(reference=reference, key=key)
        return await self._client.send(epayment.capture(self._config, change, amount))

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        change = epayment.Change(reference=reference, key=key)
        return await self._client.send(epayment.refund(self._config, change, amount))


class VippsIdentity:
    """Implements :class:`app.ports.identity_provider.IdentityProvider`."""

    def __init__(self, config: VippsConfig, client: ApiClient) -> None:
        self._config = config
        self._client = client

    async def exchange(self, text: str) -> ExchangedQr:
        return await self._client.send(qr.exchange(self._config, text))

    async def check_in(self, phone: PhoneNumber, *, is_member: bool) -> None:
        """Does nothing where the setting is off or the country is not Norway."""
        if self._config.check_in and check_in.takes(phone):
            await self._client.send(check_in.check_in(self._config, phone, is_member=is_member))


class VippsWebhooks:
    """Implements :class:`app.ports.webhooks.WebhookRegistry`."""

    def __init__(self, config: VippsConfig, client: ApiClient) -> None:
        self._config = config
        self._client = client

    async def register(self, url: str) -> NewWebhook:
        return await self._client.send(webhooks.register(self._config, url))

    async def webhooks(self) -> tuple[Webhook, ...]:
        return await self._client.send(webhooks.query(self._config))

    async def remove(self, webhook_id: str) -> None:
        await self._client.send(webhooks.delete(self._config, webhook_id))
