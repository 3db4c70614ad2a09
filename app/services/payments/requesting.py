"""Send a stored payment request, and say what came of it."""

import structlog

from app.domain.facts import SentRequest
from app.domain.ids import Reference
from app.domain.payment import Ending, Payment, PaymentState
from app.domain.timeline import EntryKind
from app.ports.errors import Conflict, Misconfigured, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.ports.payment_provider import PaymentProvider
from app.services.payments.burying import Burying
from app.services.payments.recording import Recording
from app.services.payments.timeline import Timeline

log = structlog.get_logger()


class Requesting:
    """The first request and every repeat of it send the same key and the same bytes."""

    def __init__(
        self, *, provider: PaymentProvider, recording: Recording, timeline: Timeline, burying: Burying
    ) -> None:
        self._provider = provider
        self._recording = recording
        self._timeline = timeline
        self._burying = burying
        self._under_way: set[Reference] = set()

    def is_under_way(self, reference: Reference) -> bool:
        """Whether this process is waiting for the answer to a request right now."""
        return reference in self._under_way

    async def send(self, payment: Payment, *, repeated: bool = False) -> Payment:
        """Send and record. A lost answer is in doubt, never failed: a look-up or a repeat settles it.

        ``repeated``: the same request may have left before, so only a refusal by the provider itself ends it. That it
        is in doubt is committed before the repeat leaves: another worker whose own try never left sees it and waits.
        """
        self._under_way.add(payment.reference)
        try:
            return await self._sent(payment, repeated=repeated)
        finally:
            self._under_way.discard(payment.reference)

    async def ask_for_code(self, payment: Payment) -> Payment:
        """Have the answer to an accepted request once more: what a one-time QR encodes is told there and nowhere else.

        The very same request again; whatever comes of it, the payment stays what the provider said it is.
        """
        reference = payment.reference
        self._under_way.add(reference)
        try:
            await self._timeline.note(reference, EntryKind.REQUEST, SentRequest(key=payment.key))
            requested = await self._provider.request(reference, payment.key, payment.body)
        except PortError as error:
            log.warning("code_not_told", reference=reference, kind=type(error).__name__)
            return payment
        finally:
            self._under_way.discard(reference)
        return await self._recording.note(reference, PaymentState.REQUESTED, redirect_url=requested.redirect_url)

    async def _sent(self, payment: Payment, *, repeated: bool) -> Payment:
        note = self._recording.note
        reference = payment.reference
        if repeated:
            payment = await note(reference, PaymentState.IN_DOUBT)
            if not payment.state.is_open:
                return payment
            await self._timeline.note(reference, EntryKind.REQUEST, SentRequest(key=payment.key))
        try:
            requested = await self._provider.request(reference, payment.key, payment.body)
        except (OutcomeUnknown, RateLimited, Conflict):
            return await note(reference, PaymentState.IN_DOUBT)
        except Refused as refusal:
            return await note(reference, PaymentState.REJECTED, ending=refusal.ending or Ending.REFUSED)
        except (Unreachable, Misconfigured) as error:
            if repeated:
                return payment
            ending = Ending.NEVER_REACHED if isinstance(error, Unreachable) else Ending.REFUSED
            return await note(reference, PaymentState.REJECTED, ending=ending, only_from=PaymentState.INTENDED)
        after = await note(reference, PaymentState.REQUESTED, redirect_url=requested.redirect_url)
        if after.state.is_unpaid_end:  # this program stood still meanwhile, and another one gave the payment up
            await self._burying.bury(after)
        return after
