"""Send a stored payment request, and say what came of it."""

from app.domain.payment import Ending, Payment, PaymentState
from app.ports.errors import Conflict, Misconfigured, OutcomeUnknown, RateLimited, Refused, Unreachable
from app.ports.payment_provider import PaymentProvider
from app.services.recording import Recording


class Requesting:
    """The first request and every repeat of it send the same key and the same bytes."""

    def __init__(self, *, provider: PaymentProvider, recording: Recording) -> None:
        self._provider = provider
        self._recording = recording

    async def send(self, payment: Payment) -> Payment:
        """Send and record. A lost answer is in doubt, never failed: a look-up or a repeat settles it."""
        note = self._recording.note
        reference = payment.reference
        try:
            requested = await self._provider.request(reference, payment.key, payment.body)
        except Unreachable:
            if payment.state is not PaymentState.INTENDED:
                return payment
            return await note(reference, PaymentState.REJECTED, ending=Ending.NEVER_REACHED)
        except (OutcomeUnknown, RateLimited, Conflict):
            return await note(reference, PaymentState.IN_DOUBT)
        except Refused as refusal:
            return await note(reference, PaymentState.REJECTED, ending=refusal.ending or Ending.REFUSED)
        except Misconfigured:
            return await note(reference, PaymentState.REJECTED, ending=Ending.REFUSED)
        return await note(reference, PaymentState.REQUESTED, redirect_url=requested.redirect_url)
