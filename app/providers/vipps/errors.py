"""What Vipps' error codes mean to us (ePayment API guide, errors).

what the caller can do                      codes
├─ Refused         it will never work so    4040-4140 4160 5010 6010 6090 6110-6130 6150 7010 10010-10070 ...
├─ OnlyWhole       all of it or nothing     6140
├─ NoLonger        a person must decide     5100 6030 6100 6220 6260
├─ NotFound        no such payment          5090
├─ Conflict        look the payment up      4010 4020 4150 6020 6040-6080 6160-6210 6230 6250
├─ Delayed         same key, a little later 6280
└─ Misconfigured   a person must act        4080 5020-5070, the gateway, 401, other 403

The code decides, not the status: the documentation gives statuses for a few codes only. A status of 500 and above
never gets here: its outcome is unknown whatever the body says (3010).
"""

from dataclasses import dataclass

import httpx

from app.domain.payment import Ending
from app.ports.errors import (
    Conflict,
    Delayed,
    Misconfigured,
    NoLonger,
    NotFound,
    OnlyWhole,
    PortError,
    RateLimited,
    Refused,
)
from app.providers.http.failures import refusal
from app.providers.http.problems import Family, Problem

KEYS_FIX = "Check the Vipps client id, client secret, subscription key and MSN: all of one sales unit and environment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means: the kind of error, how a payment ends that was refused so, and what a person can do."""

    kind: type[PortError]
    text: str
    ending: Ending | None = None
    fix: str = ""


def _refused(text: str, ending: Ending = Ending.REFUSED) -> Meaning:
    return Meaning(kind=Refused, text=text, ending=ending)


def _no_longer(text: str) -> Meaning:
    return Meaning(kind=NoLonger, text=text, ending=Ending.REFUSED)


def _conflict(text: str) -> Meaning:
    return Meaning(kind=Conflict, text=text)


def _misconfigured(text: str, fix: str) -> Meaning:
    return Meaning(kind=Misconfigured, text=text, fix=fix)


_ASK_VIPPS = "Ask Vipps MobilePay to enable this for the sales unit, or switch it off in the settings."

MEANINGS: dict[str, Meaning] = {
    "3010": _refused("internal error, often a malformed request"),
    "4010": _conflict("capture: idempotency key used with another body"),
    "4020": _conflict("idempotency key already used"),
    "4040": _refused("invalid amount"),
    "4050": _refused("invalid customer token"),
    "4060": _refused("invalid personal QR", Ending.CODE_REFUSED),
    "4070": _refused("invalid phone number", Ending.NOT_A_USER),
    "4080": _misconfigured("invalid scope", _ASK_VIPPS),
    "4090": _refused("invalid URL"),
    "4100": _refused("too much metadata"),
    "4110": _refused("duplicate metadata key"),
    "4120": _refused("metadata key too long"),
    "4130": _refused("metadata value too long"),
    "4140": _refused("a parameter that this flow needs is missing"),
    "4150": _conflict("the reference exists already"),
    "4160": _refused("payment method not valid for card passthrough"),
    "5010": _refused("blocked sources do not apply in this market"),
    "5020": _misconfigured("Express is not allowed", _ASK_VIPPS),
    "5030": _misconfigured("scope without permission", _ASK_VIPPS),
    "5040": _misconfigured(
        "the currency is not that of the sales unit's market", "Set the currency of the market in which the MSN lives."
    ),
    "5050": _misconfigured("long-living payments are not allowed", _ASK_VIPPS),
    "5060": _misconfigured(
        "the merchant's bank account is not verified", "Verify the bank account of the sales unit in the Vipps portal."
    ),
    "5070": _misconfigured(
        "payments cannot be created for this sales unit", "Check the state of the sales unit in the Vipps portal."
    ),
    "5080": _refused("push messages are not allowed for this sales unit", Ending.PUSH_NOT_ALLOWED),
    "5090": Meaning(kind=NotFound, text="no payment with this reference"),
    "5100": _no_longer("this refund is not possible: the sales unit, or the guest's account"),
    "6010": _refused("amount too small"),
    "6020": _conflict("refund before reservation"),
    "6030": _no_longer("the time to cancel is over"),
    "6040": _conflict("a captured payment cannot be cancelled"),
    "6050": _conflict("nothing is reserved that could be cancelled"),
    "6060": _conflict("the guest approved already"),
    "6070": _conflict("a cancelled payment cannot be captured"),
    "6080": _conflict("capture before reservation"),
    "6090": _refused("capture amount too high"),
    "6100": _no_longer("the time to capture is over"),
    "6110": _refused("expires too late"),
    "6120": _refused("expires too soon"),
    "6130": _refused("an expiry time needs a receipt"),
    "6140": Meaning(kind=OnlyWhole, text="only the full amount can be captured", ending=Ending.REFUSED),
    "6150": _refused("more than can be refunded"),
    "6160": _conflict("another operation is going on"),
    "6170": _conflict("captured already"),
    "6180": _conflict("refunded already"),
    "6190": _conflict("wrong state to cancel"),
    "6200": _conflict("wrong state to capture"),
    "6210": _conflict("wrong state to refund"),
    "6220": _no_longer("the time to refund is over"),
    "6230": _conflict("reserved already"),
    "6250": _conflict("the guest is in the middle of approving"),
    "6260": _no_longer("the bank released the reservation"),
    "6280": Meaning(kind=Delayed, text="capture failed for now: repeat with the same key"),
    "7010": _refused("no user who can pay this business", Ending.NOT_A_USER),
    "10010": _refused("test: approve failed"),
    "10020": _refused("test: approve not allowed"),
    "10030": _refused("test: identification required"),
    "10040": _refused("test: invalid payment source"),
    "10050": _refused("test: no cards"),
    "10060": _refused("test: operation not supported"),
    "10070": _refused("test: payment limit exceeded"),
}
"""Every code of the API guide. 7010 covers no such user, cannot pay this business, and too young: never tell which."""


def explain(problem: Problem, text: str) -> PortError:
    """What an error answer of a Vipps API means. A refusal without a code ends a payment as refused, too."""
    meaning = MEANINGS.get(problem.code or "")
    if meaning is not None and problem.status != httpx.codes.TOO_MANY_REQUESTS:
        return _meant(meaning, problem, f"{text}: {problem.code} {meaning.text}")
    error = refusal(problem, text)
    if problem.family is Family.GATEWAY and not isinstance(error, RateLimited):
        return Misconfigured(str(error), fix=KEYS_FIX)
    if isinstance(error, Misconfigured) and problem.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return Misconfigured(str(error), fix=KEYS_FIX)
    if type(error) is Refused:
        error.ending = Ending.REFUSED
    return error


def explain_token(problem: Problem, text: str) -> PortError:
    """The token endpoint refuses for one reason only: the keys."""
    error = refusal(problem, text)
    return error if isinstance(error, RateLimited) else Misconfigured(str(error), fix=KEYS_FIX)


def _meant(meaning: Meaning, problem: Problem, text: str) -> PortError:
    if meaning.kind is Misconfigured:
        return Misconfigured(text, fix=meaning.fix)
    if meaning.kind is Delayed:
        return Delayed(text, problem.retry_after)
    kind = meaning.kind if issubclass(meaning.kind, Refused) else Refused
    return kind(text, code=problem.code, status=problem.status, ending=meaning.ending)
