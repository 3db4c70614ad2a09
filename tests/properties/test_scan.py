"""No text makes the scanner stumble, and no foreign address passes for a guest."""

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.customer import PhoneNumber
from app.domain.scan import LONGEST_PERSONAL_QR, VIPPS_HOSTS, OtherText, VippsCode, VippsLink, WebLink, classify

PREFIX = "https://qr.vipps.no/"
texts = st.text(st.characters(codec=None), max_size=300)
look_alikes = st.sampled_from(
    ["qr.vipps.no", "QR.vipps.no", "qr.vipps.no.", "vipps.no", "qr.vipps.com", "qr.vіpps.no", "xqr.vipps.no", "a.test"]
)
schemes = st.sampled_from(["https", "http", "HTTPS", "ftp", "vipps", "https:", ""])
slashes = st.sampled_from(["://", ":/", ":", ":///", "://@", ":\\\\", "//"])
user_info = st.sampled_from(["", "@", "user@", "user:pass@", "qr.vipps.no@", "qr.vipps.no:443@", "%00@"])
ports = st.sampled_from(["", ":", ":443", ":80", ":0", ":99999", ":x"])
tails = st.sampled_from(
    ["", "/", "/p/token", "/28/2/01/031/4712345678?v=1", "?v=1", "#/p/t", "\\@a.test", "/../x", "\n"]
)
mutations = st.sampled_from(["", " ", "\t", "\n", "\r", "\x00", "\u200b", "\u3002", "%2e", "\\"])


@given(texts)
def test_any_text_at_all_gets_a_name(text: str) -> None:
    classify(text)


@given(texts)
def test_what_passes_for_a_guest_begins_with_our_host_and_nothing_else(text: str) -> None:
    scanned = classify(PREFIX + text)
    if isinstance(scanned, VippsCode):
        assert scanned.text == PREFIX + text
        assert len(scanned.text) <= LONGEST_PERSONAL_QR
        assert scanned.text.isascii()


@given(schemes, slashes, user_info, look_alikes, ports, tails, mutations, st.integers(0, 60))
def test_foreign_address_is_never_a_guest(
    scheme: str, slash: str, user: str, host: str, port: str, tail: str, mutation: str, where: int
) -> None:
    made = f"{scheme}{slash}{user}{host}{port}{tail}"
    at = where % (len(made) + 1)
    text = made[:at] + mutation + made[at:]
    assume(not text.startswith(PREFIX))

    assert not isinstance(classify(text), VippsCode)


@given(st.text(st.characters(codec="ascii"), max_size=40), st.sampled_from(["/p/token", "/", ""]))
def test_host_that_is_not_ours_is_never_a_guest(host: str, tail: str) -> None:
    text = f"https://{host}{tail}"
    assume(not text.startswith(PREFIX))

    assert not isinstance(classify(text), VippsCode)


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,5}){1,3}", fullmatch=True))
def test_link_to_somewhere_else_names_its_host(host: str) -> None:
    assume(host not in VIPPS_HOSTS)

    assert WebLink(host=host) == classify(f"https://{host}/menu")


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\\&?#;%"), max_size=200))
def test_token_is_passed_on_complete_and_unchanged(token: str) -> None:
    text = f"{PREFIX}p/{token}"

    assert VippsCode(text) == classify(text)


@given(texts)
def test_accepted_code_means_the_same_host_to_every_reader(text: str) -> None:
    scanned = classify(PREFIX + text)
    if isinstance(scanned, VippsCode):
        url = urlsplit(scanned.text)

        assert (url.scheme, url.hostname, url.username, url.port) == ("https", "qr.vipps.no", None, None)


CLEAR_TEXT = re.compile(r"https://qr\.vipps\.no/28/2/01/031/([0-9]{8,15})(\?v=1)?")
between = st.sampled_from(["&", ";", "&&", "&amp;", "%26", "%3B", "%2526"])
between_at_a_person = between | st.sampled_from(
    [",", "|", "/", "+", "%20", "-", "_", ":", ".", "!", "$", "@", "[", "%00"]
)
persons = st.from_regex(r"[1-9][0-9]{9}", fullmatch=True).map(lambda number: f"{PREFIX}28/2/01/031/{number}")
tokens = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True).map(lambda token: f"{PREFIX}p/{token}")
harmless = st.lists(st.sampled_from(["v=1", "x=1", "v", "", "amount=1", "V=1", "%76=1"]), max_size=3)


@st.composite
def encoded(draw: st.DrawFn, text: str) -> str:
    """The same text to a reader that undoes percent encoding, perhaps more than once."""
    for _ in range(draw(st.integers(0, 3))):
        text = "".join(f"%{ord(char):02x}" if char == "%" or draw(st.booleans()) else char for char in text)
    return text


@given(
    persons | tokens,
    st.sampled_from(["?", "%3F", "%253f", ";", "#", "?#", "?v=1#"]),
    harmless,
    between,
    st.sampled_from(["a", "m", "A", "M"]).flatmap(encoded),
    st.sampled_from(["", "=", "=12500", "=takk", "%3D1", "[]=1", "%00=1", "%20=1"]),
    harmless,
)
def test_address_with_an_amount_or_a_message_is_no_guest_however_it_is_written(
    address: str, query: str, before: list[str], sep: str, key: str, value: str, after: list[str]
) -> None:
    text = address + query + sep.join([*before, key + value, *after])
    assume(len(text) <= LONGEST_PERSONAL_QR)

    assert VippsLink() == classify(text)


@given(
    persons,
    st.sampled_from(["?", "", "?v=1", "/", "%3F", "#"]),
    harmless,
    between_at_a_person,
    st.sampled_from(["a", "m", "A", "M"]).flatmap(encoded),
    st.sampled_from(["", "=", "=12500", "=takk", "%3D1", "[]=1", "[0]=1", "/100", ":1"]),
    harmless,
)
def test_at_a_persons_address_an_amount_or_a_message_is_seen_behind_any_separator(
    person: str, tail: str, before: list[str], sep: str, key: str, value: str, after: list[str]
) -> None:
    text = person + tail + sep + sep.join([*before, key + value, *after])
    assume(len(text) <= LONGEST_PERSONAL_QR)

    assert VippsLink() == classify(text)


@given(
    persons,
    st.sampled_from(["?", "?v=1&", "?v=1;", "?v=1#", "#", "/", "/?", "@", ":443?", "%3F", "?v=1%26", "?v=1?"]),
    harmless,
    between,
    st.sampled_from(["", "guest@", "guest:pass@", "%20", "/", "./", "+", "tel:"]),
)
def test_whatever_is_put_around_a_number_in_clear_the_number_is_not_read_and_vipps_is_asked(
    person: str, tail: str, parts: list[str], sep: str, before_number: str
) -> None:
    path, _, number = person.rpartition("/")
    text = f"{path}/{before_number}{number}{tail}{sep.join(parts)}"
    assume(not CLEAR_TEXT.fullmatch(text))

    assert VippsCode(text) == classify(text)


@given(
    st.sampled_from(["", "28/2/01/031/", "28/2/01/031/4712345678", "28/2/01/031/4712345678?v=1", "p/token"]),
    st.lists(
        st.sampled_from(["v", "a", "=", "1", "0", "?", "&", ";", "#", "/", "%", "%61", "%3f", "@", ":", ".", " "])
        | st.characters(codec=None),
        max_size=8,
    ).map("".join),
)
def test_number_is_read_from_the_one_known_shape_and_from_no_other(start: str, more: str) -> None:
    text = PREFIX + start + more
    scanned, shape = classify(text), CLEAR_TEXT.fullmatch(text)
    number = scanned.phone if isinstance(scanned, VippsCode) else None

    assert number is None or (shape is not None and number == PhoneNumber(shape[1]))


@given(
    st.sampled_from(["28/2/01/031/", "28/2/01/031/4712345678", "28/2/01/031/4712345678?v=1", "p/token"]),
    st.lists(
        st.sampled_from(["v", "a", "m", "A", "M", "=", "1", "?", "&", "#", "/", "%61", "%4d", "%26", "+", ".", "_"]),
        max_size=8,
    ).map("".join),
)
def test_what_a_plain_reader_of_addresses_takes_for_an_amount_or_a_message_is_never_a_guest(
    start: str, more: str
) -> None:
    """The library that reads queries for everybody is the witness here."""
    text = PREFIX + start + more
    keys = {key.strip().casefold() for key, _ in parse_qsl(urlsplit(text).query, keep_blank_values=True)}

    assert not keys & {"a", "m"} or VippsLink() == classify(text)


HUNDRED_THOUSAND = 100_000
SCHEMES = ("https", "http", "HTTPS", "ftp", "vipps", "https:", "javascript", "")
SLASHES = ("://", ":/", ":", ":///", "://@", ":\\\\", "//", ":\\/\\/")
USERS = ("", "", "@", "user@", "user:pass@", "qr.vipps.no@", "qr.vipps.no:443@", "%00@", "qr.vipps.no%2f@")
HOSTS = (
    "qr.vipps.no",
    "QR.vipps.no",
    "qr.vipps.no.",
    "vipps.no",
    "qr.vipps.com",
    "qr.v\u0456pps.no",
    "qr\u3002vipps\u3002no",
    "\uff51r.vipps.no",
    "xqr.vipps.no",
    "qr.vipps.no.example",
    "qr%2evipps.no",
    "%71r.vipps.no",
    "qr.vipps.no%00.example",
    "qr-vipps.no",
    "a.test",
)
PORTS = ("", "", ":", ":443", ":80", ":0", ":99999", ":x")
TAILS = ("", "/", "/p/token", "/28/2/01/031/4712345678?v=1", "?v=1", "#/p/t", "\\@a.test", "/../p/x", "/%2e%2e/p/x")
NOISE = ("", "", "", " ", "\t", "\n", "\r", "\x00", "\u200b", "\u202e", "\u3002", "%2e", "\\", "\ufeff")


def test_of_a_hundred_thousand_look_alikes_none_passes_for_a_guest() -> None:
    """Other hosts, user info, unicode look-alikes, percent tricks and stray characters, in every combination."""
    parts = (SCHEMES, SLASHES, USERS, HOSTS, PORTS, TAILS)
    chance = np.random.default_rng(20_261_122).integers(0, 2**31, (2 * HUNDRED_THOUSAND, len(parts) + 2)).tolist()
    foreign = (text for row in chance if not (text := _made(row, parts)).startswith(PREFIX))
    tried = list(islice(dict.fromkeys(foreign), HUNDRED_THOUSAND))
    passed = [text for text in tried if not isinstance(classify(text), WebLink | OtherText)]

    assert HUNDRED_THOUSAND == len(set(tried))
    assert [] == passed


def _made(row: Sequence[int], parts: Sequence[Sequence[str]]) -> str:
    """A text of one piece of each part, with a stray character somewhere."""
    made = "".join(part[number % len(part)] for number, part in zip(row, parts, strict=False))
    at = row[-1] % (len(made) + 1)
    return made[:at] + NOISE[row[-2] % len(NOISE)] + made[at:]
