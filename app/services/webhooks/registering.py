"""Keep exactly one registration for news of one kind: new first, seen in the list, then the old ones away."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.ports.clock import Clock
from app.ports.errors import OutcomeUnknown, PortError, Refused
from app.ports.secret_store import SecretStore
from app.ports.webhooks import Webhook, WebhookRegistry
from app.services.basics.repeating import repeat

log = structlog.get_logger()

SECRETS = "webhook/"
"""Secrets of registrations for news of payments are kept under this and their id."""

CUSTOMER_SECRETS = "pongo-webhook/"
"""The same for news of customers, one event each: under this, the event and the id."""

ROUNDS = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
BETWEEN_CHECKS = timedelta(days=1)
"""A registration may be lost on the other side: its endpoint was away for two weeks, or somebody removed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A registration of the sales unit. ``ours``: made by this hub; ``usable``: its deliveries can be verified here."""

    webhook: Webhook
    ours: bool
    usable: bool


class Registering:
    """Registrations of one registry; their secrets are kept ``under`` a name. Those that deliver to ``url``, or that we
    have the secret of, are ours; no other one is ever touched.
    """

    def __init__(
        self, *, registry: WebhookRegistry, secrets: SecretStore, clock: Clock, url: str, under: str = SECRETS
    ) -> None:
        self._registry = registry
        self._secrets = secrets
        self._clock = clock
        self._url = url
        self._under = under
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled: see to it that we are registered; no answer is no reason to give up, polling goes on."""
        await repeat(self._clock, self._checked, first=FIRST_WAIT, longest=LONGEST_WAIT)

    async def _checked(self) -> timedelta | None:
        try:
            await self.ensure()
        except PortError as error:
            log.warning("webhook_not_registered", kind=type(error).__name__, reason=str(error))
            return None
        return BETWEEN_CHECKS

    async def listed(self) -> tuple[Listed, ...]:
        """All registrations of the sales unit."""
        known = await self._secrets.all(self._under)
        webhooks = await self._registry.webhooks()
        return tuple(
            Listed(webhook=one, ours=one.url == self._url or one.id in known, usable=self._is_good(one, known))
            for one in webhooks
        )

    async def ensure(self) -> Webhook:
        """The one registration of ours: the present one when it is good, otherwise a new one."""
        async with self._turn:
            return await self._settled(None)

    async def replace(self) -> Webhook:
        """A new registration with a new secret; deliveries of the old ones are taken until it is in the list."""
        async with self._turn:
            return await self._settled(await self._register())

    async def remove(self, webhook_id: str | None = None) -> int:
        """End one registration, or all of ours; how many. Polling carries on alone."""
        async with self._turn:
            listed = await self.listed()
            gone = [one.webhook for one in listed if one.webhook.id == webhook_id or (one.ours and not webhook_id)]
            for webhook in gone:
                await self._end(webhook)
        return len(gone)

    async def _settled(self, wanted: str | None) -> Webhook:
        """Two hubs may do this at once: whoever had to change something looks again."""
        for _ in range(ROUNDS):
            listed, orphans = await self._seen()
            good = [one.webhook for one in listed if one.usable and wanted in {None, one.webhook.id}]
            if not good:
                wanted = await self._register()
                continue
            kept = min(good, key=lambda webhook: webhook.id)
            others = [one.webhook for one in listed if one.ours and one.webhook.id != kept.id]
            for webhook in others:
                await self._end(webhook)
            for webhook_id in orphans:
                await self._secrets.remove(self._under + webhook_id)
            if not others:
                return kept
        raise OutcomeUnknown("the registration of the webhook does not show in the list")

    async def _seen(self) -> tuple[tuple[Listed, ...], set[str]]:
        """What is registered, and which secrets belong to nothing any more.

        Secrets are read first: one that is there then was registered before, so it is in the list unless it is gone.
        """
        known = await self._secrets.all(self._under)
        listed = await self.listed()
        return listed, set(known) - {one.webhook.id for one in listed}

    async def _register(self) -> str:
        made = await self._registry.register(self._url)
        await self._secrets.put(self._under + made.id, made.secret)
        log.info("webhook_registered", webhook=made.id)
        return made.id

    async def _end(self, webhook: Webhook) -> None:
        try:
            await self._registry.remove(webhook.id)
        except Refused as error:
            log.info("webhook_gone_already", webhook=webhook.id, code=error.code)
        await self._secrets.remove(self._under + webhook.id)
        log.info("webhook_removed", webhook=webhook.id)

    def _is_good(self, webhook: Webhook, known: dict[str, str]) -> bool:
        return webhook.url == self._url and webhook.complete and webhook.id in known
