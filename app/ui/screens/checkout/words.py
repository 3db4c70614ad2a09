"""What the checkout says of numbers, codes and points, in the guest's language."""

from typing import assert_never

from app.domain.customer import Channel
from app.domain.restaurant import Restaurant
from app.domain.scan import OtherText, VippsLink, WebLink, WifiCode
from app.services.basics.phone_numbers import PhoneDoubt, PhoneTrouble
from app.services.guests.attaching import OnTheBill, SomebodyElse
from app.services.guests.identifying import (
    CodeOutcome,
    CodeRefused,
    Identified,
    NotAMember,
    NotAnIdentity,
    NotReachable,
    PayingOnly,
)
from app.ui.screens.checkout.state import BillFault, IdentifyFault, JoinNews
from app.ui.texts import Texts
from app.ui.viewfinder import Verdict

UNREACHABLE_AGAIN = 5.0
"""Seconds until the same code is tried once more while the provider does not answer."""


def fault_words(fault: IdentifyFault, texts: Texts) -> str:
    """What is wrong with a typed number, and what would be right."""
    match fault:
        case BillFault.ON_IT_ALREADY:
            return texts.t("You are on this bill already.")
        case PhoneTrouble.EMPTY:
            return texts.t("Type your phone number first.")
        case PhoneTrouble.LETTERS:
            return texts.t("A phone number has digits only.")
        case PhoneTrouble.TOO_SHORT:
            return texts.t("Some digits are missing.")
        case PhoneTrouble.TOO_LONG:
            return texts.t("There are too many digits.")
        case PhoneTrouble.NO_SUCH_NUMBER:
            return texts.t("No such number exists. Is the country right?")
        case _:
            assert_never(fault)


def remark_words(remark: PhoneTrouble | PhoneDoubt, wallet: str, texts: Texts) -> str:
    """What is said while a number is being typed."""
    match remark:
        case PhoneDoubt.NOT_MOBILE:
            return texts.t("That is a landline. {wallet} needs a mobile number.", wallet=wallet)
        case _:
            return fault_words(remark, texts)


def verdict(outcome: CodeOutcome | None, wallet: str, texts: Texts) -> Verdict | None:
    """What the viewfinder says of a code; `None` when nobody had time to judge it."""
    match outcome:
        case None:
            return None
        case Identified() | SomebodyElse():
            return Verdict(accepted=True)
        case OnTheBill():
            return Verdict(words=texts.t("You are on this bill already."))
        case NotAnIdentity(scanned=scanned):
            return Verdict(words=_foreign_words(scanned, wallet, texts))
        case CodeRefused():
            return Verdict(
                words=texts.t("That code is out of date. Open {wallet} and show a fresh one.", wallet=wallet)
            )
        case NotAMember():
            return Verdict(words=texts.t("That loyalty pass is not from here."))
        case PayingOnly():
            words = texts.t(
                "{wallet} cannot tell us who you are right now. Continue without membership and pay in your app.",
                wallet=wallet,
            )
            return Verdict(words=words, again_after=UNREACHABLE_AGAIN)
        case NotReachable():
            words = texts.t("{wallet} does not answer right now. Your phone number works too.", wallet=wallet)
            return Verdict(words=words, again_after=UNREACHABLE_AGAIN)
        case _:
            assert_never(outcome)


def unjudged(texts: Texts) -> Verdict:
    """What the viewfinder says when we failed ourselves."""
    return Verdict(words=texts.t("Something went wrong. Please try again."), again_after=UNREACHABLE_AGAIN)


def _foreign_words(scanned: VippsLink | WebLink | WifiCode | OtherText, wallet: str, texts: Texts) -> str:
    match scanned:
        case VippsLink():
            return texts.t("That is a link for paying a person. Show your own QR code instead.")
        case WebLink():
            return texts.t("That is a web link, not a {wallet} code.", wallet=wallet)
        case WifiCode():
            return texts.t("That is a Wi-Fi code, not a {wallet} code.", wallet=wallet)
        case OtherText():
            return texts.t("That is not a {wallet} code.", wallet=wallet)
        case _:
            assert_never(scanned)


def opt_in_sentences(house: Restaurant, texts: Texts) -> dict[Channel, str]:
    """The two questions of joining, each in one plain sentence; kept word for word as evidence of the answer.

    The merchant's own where they wrote one in the guest's language: a guest never answers what they cannot read.
    """
    ours = {
        Channel.EMAIL: texts.t("Yes, {house} may send me offers by e-mail", house=house.name),
        Channel.SMS: texts.t("Yes, {house} may send me offers by SMS", house=house.name),
    }
    return {channel: house.opt_ins.get(channel, {}).get(texts.code, sentence) for channel, sentence in ours.items()}


def join_news_words(news: JoinNews, wallet: str, texts: Texts) -> str:
    """What became of asking in the guest's app, and that joining here is still possible."""
    match news:
        case JoinNews.DENIED:
            return texts.t("You said no in {wallet}. You can still join here.", wallet=wallet)
        case JoinNews.EXPIRED:
            return texts.t("The time to answer in {wallet} ran out. Try again, or join here.", wallet=wallet)
        case JoinNews.MISTRUSTED:
            return texts.t("The answer from {wallet} could not be verified, so it was not used.", wallet=wallet)
        case JoinNews.LOST:
            return texts.t("The answer from {wallet} did not arrive. Try again, or join here.", wallet=wallet)
        case JoinNews.ANOTHER_WAY:
            return texts.t("{wallet} cannot ask this number. You can join here instead.", wallet=wallet)
        case JoinNews.OLD_APP:
            return texts.t("Update {wallet} on your phone to join there, or join here.", wallet=wallet)
        case JoinNews.TOO_MANY:
            return texts.t("{wallet} has asked this phone already. Wait a little, or join here.", wallet=wallet)
        case JoinNews.UNREACHABLE:
            return texts.t("{wallet} does not answer right now. You can join here instead.", wallet=wallet)
        case _:
            assert_never(news)
