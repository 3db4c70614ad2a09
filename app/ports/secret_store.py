"""Secrets that others gave us while running: encrypted at rest, found by name."""

from typing import Protocol


class SecretStore(Protocol):
    """Raises :class:`StorageUnavailable`, and :class:`KeyUnusable` when the key is missing or another one.

    Names are paths such as ``webhook/<id>``. Values never appear in logs or messages.
    """

    async def get(self, name: str) -> str | None:
        """The secret of this name, or ``None`` when there is none."""
        ...

    async def all(self, prefix: str) -> dict[str, str]:
        """By the rest of the name, every secret whose name begins so; what the key does not open is left out."""
        ...

    async def put(self, name: str, secret: str) -> None:
        """Keep a secret, in place of an older one of the same name."""
        ...

    async def check(self) -> None:
        """Whether a secret could be sealed now: raises :class:`KeyUnusable`, and changes nothing."""
        ...

    async def remove(self, name: str) -> None:
        """Forget a secret; does nothing when there is none."""
        ...
