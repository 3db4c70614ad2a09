"""What a scanned text is: a Vipps code, a Pongo pass, or something that is not an identity at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.domain.customer import PhoneNumber
from app.domain.errors import InvalidValue

VIPPS_HOSTS = frozenset({"qr.vipps.no"})
LONGEST_PERSONAL_QR = 255
"""Vipps takes at most so many characters as ``personalQr``; a longer text cannot be one."""

_CLEAR_TEXT = re.compile(r"/28/2/01/031/(\d{8,15})")
_PONGO_PASS = re.compile(r"cus_[A-Za-z0-9]{3,40}")
_PRINTABLE_ASCII = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class VippsCode:
    """A personal QR: ``text`` goes to the exchange unchanged; ``phone`` is set for clear text (v1) only."""

    text: str
    phone: PhoneNumber | None = None


@dataclass(frozen=True, slots=True)
class VippsLink:
    """A Vipps person-to-person link (it carries an amount or a message): a way to pay a person, not an identity."""


@dataclass(frozen=True, slots=True)
class PongoPass:
    """A digital loyalty pass; ``customer_id`` is Pongo's ``public_id``."""

    customer_id: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link to somewhere else. ``host`` is for the screen, never to be opened."""

    host: str


@dataclass(frozen=True, slots=True)
class WifiCode:
    """The way into somebody's wireless network."""


@dataclass(frozen=True, slots=True)
class OtherText:
    """Anything else."""


Scanned = VippsCode | VippsLink | PongoPass | WebLink | WifiCode | OtherText


def classify(text: str, vipps_hosts: frozenset[str] = VIPPS_HOSTS) -> Scanned:
    """Name a scanned text. Strict on scheme and host: a look-alike host, user info or a port is a foreign link."""
    if _PONGO_PASS.fullmatch(text):
        return PongoPass(text)
    if text[:5].upper() == "WIFI:":
        return WifiCode()
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return OtherText()
    if url.scheme not in {"http", "https"} or not url.netloc:
        return OtherText()
    if _is_ours(text, url, port, vipps_hosts):
        return _vipps(text, url)
    return WebLink(host=(url.hostname or "")[:60])


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Codes of different persons are in view: nobody can tell whose turn it is."""


def chosen(texts: Sequence[str], vipps_hosts: frozenset[str] = VIPPS_HOSTS) -> str | TwoPeople | None:
    """The one text of a picture that counts: ours before all others, and none while two persons show theirs."""
    persons: dict[str, str] = {}
    for text in texts:
        person = _person(classify(text, vipps_hosts))
        if person is not None:
            persons.setdefault(person, text)
    if len(persons) > 1:
        return TwoPeople()
    return next(iter(persons.values()), texts[0] if texts else None)


def _person(scanned: Scanned) -> str | None:
    match scanned:
        case VippsCode(phone=None, text=text):
            return text
        case VippsCode(phone=phone):
            return str(phone)
        case PongoPass(customer_id=customer_id):
            return customer_id
        case _:
            return None


def _is_ours(text: str, url: SplitResult, port: int | None, hosts: frozenset[str]) -> bool:
    return (
        url.scheme == "https"
        and url.netloc in hosts
        and port is None
        and text.startswith(f"https://{url.netloc}/")
        and len(text) <= LONGEST_PERSONAL_QR
        and _PRINTABLE_ASCII.fullmatch(text) is not None
        and "\\" not in text
    )


def _vipps(text: str, url: SplitResult) -> VippsCode | VippsLink:
    keys = {part.partition("=")[0] for part in url.query.split("&") if part}
    if keys & {"a", "m"}:
        return VippsLink()
    clear = _CLEAR_TEXT.fullmatch(url.path)
    return VippsCode(text, _phone(clear[1]) if clear else None)


def _phone(digits: str) -> PhoneNumber | None:
    try:
        return PhoneNumber(digits)
    except InvalidValue:
        return None
