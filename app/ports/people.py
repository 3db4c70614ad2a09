"""All that is stored about persons, across everything else: found, erased, and removed when it is old."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.privacy import Needed, Oldest, Person
from app.ports.clock import Clock

Held = Mapping[str, tuple[Mapping[str, object], ...]]
"""By what it is about, everything held, each a record of plain values fit for JSON."""


class StillNeeded(Exception):
    """Something about the guest is not over; nothing was erased."""

    def __init__(self, needs: tuple[Needed, ...]) -> None:
        super().__init__(", ".join(f"{needed.need} {needed.what}" for needed in needs))
        self.needs = needs


class People(Protocol):
    """Raises only :mod:`app.ports.errors`, and :class:`StillNeeded`. Each call is one transaction."""

    async def held(self, person: Person) -> Held:
        """Everything that tells of this person, and of nobody else. Secrets of ours are left out."""
        ...

    async def erase(self, person: Person, clock: Clock) -> Mapping[str, int]:
        """Erase the person, all or nothing; how many records of which kind changed.

        Amounts stay, without the person. Consents stay as proofs under the pseudonym. Raises :class:`StillNeeded`.
        """
        ...

    async def purge(self, oldest: Oldest) -> Mapping[str, int]:
        """Remove what is old and over; how many records of which kind changed."""
        ...
