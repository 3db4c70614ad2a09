"""End a payment at the provider that is over here: nobody may approve what no bill waits for."""

import structlog

from app.domain.payment import Payment
from app.ports.errors import PortError, Refused
from app.ports.payment_provider import PaymentProvider
from app.services.payments.recording import Recording

log = structlog.get_logger()


class Burying:
    """A request may reach the provider late: its program stood still, or the network kept it. It is taken back then."""

    def __init__(self, *, provider: PaymentProvider, recording: Recording) -> None:
        self._provider = provider
        self._recording = recording

    async def bury(self, payment: Payment) -> bool:
        """Cancel there what ended unpaid here; whether it cannot be approved any more.

        A guest who was quicker is not lost: the money is marked for a person (``MONEY_AFTER_END``).
        """
        reference, key = payment.reference, payment.cancel_key
        log.warning("payment_lives_on", reference=reference, state=payment.state)
        try:
            report = await self._provider.cancel(reference, key, only_if_unapproved=True)
        except Refused as refusal:
            log.warning("late_request_not_cancelled", reference=reference, code=refusal.code)
            await self._recording.change(reference, lambda now: now.with_next_cancel(key))
            return await self._approved_meanwhile(payment)
        except PortError as error:
            log.warning("late_request_not_cancelled", reference=reference, kind=type(error).__name__)
            return False
        await self._recording.record(reference, report)
        return not report.state.is_open

    async def _approved_meanwhile(self, payment: Payment) -> bool:
        try:
            report = await self._provider.look_up(payment.reference)
        except PortError:
            return False
        await self._recording.record(payment.reference, report)
        return not report.state.is_open
