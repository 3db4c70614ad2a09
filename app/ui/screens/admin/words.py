"""Words for what the admin shows: states, troubles with their fix, outcomes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from app.domain.audit import Found, Mistake
from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.oversight import Sorted, Step
from app.domain.payment import Ending, Payment, PaymentState
from app.domain.refund import RefundState
from app.domain.store_mapping import Drift, StoreWarning
from app.domain.timeline import EntryKind
from app.ui.screens.admin.state import Here, RefundFault, SignIn, SignInFault, Told
from app.ui.texts import Texts
from app.ui.texts.troubles import Trouble, ending


class Tone(StrEnum):
    """How a word looks: well, waiting, needing somebody, or neither."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "wrong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Said:
    """A short word and its tone."""

    words: str
    tone: Tone


def here(place: Here, texts: Texts) -> str:
    """The name of a place."""
    match place:
        case Here.OVERVIEW:
            return texts.t("Overview")
        case Here.PAYMENTS:
            return texts.t("Payments")
        case Here.MESSAGES:
            return texts.t("Messages")
        case Here.PONGO:
            return texts.t("Hey Pongo")
        case Here.REWARDS:
            return texts.t("Rewards")
        case _:
            assert_never(place)


def sign_in_fault(state: SignIn, texts: Texts) -> str:
    """Why nobody was let in; empty when nobody tried."""
    match state.fault:
        case None:
            return texts.t("You were signed out because nobody touched the screen.") if state.left_alone else ""
        case SignInFault.NAME_MISSING:
            return texts.t("Write your name too. It stands beside every refund that you give.")
        case SignInFault.WRONG if state.wait:
            return texts.n(
                "That is not the passcode. Wait {count} second before the next try.",
                "That is not the passcode. Wait {count} seconds before the next try.",
                state.wait,
            )
        case SignInFault.WRONG:
            return texts.t("That is not the passcode.")
        case SignInFault.TOO_SOON:
            return texts.n(
                "Too many wrong tries. Wait {count} second, then try again.",
                "Too many wrong tries. Wait {count} seconds, then try again.",
                state.wait,
            )
        case _:
            assert_never(state.fault)


def sort(kind: Sorted, texts: Texts) -> str:
    """The name of a filter."""
    names = {
        Sorted.ALL: texts.t("All"),
        Sorted.OPEN: texts.t("Open"),
        Sorted.PAID: texts.t("Paid"),
        Sorted.REFUNDED: texts.t("Given back"),
        Sorted.UNPAID: texts.t("Not paid"),
        Sorted.TROUBLED: texts.t("In trouble"),
    }
    return names[kind]


def payment_state(payment: Payment, wallet: str, texts: Texts) -> Said:
    """How a payment stands, in two words."""
    match payment.state:
        case _ if payment.attention is not None:
            return Said(texts.t("Needs you"), Tone.WRONG)
        case PaymentState.INTENDED | PaymentState.REQUESTED:
            return Said(texts.t("Waiting for the guest"), Tone.ATTENTION)
        case PaymentState.IN_DOUBT:
            return Said(texts.t("Checking with {wallet}", wallet=wallet), Tone.ATTENTION)
        case PaymentState.AUTHORIZED:
            return _money_state(payment, texts)
        case PaymentState.REJECTED | PaymentState.ABORTED | PaymentState.EXPIRED | PaymentState.TERMINATED:
            return Said(ending(payment.ending or Ending.REFUSED, texts), Tone.QUIET)
        case _:
            assert_never(payment.state)


def _money_state(payment: Payment, texts: Texts) -> Said:
    if payment.refunded and payment.refunded == payment.captured:
        return Said(texts.t("Given back"), Tone.QUIET)
    if payment.refunded:
        return Said(texts.t("Partly given back"), Tone.GOOD)
    if payment.release_asked:
        return Said(texts.t("Being released"), Tone.ATTENTION)
    if payment.left_to_capture:
        return Said(texts.t("Reserved"), Tone.ATTENTION)
    if not payment.captured:
        return Said(texts.t("Released"), Tone.QUIET)
    return Said(texts.t("Paid"), Tone.GOOD)


def step(kind: Step, texts: Texts) -> str:
    """The name of a step on its button."""
    names = {
        Step.GIVE_UP: texts.t("Cancel the request"),
        Step.CAPTURE: texts.t("Take the money now"),
        Step.RELEASE: texts.t("Release the money"),
        Step.REFUND: texts.t("Give money back"),
        Step.ATTEND: texts.t("Mark as taken care of"),
    }
    return names[kind]


def entry_kind(kind: EntryKind, wallet: str, texts: Texts) -> str:
    """Whose word an entry of the story is."""
    names = {
        EntryKind.REQUEST: texts.t("We asked"),
        EntryKind.ANSWER: texts.t("{wallet} answered", wallet=wallet),
        EntryKind.WEBHOOK: texts.t("{wallet} told", wallet=wallet),
        EntryKind.STATE: texts.t("State"),
        EntryKind.DECISION: texts.t("Decision"),
        EntryKind.DIFFERENCE: texts.t("Difference"),
    }
    return names[kind]


def refund_state(state: RefundState, texts: Texts) -> Said:
    """How a refund stands."""
    match state:
        case RefundState.ASKED:
            return Said(texts.t("Under way"), Tone.ATTENTION)
        case RefundState.DONE:
            return Said(texts.t("Given back"), Tone.GOOD)
        case RefundState.REFUSED:
            return Said(texts.t("Refused"), Tone.WRONG)
        case _:
            assert_never(state)


def message_kind(kind: MessageKind, number: int, texts: Texts) -> str:
    """What a message does, for which order."""
    match kind:
        case MessageKind.ORDER:
            return texts.t("Order {number} to Hey Pongo", number=number)
        case MessageKind.REFUND:
            return texts.t("Refund for order {number}", number=number)
        case MessageKind.ORDER_STATUS:
            return texts.t("Points of order {number} taken back", number=number)
        case _:
            assert_never(kind)


def message_state(message: OutboxMessage, texts: Texts) -> Said:
    """How a message stands."""
    match message.state:
        case MessageState.PARKED:
            return Said(texts.t("Needs you"), Tone.WRONG)
        case MessageState.CLAIMED:
            return Said(texts.t("On its way"), Tone.ATTENTION)
        case MessageState.DUE:
            return Said(texts.t("Waiting"), Tone.ATTENTION if message.attempts else Tone.QUIET)
        case MessageState.DELIVERED:
            return Said(texts.t("Delivered"), Tone.GOOD)
        case _:
            assert_never(message.state)


def refund_fault(fault: RefundFault, most: str, texts: Texts) -> str:
    """Why it cannot be asked for so."""
    match fault:
        case RefundFault.NO_AMOUNT:
            return texts.t("Write an amount, such as 49.50.")
        case RefundFault.TOO_MUCH:
            return texts.t("At most {amount} can still be given back.", amount=most)
        case RefundFault.NOTHING_CHOSEN:
            return texts.t("Choose at least one line.")
        case RefundFault.NO_REASON:
            return texts.t("Say why. It is kept with the refund.")
        case _:
            assert_never(fault)


def capture_fault(fault: RefundFault, most: str, texts: Texts) -> str:
    """Why so much cannot be taken."""
    if fault is RefundFault.TOO_MUCH:
        return texts.t("At most {amount} is reserved.", amount=most)
    return refund_fault(fault, most, texts)


def told(outcome: Told, wallet: str, texts: Texts) -> str:
    """What came of a deed."""
    said = {
        Told.REFUND_ASKED: texts.t("The refund is on its way. It is done once {wallet} has answered.", wallet=wallet),
        Told.REFUNDED: texts.t("The money was given back. It is with the guest in 2 to 10 bank days."),
        Told.CAPTURE_ASKED: texts.t("The money is being taken."),
        Told.CAPTURED: texts.t("The money was taken."),
        Told.RELEASE_ASKED: texts.t("The money is being released."),
        Told.RELEASED: texts.t("The money was released. The guest keeps it."),
        Told.GIVEN_UP: texts.t("The request is being cancelled. If the guest was quicker, it counts as paid."),
        Told.CANCELLED: texts.t("The request was cancelled. Nothing was charged."),
        Told.PAID_AFTER_ALL: texts.t("The guest was quicker: the payment counts."),
        Told.TAKEN_CARE_OF: texts.t("Noted as taken care of."),
        Told.SENT_AGAIN: texts.t("The message is being sent again."),
        Told.PUT_AWAY: texts.t("The message is put away."),
        Told.CONNECTED: texts.t("Pongo is connected. Orders that waited are on their way."),
        Told.DISCONNECTED: texts.t("Pongo is disconnected. Paid orders wait here."),
        Told.ASSIGNED: texts.t("The store is chosen. Orders that waited for it are on their way."),
        Told.NOT_POSSIBLE: texts.t("That is not possible any more. See below how it stands now."),
        Told.FAILED: texts.t("That could not be done now. See below how it stands, then try again."),
    }
    return said[outcome]


def drift(warning: StoreWarning, texts: Texts) -> Trouble:
    """What is wrong with a location's store."""
    place = warning.location.name
    match warning.drift:
        case Drift.UNMAPPED:
            return Trouble(
                texts.t("{place} has no store at Hey Pongo", place=place),
                texts.t("Its paid orders wait until you choose one."),
            )
        case Drift.REMOVED:
            return Trouble(
                texts.t("The store of {place} is gone at Hey Pongo", place=place),
                texts.t("Its paid orders wait. Choose the store that it is now."),
            )
        case Drift.RENAMED:
            return Trouble(
                texts.t("The store of {place} has another name at Hey Pongo", place=place),
                texts.t(
                    "It was {was} and is now {now}. Choose it again if it is still the same place.",
                    was=warning.was,
                    now=warning.now,
                ),
            )
        case _:
            assert_never(warning.drift)


def programme_fault(fault: ProgrammeFault, texts: Texts) -> str:
    """One wrong entry of the programme's rules, by its name at Pongo."""
    match fault.kind:
        case FaultKind.MISSING:
            return texts.t("{entry} is missing", entry=fault.key)
        case FaultKind.NOT_A_NUMBER:
            return texts.t("{entry} is no number", entry=fault.key)
        case FaultKind.NEGATIVE:
            return texts.t("{entry} is negative", entry=fault.key)
        case FaultKind.NOT_UNDERSTOOD:
            return texts.t("{entry} has a value that is not understood", entry=fault.key)
        case _:
            assert_never(fault.kind)


def mistake(found: Found, texts: Texts) -> str:
    """What is wrong with a reward, and what to do."""
    sku = found.sku or ""
    said = {
        Mistake.NO_SKU: texts.t("It names no dish. Write the dish's SKU into the reward at Pongo."),
        Mistake.NOT_ON_MENU: texts.t("No dish on the menu has the SKU {sku}.", sku=sku),
        Mistake.SKU_TWICE: texts.t("Two dishes on the menu have the SKU {sku}.", sku=sku),
        Mistake.NEEDS_CHOICE: texts.t("The dish with the SKU {sku} cannot be had without choosing something.", sku=sku),
        Mistake.SOLD_OUT: texts.t("The dish with the SKU {sku} is sold out.", sku=sku),
        Mistake.NO_AMOUNT: texts.t("It takes nothing off. Write the amount into the reward at Pongo."),
        Mistake.ODD_PERCENT: texts.t("Its percentage is not between 0 and 100."),
        Mistake.COSTS_NOTHING: texts.t("It costs no points: every member can use it again and again."),
        Mistake.WORTHLESS: texts.t("The dish with the SKU {sku} costs nothing anyway.", sku=sku),
    }
    return said[found.mistake]


def reasons(texts: Texts) -> tuple[str, ...]:
    """What refunds are mostly given for."""
    return (
        texts.t("Wrong dish"),
        texts.t("Not as it should be"),
        texts.t("Took too long"),
        texts.t("Paid by mistake"),
    )


def order(number: int, share: int, payers: int, texts: Texts) -> str:
    """Which order, and which of its payers where several share the bill."""
    if payers == 1:
        return texts.t("Order {number}", number=number)
    return texts.t("Order {number}, payer {payer} of {payers}", number=number, payer=share, payers=max(share, payers))
