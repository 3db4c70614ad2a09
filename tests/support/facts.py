"""One example, at least, of everything that can be told of a payment."""

from typing import Final

from app.domain.capture import Limit
from app.domain.facts import (
    Accepted,
    AmountDiffers,
    Answered,
    AskedByCode,
    AskedFor,
    Call,
    DoneByHand,
    EventsRead,
    Fact,
    Failed,
    Fix,
    GaveUp,
    HandedOver,
    Heard,
    Moved,
    NeedsPerson,
    NothingLeft,
    Part,
    RefundDone,
    RefundWanted,
    Released,
    SentAgain,
    SentCancel,
    SentCapture,
    SentRefund,
    SentRequest,
    StateDiffers,
    TakenCareOf,
    TakesBy,
    TookNow,
    Trouble,
    WaitsForPerson,
)
from app.domain.ids import IdempotencyKey, Reference
from app.domain.outbox import MessageKind
from app.domain.payment import Attention, Ending, PaymentFlow, PaymentState, Remedy
from support.clocks import START
from support.samples import nok

KEY: Final = IdempotencyKey("01kahx6w6w7c5h2y1q0ee9p3vd")


def answered(call: Call, state: PaymentState, held: int = 0, taken: int = 0) -> Answered:
    """How a payment stands at the provider, in øre."""
    return Answered(
        call=call, state=state, authorized=nok(held), captured=nok(taken), cancelled=nok(0), refunded=nok(0)
    )


FACTS: Final[tuple[Fact, ...]] = (
    *(AskedFor(amount=nok(18_900), flow=flow) for flow in PaymentFlow),
    AskedByCode(reference=Reference("taffel-4f2k9d7x01-1-2")),
    GaveUp(),
    HandedOver(),
    TookNow(amount=None, release_rest=False),
    TookNow(amount=nok(5_000), release_rest=False),
    TookNow(amount=nok(5_000), release_rest=True),
    Released(),
    *(TakesBy(at=START, limit=limit) for limit in Limit),
    *(NeedsPerson(attention=attention) for attention in Attention),
    *(TakenCareOf(remedy=remedy) for remedy in Remedy),
    RefundWanted(number=1, amount=nok(5_000)),
    RefundDone(number=1, amount=nok(5_000), points_stay=False),
    RefundDone(number=2, amount=nok(5_000), points_stay=True),
    NothingLeft(),
    *(SentAgain(message=kind) for kind in MessageKind),
    *(DoneByHand(message=kind) for kind in MessageKind),
    SentRequest(key=KEY),
    SentCancel(key=KEY, only_if_unapproved=True),
    SentCancel(key=KEY, only_if_unapproved=False),
    SentCapture(key=KEY, amount=nok(18_900)),
    SentRefund(key=KEY, amount=nok(5_000)),
    Accepted(),
    *(answered(call, PaymentState.AUTHORIZED, 18_900, 5_000) for call in Call),
    *(answered(Call.LOOK_UP, state) for state in PaymentState),
    EventsRead(names="CREATED, AUTHORIZED"),
    *(Failed(call=Call.CAPTURE, trouble=trouble, detail="Refused: no") for trouble in Trouble),
    Heard(name="authorized", psp_reference="32231232"),
    Moved(before=PaymentState.INTENDED, after=PaymentState.REQUESTED, ending=None),
    *(Moved(before=PaymentState.REQUESTED, after=PaymentState.REJECTED, ending=ending) for ending in Ending),
    *(StateDiffers(ours=PaymentState.ABORTED, theirs=PaymentState.REQUESTED, fix=fix) for fix in Fix),
    StateDiffers(ours=PaymentState.AUTHORIZED, theirs=None, fix=Fix.CHECK_MSN),
    *(AmountDiffers(part=part, ours=nok(1), theirs=nok(2), fix=Fix.DONE_ELSEWHERE) for part in Part),
    *(WaitsForPerson(attention=attention) for attention in Attention),
)
