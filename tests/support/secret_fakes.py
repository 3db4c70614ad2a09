"""Secrets that stay in memory."""

from collections.abc import Mapping

from app.domain.connection import KeyFault
from app.ports.errors import KeyUnusable


class FakeSecretStore:
    """Secrets in memory; ``lost`` are those that the key does not open any more, ``fault`` is what ails the key."""

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self.secrets = dict(secrets or {})
        self.lost: set[str] = set()
        self.fault: KeyFault | None = None

    async def check(self) -> None:
        if self.fault is not None:
            raise KeyUnusable("the key", fault=self.fault, fix="Mend the key.")

    async def get(self, name: str) -> str | None:
        await self.check()
        return self.secrets.get(name)

    async def all(self, prefix: str) -> dict[str, str]:
        known = {name: secret for name, secret in self.secrets.items() if name not in self.lost}
        return {name.removeprefix(prefix): secret for name, secret in known.items() if name.startswith(prefix)}

    async def put(self, name: str, secret: str) -> None:
        await self.check()
        self.secrets[name] = secret

    async def remove(self, name: str) -> None:
        self.secrets.pop(name, None)
