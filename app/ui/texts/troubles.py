"""What is wrong with a payment and what to do about it, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from app.domain.facts import AmountDiffers, Differs, Fix, Part, StateDiffers, WaitsForPerson
from app.domain.money import Money
from app.domain.payment import Attention, Ending, PaymentState, Remedy
from app.ui.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who tells: the language, the wallet's name, and how a moment is said."""

    texts: Texts
    wallet: str
    when: Callable[[datetime], str]

    def money(self, amount: Money) -> str:
        """With all its decimals."""
        return self.texts.money(amount.minor, amount.currency)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and what to do about it."""

    title: str
    fix: str


def differs(fact: Differs, voice: Voice) -> str:
    """What is not the same here and there, or why a person must look."""
    texts, wallet = voice.texts, voice.wallet
    match fact:
        case StateDiffers(ours=ours, theirs=None):
            return texts.t(
                "{wallet} has never heard of the payment that is {ours} here", wallet=wallet, ours=state(ours, texts)
            )
        case StateDiffers(ours=ours, theirs=theirs):
            at_theirs = state(theirs, texts) if theirs is not None else ""
            return texts.t(
                "The payment was {ours} here and is {theirs} at {wallet}",
                ours=state(ours, texts),
                theirs=at_theirs,
                wallet=wallet,
            )
        case AmountDiffers(part=which, ours=ours_, theirs=theirs_):
            return texts.t(
                "{part} {ours} here, {theirs} at {wallet}",
                part=_part(which, texts),
                ours=voice.money(ours_),
                theirs=voice.money(theirs_),
                wallet=wallet,
            )
        case WaitsForPerson(attention=kind):
            return attention(kind, wallet, texts).title
        case _:
            assert_never(fact)


def fix(fact: Differs, voice: Voice) -> str:
    """What to do about a difference, or that nothing is left to do."""
    if isinstance(fact, WaitsForPerson):
        return attention(fact.attention, voice.wallet, voice.texts).fix
    texts, wallet = voice.texts, voice.wallet
    said = {
        Fix.WAIT: texts.t("Nothing to do: the hub follows it to its end by itself."),
        Fix.CHECK_MSN: texts.t("Check that the MSN in the settings is the one that took the payment."),
        Fix.RECORDED: texts.t("Nothing to do: it was recorded now."),
        Fix.LOOK_IN_PORTAL: texts.t(
            "Look the payment up in the {wallet} portal: here the guest's part counts as paid.", wallet=wallet
        ),
        Fix.CANCELLED_THERE: texts.t("Nothing to do: it was cancelled there now."),
        Fix.CANCEL_AGAIN: texts.t(
            "It could not be cancelled there now and is tried again tonight, or at once when you compare again."
        ),
        Fix.DONE_ELSEWHERE: texts.t(
            "Nothing to do: it was done elsewhere, such as in the {wallet} portal, and was recorded now.",
            wallet=wallet,
        ),
        Fix.MONEY_MISSING: texts.t(
            "Look the payment up in the {wallet} portal: money that counts here is not there.", wallet=wallet
        ),
        Fix.ACT: texts.t("Open the payment: it says what to do."),
    }
    return said[fact.fix]


def attention(kind: Attention, wallet: str, texts: Texts) -> Trouble:
    """What no machine can mend, and what a person does about it."""
    match kind:
        case Attention.RESERVATION_GONE:
            return Trouble(
                texts.t("The bank let the reservation go before the money was taken"),
                texts.t("Ask the guest to pay another way. Then mark it as taken care of."),
            )
        case Attention.CAPTURE_REFUSED:
            return Trouble(
                texts.t("{wallet} refuses to take the reserved money", wallet=wallet),
                texts.t(
                    "Take the money once more: all of it, if a part was refused. If it is refused again, let the guest "
                    "pay another way, and only then release the reservation."
                ),
            )
        case Attention.RELEASE_REFUSED:
            return Trouble(
                texts.t("{wallet} refuses to release the reserved money", wallet=wallet),
                texts.t("Release it once more, or release it in the {wallet} portal.", wallet=wallet),
            )
        case Attention.REFUND_REFUSED:
            return Trouble(
                texts.t("{wallet} refuses to give the money back", wallet=wallet),
                texts.t("Give it back in cash or by bank transfer. Then mark it as taken care of."),
            )
        case Attention.MONEY_AFTER_END:
            return Trouble(
                texts.t("{wallet} holds money for a payment that is over", wallet=wallet),
                texts.t("Release the money: the guest was not served for it."),
            )
        case _:
            assert_never(kind)


def remedy(kind: Remedy, texts: Texts) -> str:
    """How it was taken care of."""
    names = {
        Remedy.PAID_OTHERWISE: texts.t("The guest paid another way"),
        Remedy.GIVEN_BACK_OTHERWISE: texts.t("The money was given back another way"),
        Remedy.DONE_IN_PORTAL: texts.t("It was done in the provider's portal"),
        Remedy.WRITTEN_OFF: texts.t("The amount is written off"),
    }
    return names[kind]


def ending(kind: Ending, texts: Texts) -> str:
    """Why a payment ended without money."""
    names = {
        Ending.DECLINED: texts.t("Declined"),
        Ending.EXPIRED: texts.t("Ran out of time"),
        Ending.CANCELLED: texts.t("Cancelled"),
        Ending.NOT_A_USER: texts.t("No such user"),
        Ending.PUSH_NOT_ALLOWED: texts.t("Could not be asked"),
        Ending.CODE_REFUSED: texts.t("Code not accepted"),
        Ending.NEVER_REACHED: texts.t("Never asked"),
        Ending.REFUSED: texts.t("Refused"),
    }
    return names[kind]


def state(kind: PaymentState, texts: Texts) -> str:
    """How a payment stands, as it is said inside a sentence."""
    names = {
        PaymentState.INTENDED: texts.t("noted"),
        PaymentState.REQUESTED: texts.t("asked for"),
        PaymentState.IN_DOUBT: texts.t("in doubt"),
        PaymentState.AUTHORIZED: texts.t("approved"),
        PaymentState.REJECTED: texts.t("not accepted"),
        PaymentState.ABORTED: texts.t("declined"),
        PaymentState.EXPIRED: texts.t("run out of time"),
        PaymentState.TERMINATED: texts.t("cancelled"),
    }
    return names[kind]


def _part(kind: Part, texts: Texts) -> str:
    names = {
        Part.AUTHORIZED: texts.t("Approved by the guest"),
        Part.CAPTURED: texts.t("Taken"),
        Part.CANCELLED: texts.t("Released"),
        Part.REFUNDED: texts.t("Given back"),
    }
    return names[kind]
