"""Ask Vipps, Pongo and the list of webhooks whether all is well, for people who look."""

import asyncio
from collections.abc import Awaitable, Callable

from app.domain.ids import Reference
from app.domain.oversight import Health, Hearing, Reach, Reached
from app.ports.clock import Clock
from app.ports.errors import Misconfigured, NotFound, PortError, Refused
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.services.webhooks.registering import Registering

NO_SUCH_PAYMENT = Reference("taffel-doctor-asks")
"""A payment that nobody made: only right keys and the right sales unit are told that it is unknown."""


class Checking:
    """Each asking is a question that changes nothing; what came of the last one is remembered."""

    def __init__(
        self,
        *,
        payments: PaymentProvider,
        loyalty: LoyaltyProgram,
        registering: Registering | None,
        clock: Clock,
    ) -> None:
        self._payments = payments
        self._loyalty = loyalty
        self._registering = registering
        self._clock = clock
        self._last: Health | None = None

    @property
    def last(self) -> Health | None:
        """What the last :meth:`check` found; ``None`` before the first."""
        return self._last

    async def check(self) -> Health:
        """Ask all of them at once; raises nothing that comes from outside."""
        last = self._last
        payments, loyalty, hearing = await asyncio.gather(
            self._asked(self._vipps, last.payments if last else None),
            self._asked(self._pongo, last.loyalty if last else None),
            self._hearing(),
        )
        self._last = Health(payments=payments, loyalty=loyalty, hearing=hearing)
        return self._last

    async def _vipps(self) -> None:
        try:
            await self._payments.look_up(NO_SUCH_PAYMENT)
        except NotFound:
            return

    async def _pongo(self) -> None:
        await self._loyalty.programme()

    async def _asked(self, ask: Callable[[], Awaitable[None]], before: Reached | None) -> Reached:
        asked_at = self._clock.now()
        answered_at = before.answered_at if before is not None else None
        try:
            await ask()
        except (Misconfigured, Refused) as error:
            fix = error.fix if isinstance(error, Misconfigured) else ""
            return Reached(
                reach=Reach.REFUSES, asked_at=asked_at, answered_at=self._clock.now(), reason=_kind(error), fix=fix
            )
        except PortError as error:
            return Reached(reach=Reach.SILENT, asked_at=asked_at, answered_at=answered_at, reason=_kind(error))
        return Reached(reach=Reach.ANSWERS, asked_at=asked_at, answered_at=self._clock.now())

    async def _hearing(self) -> Hearing:
        if self._registering is None:
            return Hearing.NO_ADDRESS
        try:
            listed = await self._registering.listed()
        except PortError:
            return Hearing.UNKNOWN
        return Hearing.REGISTERED if any(one.ours and one.usable for one in listed) else Hearing.MISSING


def _kind(error: PortError) -> str:
    return f"{type(error).__name__}: {error}"
