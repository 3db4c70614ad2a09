"""The story of a payment, and what differs from the provider's books, in words.

Screens and the command line tell it from here, each in its language and with its own way to say a time.
"""

from typing import assert_never

from app.domain.capture import Limit
from app.domain.facts import (
    Accepted,
    Answered,
    AskedByCode,
    AskedFor,
    Call,
    Decision,
    Differs,
    DoneByHand,
    EventsRead,
    Fact,
    Failed,
    GaveUp,
    HandedOver,
    Heard,
    Moved,
    NeedsPerson,
    News,
    NothingLeft,
    RefundDone,
    RefundWanted,
    Released,
    Sent,
    SentAgain,
    SentCancel,
    SentCapture,
    SentRefund,
    SentRequest,
    TakenCareOf,
    TakesBy,
    TookNow,
    Trouble,
    Written,
)
from app.domain.outbox import MessageKind
from app.domain.payment import PaymentFlow, PaymentState
from app.ui.texts.texts import Texts
from app.ui.texts.troubles import Voice, attention, differs, ending, fix, remedy, state


def told(fact: Fact | Written, voice: Voice) -> str:
    """What happened, in one or two sentences without their last full stop."""
    if isinstance(fact, Written):
        return fact.text
    if isinstance(fact, Decision):
        return _decided(fact, voice)
    if isinstance(fact, Sent):
        return _sent(fact, voice)
    if isinstance(fact, Differs):
        return f"{differs(fact, voice)}. {fix(fact, voice)}"
    return _heard(fact, voice)


def detail(fact: Fact | Written, texts: Texts) -> str:
    """What only helps those who know: a key, the provider's own words; empty for most."""
    match fact:
        case SentRequest(key=key) | SentCancel(key=key) | SentCapture(key=key) | SentRefund(key=key):
            return texts.t("key {key}", key=key)
        case Failed(detail=words):
            return words
        case Heard(psp_reference=reference):
            return reference
        case _:
            return ""


def _decided(fact: Decision, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case AskedFor() | AskedByCode():
            return _asked(fact, voice)
        case GaveUp():
            return texts.t("Give the request up")
        case HandedOver() | TookNow() | Released() | TakesBy():
            return _taking(fact, voice)
        case RefundWanted() | RefundDone() | NothingLeft():
            return _refunding(fact, voice)
        case NeedsPerson(attention=kind):
            return texts.t("This needs a person: {why}", why=attention(kind, voice.wallet, texts).title)
        case TakenCareOf(remedy=kind):
            return texts.t("Taken care of: {remedy}", remedy=remedy(kind, texts))
        case SentAgain() | DoneByHand():
            return _message(fact, texts)
        case _:
            assert_never(fact)


def _asked(fact: AskedFor | AskedByCode, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case AskedFor(amount=amount, flow=PaymentFlow.PUSH_MESSAGE):
            return texts.t("Ask for {amount} on the guest's phone", amount=voice.money(amount))
        case AskedFor(amount=amount):
            return texts.t("Ask for {amount} by a code on the tablet", amount=voice.money(amount))
        case AskedByCode(reference=reference):
            return texts.t("Not possible on the phone, so a code on the tablet asks: {reference}", reference=reference)
        case _:
            assert_never(fact)


def _refunding(fact: RefundWanted | RefundDone | NothingLeft, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case RefundWanted(number=number, amount=amount):
            return texts.t("Refund {number}: give back {amount}", number=number, amount=voice.money(amount))
        case RefundDone(number=number, amount=amount, points_stay=stay):
            done = texts.t("Refund {number}: {amount} was given back", number=number, amount=voice.money(amount))
            return f"{done}. {texts.t('Hey Pongo cannot take back a part, so the points stay')}" if stay else done
        case NothingLeft():
            return texts.t("All the money went back, so Hey Pongo takes the points back")
        case _:
            assert_never(fact)


def _taking(fact: HandedOver | TookNow | Released | TakesBy, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case HandedOver():
            return texts.t("Handed over, so the money is taken")
        case TookNow(amount=amount, release_rest=released):
            if amount is None:
                return texts.t("Take all that is left now")
            if released:
                return texts.t("Take {amount} now, the guest keeps the rest", amount=voice.money(amount))
            return texts.t("Take {amount} now", amount=voice.money(amount))
        case Released():
            return texts.t("Release all that is not taken")
        case TakesBy(at=at, limit=limit):
            when = voice.when(at)
            said = {
                Limit.GUARANTEE: texts.t("Take the money by {time}, before its guarantee ends", time=when),
                Limit.SHORTEST_GUARANTEE: texts.t(
                    "Take the money by {time}, before the shortest guarantee of a bank ends", time=when
                ),
                Limit.DEADLINE: texts.t(
                    "Take the money by {time}, before {wallet} lets it go", time=when, wallet=voice.wallet
                ),
            }
            return said[limit]
        case _:
            assert_never(fact)


def _message(fact: SentAgain | DoneByHand, texts: Texts) -> str:
    again = {
        MessageKind.ORDER: texts.t("The order is sent to Hey Pongo again"),
        MessageKind.REFUND: texts.t("The refund is tried again"),
        MessageKind.ORDER_STATUS: texts.t("Taking the points back is tried again"),
    }
    by_hand = {
        MessageKind.ORDER: texts.t("The order was put into Hey Pongo by hand"),
        MessageKind.REFUND: texts.t("The refund was given by hand"),
        MessageKind.ORDER_STATUS: texts.t("The points were taken back by hand"),
    }
    return (again if isinstance(fact, SentAgain) else by_hand)[fact.message]


def _sent(fact: Sent, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case SentRequest():
            return texts.t("Ask for the payment")
        case SentCancel(only_if_unapproved=True):
            return texts.t("Cancel, unless it is approved already")
        case SentCancel():
            return texts.t("Release all that is not taken")
        case SentCapture(amount=amount):
            return texts.t("Take {amount}", amount=voice.money(amount))
        case SentRefund(amount=amount):
            return texts.t("Give back {amount}", amount=voice.money(amount))
        case _:
            assert_never(fact)


def _heard(fact: News, voice: Voice) -> str:
    texts = voice.texts
    match fact:
        case Accepted():
            return texts.t("The request is accepted")
        case Answered():
            return _answered(fact, voice)
        case EventsRead(names=names):
            return texts.t("Events: {names}", names=names)
        case Failed(call=call, trouble=trouble):
            return f"{_call(call, texts)}: {_failure(trouble, texts)}"
        case Heard(name=name):
            return _event(name, texts)
        case Moved(before=before, after=after, ending=why):
            moved = texts.t("Was {before}, is {after}", before=state(before, texts), after=state(after, texts))
            rejected = after is PaymentState.REJECTED and why is not None
            return f"{moved}: {ending(why, texts)}" if rejected and why is not None else moved
        case _:
            assert_never(fact)


def _answered(fact: Answered, voice: Voice) -> str:
    texts = voice.texts
    amounts = (
        (texts.t("{amount} approved", amount=voice.money(fact.authorized)), fact.authorized),
        (texts.t("{amount} taken", amount=voice.money(fact.captured)), fact.captured),
        (texts.t("{amount} released", amount=voice.money(fact.cancelled)), fact.cancelled),
        (texts.t("{amount} given back", amount=voice.money(fact.refunded)), fact.refunded),
    )
    held = [said for said, amount in amounts if amount]
    stands = ", ".join(held) if held else state(fact.state, texts)
    if held and fact.state is not PaymentState.AUTHORIZED:
        stands = f"{state(fact.state, texts)}, {stands}"
    return f"{_call(fact.call, texts)}: {stands}"


def _call(kind: Call, texts: Texts) -> str:
    names = {
        Call.REQUEST: texts.t("The request"),
        Call.LOOK_UP: texts.t("Looked up"),
        Call.EVENTS: texts.t("The list of events"),
        Call.CANCEL: texts.t("Cancelling"),
        Call.CAPTURE: texts.t("Taking the money"),
        Call.REFUND: texts.t("Giving money back"),
    }
    return names[kind]


def _failure(kind: Trouble, texts: Texts) -> str:
    names = {
        Trouble.NOT_SENT: texts.t("no connection, nothing was sent"),
        Trouble.LOST: texts.t("the answer was lost, it is looked up"),
        Trouble.LATER: texts.t("not now, it is tried again later"),
        Trouble.REFUSED: texts.t("refused"),
        Trouble.MISCONFIGURED: texts.t("the keys or settings are not accepted"),
        Trouble.OTHER: texts.t("it did not work"),
    }
    return names[kind]


def _event(name: str, texts: Texts) -> str:
    """The provider's own name, in words where it is one that we know."""
    known = {
        "created": texts.t("The request stands"),
        "authorized": texts.t("The guest approved"),
        "aborted": texts.t("The guest declined"),
        "expired": texts.t("The time ran out"),
        "terminated": texts.t("The request was cancelled"),
        "cancelled": texts.t("Money was released"),
        "captured": texts.t("Money was taken"),
        "refunded": texts.t("Money was given back"),
    }
    return known.get(name, name)
