"""Guests' PINs for as long as a reward of theirs is on an order: sealed, so that a restart does not ask again.

Four digits are soon guessed, so a customer's PIN is only asked for a few times in a row, whoever stands there.
"""

from collections import defaultdict
from datetime import datetime, timedelta

import structlog

from app.domain.reward import HoldId
from app.ports.errors import PortError
from app.ports.secret_store import SecretStore

log = structlog.get_logger()

PREFIX = "pin/"
MOST_WRONG = 5
REMEMBERED = timedelta(minutes=15)
"""After so many wrong PINs within this time a customer's rewards rest until the first of them is so old."""


class Pins:
    """Keeps a PIN in memory and, where there is a secret store, sealed in it. A store that fails is done without."""

    def __init__(self, secrets: SecretStore | None) -> None:
        self._secrets = secrets
        self._known: dict[HoldId, str] = {}
        self._wrong: defaultdict[str, list[datetime]] = defaultdict(list)

    def may_try(self, customer_id: str, now: datetime) -> bool:
        """Whether one more PIN may be tried for this customer."""
        recent = [at for at in self._wrong.pop(customer_id, []) if now - at < REMEMBERED]
        if recent:
            self._wrong[customer_id] = recent
        return len(recent) < MOST_WRONG

    def was_wrong(self, customer_id: str, now: datetime) -> None:
        """A PIN that was tried was not theirs."""
        self._wrong[customer_id].append(now)

    async def keep(self, hold: HoldId, pin: str) -> None:
        """Remember the PIN that a held reward may be asked for again."""
        self._known[hold] = pin
        if self._secrets is not None:
            try:
                await self._secrets.put(f"{PREFIX}{hold}", pin)
            except PortError as error:
                log.warning("pin_not_sealed", hold=hold, kind=type(error).__name__)

    async def of(self, hold: HoldId) -> str | None:
        """The PIN that was given for this hold, or ``None``."""
        if hold not in self._known and self._secrets is not None:
            try:
                sealed = await self._secrets.get(f"{PREFIX}{hold}")
            except PortError as error:
                log.warning("pin_not_opened", hold=hold, kind=type(error).__name__)
                return None
            if sealed is None:
                return None
            self._known[hold] = sealed
        return self._known.get(hold)

    async def forget(self, hold: HoldId) -> None:
        """The reward is used, or given back. What cannot be removed now goes with :meth:`forget_others`."""
        self._known.pop(hold, None)
        if self._secrets is not None:
            try:
                await self._secrets.remove(f"{PREFIX}{hold}")
            except PortError as error:
                log.warning("pin_not_removed", hold=hold, kind=type(error).__name__)

    async def forget_others(self, holds: frozenset[HoldId]) -> None:
        """Only these are held any more."""
        if self._secrets is not None:
            for name in await self._secrets.all(PREFIX):
                if name not in holds:
                    await self.forget(HoldId(name))
