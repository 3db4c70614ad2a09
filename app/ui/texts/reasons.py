"""Why something did not work, in words: what is stored is for those who know, and in English.

A reason is the kind of error before a colon and the other side's own words behind it, or one of a few sentences.
"""

from dataclasses import dataclass

from app.domain.outbox import CANNOT_TELL, CREDITED_BY_CHECK_IN, NOBODY_TO_CREDIT, TOLD_BY_HAND
from app.ui.texts.texts import Texts


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for everybody, and what only helps those who know; either may be empty."""

    words: str
    detail: str = ""

    @property
    def both(self) -> str:
        """In one line."""
        return f"{self.words} ({self.detail})" if self.words and self.detail else self.words or self.detail


def reason(stored: str, texts: Texts) -> Reason:
    """A stored reason as it is told; what is not known is shown as it stands."""
    said = _sentences(texts).get(stored)
    if said is not None:
        return Reason(said)
    kind, _, detail = stored.partition(": ")
    words = _kinds(texts).get(kind)
    return Reason(words, detail) if words is not None else Reason("", stored)


def _sentences(texts: Texts) -> dict[str, str]:
    return {
        NOBODY_TO_CREDIT: texts.t("Nobody to credit: points without an order need a guest."),
        CANNOT_TELL: texts.t(
            "It was sent, and nobody can tell whether it counted. Compare the guest's points in Pongo's back office."
        ),
        CREDITED_BY_CHECK_IN: texts.t(
            "These points came without an order and cannot be taken back here. Correct them in Pongo's back office."
        ),
        TOLD_BY_HAND: texts.t(
            "The order was put into Hey Pongo by hand. Take its points back in Pongo's back office, if it gave any."
        ),
    }


def _kinds(texts: Texts) -> dict[str, str]:
    """By the name of the error."""
    return {
        "Unreachable": texts.t("No connection"),
        "OutcomeUnknown": texts.t("The answer was lost"),
        "RateLimited": texts.t("Too many requests, it is tried again later"),
        "Delayed": texts.t("Not possible right now, it is tried again later"),
        "Refused": texts.t("It was refused"),
        "NotFound": texts.t("It is not known there"),
        "OnlyWhole": texts.t("Only all of it is possible, no part"),
        "NoLonger": texts.t("It is not possible any more"),
        "PinRefused": texts.t("The guest's PIN is missing or wrong"),
        "TooFewPoints": texts.t("The guest has too few points"),
        "Conflict": texts.t("It is there already, or something else is going on with it"),
        "Misconfigured": texts.t("The keys or settings are not accepted"),
        "NotConnected": texts.t("Hey Pongo is not connected"),
        "NotMapped": texts.t("The location has no store at Hey Pongo"),
        "KeyUnusable": texts.t("The hub's secret key cannot be used"),
        "StaleWrite": texts.t("Somebody else was quicker, it is tried again"),
        "StorageUnavailable": texts.t("The hub's database cannot be written"),
    }
