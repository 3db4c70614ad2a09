"""What a scanned text is: a Vipps code, a Pongo pass, or something that is not an identity at all."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from app.domain.customer import PhoneNumber
from app.domain.errors import InvalidValue

VIPPS_HOSTS = frozenset({"qr.vipps.no"})
LONGEST_PERSONAL_QR = 255
"""Vipps takes at most so many characters as ``personalQr``; a longer text cannot be one."""

_PERSON = "/28/2/01/031/"
"""Where persons stand on a Vipps host: their clear-text codes, and the links by which others pay them."""

_CLEAR_TEXT = re.compile(_PERSON + r"(\d{8,15})(?:\?v=1)?")
_BETWEEN_PARTS = re.compile(r"[?&;#]")
_PAYS_A_PERSON = re.compile(r"\W*[am]\b")
"""A part that begins with the key of an amount (`a`) or of a message (`m`)."""
_PAYS_THIS_PERSON = re.compile(r"(?<![^\W_])[am](?![^\W_])")
"""Such a key anywhere behind a person's address, whatever stands between the parts there."""

_PONGO_PASS = re.compile(r"cus_[A-Za-z0-9]{3,40}")
_PRINTABLE_ASCII = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class VippsCode:
    """A personal QR: ``text`` goes to the exchange unchanged; ``phone`` is set for clear text (v1) only."""

    text: str
    phone: PhoneNumber | None = None


@dataclass(frozen=True, slots=True)
class VippsLink:
    """A Vipps person-to-person link: an address with an amount or a message. A way to pay a person, not an identity."""


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
        return _vipps(text, text.removeprefix(f"https://{url.netloc}"))
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


def _vipps(text: str, rest: str) -> VippsCode | VippsLink:
    """Tell a person's code from a way to pay them; ``rest`` is what follows the host.

    Whatever carries an amount or a message, however it is written, is no identity. A phone number is read from a code
    in exactly the known shape alone; everything else is Vipps' to judge, who may change their codes on any day.
    """
    clear = _CLEAR_TEXT.fullmatch(rest)
    if clear:
        return VippsCode(text, _phone(clear[1]))
    plain = _plain(rest)
    if plain.startswith(_PERSON) and _PAYS_THIS_PERSON.search(plain, len(_PERSON)):
        return VippsLink()
    if any(_PAYS_A_PERSON.match(part) for part in _BETWEEN_PARTS.split(plain)[1:]):
        return VippsLink()
    return VippsCode(text)


def _plain(text: str) -> str:
    """The text in small letters without any percent encoding, were it encoded many times over."""
    for _ in range(len(text)):
        plainer = unicodedata.normalize("NFKC", unquote(text)).casefold()
        if plainer == text:
            break
        text = plainer
    return text


def _phone(digits: str) -> PhoneNumber | None:
    try:
        return PhoneNumber(digits)
    except InvalidValue:
        return None
