"""Tell a guest all that is held about them, and forget them when they ask for it."""

import hashlib
import hmac
from collections.abc import Mapping

import structlog

from app.domain.customer import PhoneNumber
from app.domain.privacy import Person
from app.ports.clock import Chance, Clock
from app.ports.people import Held, People
from app.ports.secret_store import SecretStore
from app.services.basics.phone_numbers import national_digits

log = structlog.get_logger()

KEY = "privacy/pseudonyms"
"""The secret from which pseudonyms are made. Without it nobody can tell whose a proof is, not even with the number."""


class Forgetting:
    """The rights of a guest (GDPR articles 15 and 17), by phone number."""

    def __init__(self, *, people: People, secrets: SecretStore, clock: Clock, chance: Chance) -> None:
        self._people = people
        self._secrets = secrets
        self._clock = clock
        self._chance = chance

    async def export(self, phone: PhoneNumber) -> Held:
        """Everything that is held about the person, fit for JSON. Raises only :mod:`app.ports.errors`."""
        return await self._people.held(await self._person(phone))

    async def erase(self, phone: PhoneNumber) -> Mapping[str, int]:
        """Forget the person; how many records of which kind changed, none when they are unknown.

        Amounts stay in the books without the person, and proofs of consent under a keyed hash of the number. Raises
        :class:`app.ports.people.StillNeeded` when something is open; then nothing was erased.
        """
        person = await self._person(phone)
        changed = await self._people.erase(person, self._clock)
        log.info("guest_erased", **changed)
        return changed

    async def _person(self, phone: PhoneNumber) -> Person:
        key = await self._key()
        return Person(
            phone=phone,
            national=national_digits(phone),
            pseudonym=hmac.new(key.encode(), phone.encode(), hashlib.sha256).hexdigest(),
        )

    async def _key(self) -> str:
        """Made once; of two programs that make it at the same moment the later one wins."""
        key = await self._secrets.get(KEY)
        if key is None:
            key = self._chance.nonce()
            await self._secrets.put(KEY, key)
        return await self._secrets.get(KEY) or key
