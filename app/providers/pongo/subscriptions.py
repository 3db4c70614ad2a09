"""Our subscriptions at Hey Pongo. It lists none, so what was subscribed is remembered here, beside the secrets."""

from collections.abc import Callable

from app.ports.errors import Refused
from app.ports.secret_store import SecretStore
from app.ports.webhooks import NewWebhook, Webhook
from app.providers.http.client import ApiClient
from app.providers.pongo import webhooks

BOOK = "pongo-subscription/"
DRAFT = "pongo-subscription-draft/"


class PongoSubscriptions:
    """Implements :class:`app.ports.webhooks.WebhookRegistry` for one event; Pongo knows one event a subscription.

    The secret is kept before it is sent. After a lost answer the same secret is sent again: should the first one have
    arrived too, both deliver, both can be verified, and each event is stored once.
    """

    def __init__(self, client: ApiClient, secrets: SecretStore, event: str, new_secret: Callable[[], str]) -> None:
        self._client = client
        self._secrets = secrets
        self._new_secret = new_secret
        self.event = event

    async def register(self, url: str) -> NewWebhook:
        secret = await self._secrets.get(DRAFT + self.event)
        if secret is None:
            secret = self._new_secret()
            await self._secrets.put(DRAFT + self.event, secret)
        made = await self._client.send(webhooks.subscribe(self.event, url, secret))
        await self._secrets.put(self._name(made.id), url)
        await self._secrets.remove(DRAFT + self.event)
        return made

    async def webhooks(self) -> tuple[Webhook, ...]:
        known = await self._secrets.all(self._name(""))
        return tuple(Webhook(id=each, url=url, events=(self.event,), complete=True) for each, url in known.items())

    async def remove(self, webhook_id: str) -> None:
        try:
            await self._client.send(webhooks.unsubscribe(webhook_id))
        except Refused:
            await self._secrets.remove(self._name(webhook_id))
            raise
        await self._secrets.remove(self._name(webhook_id))

    def _name(self, webhook_id: str) -> str:
        return f"{BOOK}{self.event}/{webhook_id}"
