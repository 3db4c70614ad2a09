import pytest

from app.domain.customer import PhoneNumber
from app.domain.scan import (
    OtherText,
    PongoPass,
    Scanned,
    TwoPeople,
    VippsCode,
    VippsLink,
    WebLink,
    WifiCode,
    chosen,
    classify,
)

CLEAR = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
TOKEN = "https://qr.vipps.no/p/3f1c0a9e-77"


def test_clear_text_code_is_an_identity_with_its_number() -> None:
    assert VippsCode(CLEAR, PhoneNumber("4712345678")) == classify(CLEAR)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        "https://qr.vipps.no/p/token?x=1",
        "https://qr.vipps.no/a-path-of-tomorrow",
        "https://qr.vipps.no/",
        "https://qr.vipps.no/p/a%2Fb%00c",
        "https://qr.vipps.no/p/token#fragment",
        "https://qr.vipps.no/28/2/01/031/123?v=1",
        "https://qr.vipps.no/28/2/01/031/0712345678?v=1",
        "https://qr.vipps.no/28/2/01/031/47123456789012345?v=1",
        "https://qr.vipps.no/28/2/01/031/4712345678?v=2",
        "https://qr.vipps.no/p/token?amount=1&mine=2",
        f"{CLEAR}&v=1",
        f"{CLEAR}&x=1",
        f"{CLEAR}&amount=1&mine=2",
        f"{CLEAR}&",
        f"{CLEAR}#",
        f"{CLEAR}#v=1",
        f"{CLEAR}?v=1",
        CLEAR.replace("v=1", ""),
        CLEAR.replace("v=1", "V=1"),
        CLEAR.replace("v=1", "v=%31"),
        CLEAR.replace("v=1", "v=one"),
        CLEAR.replace("?", "%3F"),
        CLEAR.replace("?", "/?"),
        CLEAR.replace("?", "/more?"),
        CLEAR.replace("?", ";"),
        CLEAR.replace("/28/", "/%328/"),
        CLEAR.replace("4712345678", "%34712345678"),
        CLEAR.replace("4712345678", "guest@4712345678"),
        CLEAR.replace("4712345678", "+4712345678"),
        CLEAR.replace("4712345678", ""),
    ],
)
def test_anything_else_on_a_vipps_host_goes_to_the_exchange_complete_and_unchanged(text: str) -> None:
    """Also what is almost a code in clear: no number is read from it, and Vipps says whose it is."""
    assert VippsCode(text) == classify(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://qr.vipps.no/28/2/01/031/4712345678?v=1&m=lunsj",
        "https://qr.vipps.no/28/2/01/031/4712345678?v=1&a=12500",
        "https://qr.vipps.no/28/2/01/031/4712345678?a=12500&m=takk&v=1",
        "https://qr.vipps.no/28/2/01/031/4712345678?m",
        f"{CLEAR}&A=100",
        f"{CLEAR}&%61=100",
        f"{CLEAR}&%41=100",
        f"{CLEAR}&%2561=100",
        f"{CLEAR}&%EF%BD%81=100",  # a letter of full width
        f"{CLEAR};a=100",
        f"{CLEAR}%26a=100",
        f"{CLEAR}&amp;a=100",
        f"{CLEAR}&+a=100",
        f"{CLEAR}&a%00=100",
        f"{CLEAR}&a[]=100",
        f"{CLEAR}#a=100",
        f"{CLEAR}#v=1#a=100",
        f"{CLEAR}&x=1&a=100",
        f"{CLEAR},a=100",
        f"{CLEAR}|m=takk",
        f"{CLEAR}+a=100",
        f"{CLEAR}%20a=100",
        f"{CLEAR}-a=100",
        f"{CLEAR}&_a=100",
        f"{CLEAR}/a/100",
        f"{CLEAR}&x[a]=100",
        f"{CLEAR},a[0]=100",
        "https://qr.vipps.no/28/2/01/031/4712345678/a=100",
        "https://qr.vipps.no/28/2/01/031/4712345678:m=takk",
        "https://qr.vipps.no/28/2/01/031/a=100&4712345678",
        "https://qr.vipps.no/%328/2/01/031/4712345678,a=100",
        f"{TOKEN}?a=100",
        f"{TOKEN}?x=1&%4D=takk",
        f"{TOKEN};a=100",
        f"{TOKEN}%3Fa=100",
    ],
)
def test_way_to_pay_a_person_is_not_an_identity(text: str) -> None:
    assert VippsLink() == classify(text)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://example.test/menu", "example.test"),
        ("http://example.test", "example.test"),
        ("http://qr.vipps.no/p/token", "qr.vipps.no"),
        ("https://qr.vipps.no.example.test/p/token", "qr.vipps.no.example.test"),
        ("https://example.test/https://qr.vipps.no/p/token", "example.test"),
        ("https://example.test?https://qr.vipps.no/p/token", "example.test"),
        ("https://example.test#@qr.vipps.no/p/token", "example.test"),
        ("https://notqr.vipps.no/p/token", "notqr.vipps.no"),
        ("https://qr-vipps.no/p/token", "qr-vipps.no"),
        ("https://qr.vipps.com/p/token", "qr.vipps.com"),
        ("https://vipps.no/p/token", "vipps.no"),
        ("https://qr.vipps.no./p/token", "qr.vipps.no."),
        ("https://qr.vipps.no:443/p/token", "qr.vipps.no"),
        ("https://qr.vipps.no:8443/p/token", "qr.vipps.no"),
        ("https://qr.vipps.no:/p/token", "qr.vipps.no"),
        ("https://guest@qr.vipps.no/p/token", "qr.vipps.no"),
        ("https://qr.vipps.no@example.test/p/token", "example.test"),
        ("https://qr.vipps.no:pass@example.test/p/token", "example.test"),
        ("https://QR.VIPPS.NO/p/token", "qr.vipps.no"),
        ("HTTPS://qr.vipps.no/p/token", "qr.vipps.no"),
        ("https://qr.vipps.no\\@example.test/p/token", "example.test"),
        ("https://qr.vipps.no/p/to\\ken", "qr.vipps.no"),
        ("https://qr%2Evipps.no/p/token", "qr%2Evipps.no"),
        ("https://qr.vipps.no%2F@example.test/p", "example.test"),
        ("https://qr.vipps.no%00.example.test/p", "qr.vipps.no%00.example.test"),
        ("https://qr.vіpps.no/p/token", "qr.vіpps.no"),  # a Cyrillic і
        ("https://qr.vipps.no?v=1", "qr.vipps.no"),
        ("https://qr.vipps.no", "qr.vipps.no"),
        ("https://qr.vipps.no/p/tøken", "qr.vipps.no"),
        ("https://qr.vipps.no/p/to ken", "qr.vipps.no"),
        ("https://qr.vipps.no/p/token\n", "qr.vipps.no"),
        ("https://qr.vipps.no/p/\ttoken", "qr.vipps.no"),
        ("https://qr.vi\npps.no/p/token", "qr.vipps.no"),
        (" https://qr.vipps.no/p/token", "qr.vipps.no"),
        ("\x00https://qr.vipps.no/p/token", "qr.vipps.no"),
        ("https://[::1]/p/token", "::1"),
        ("https://192.0.2.1/p/token", "192.0.2.1"),
    ],
)
def test_look_alike_is_a_web_link_and_never_an_identity(text: str, host: str) -> None:
    assert WebLink(host=host) == classify(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "😀" * 20,
        "4712345678",
        "tel:+4712345678",
        "mailto:kari@example.test",
        "ftp://qr.vipps.no/p/token",
        "javascript:alert(1)//qr.vipps.no",
        "vipps://?token=abc",
        "qr.vipps.no/p/token",
        "//qr.vipps.no/p/token",
        "https:/qr.vipps.no/p/token",
        "https:qr.vipps.no/p/token",
        "https://",
        "https:///p/token",
        "https://qr.vipps.no:99999/p/token",
        "https://qr.vipps.no:port/p/token",
        "https://[qr.vipps.no/p/token",
        "https://qr.vipps.no℀/p",  # changes under NFKC
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD",
        "x" * 4096,
        "\x00\x01\x02",
        "\ud800",
    ],
)
def test_other_text_is_other_text(text: str) -> None:
    assert OtherText() == classify(text)


def test_long_text_on_a_vipps_host_cannot_be_a_personal_code() -> None:
    longest = TOKEN + "x" * (255 - len(TOKEN))

    assert VippsCode(longest) == classify(longest)
    assert WebLink(host="qr.vipps.no") == classify(longest + "x")
    assert WebLink(host="qr.vipps.no") == classify(TOKEN + "x" * 4096)


def test_host_for_the_screen_has_an_end() -> None:
    assert WebLink(host="a" * 60) == classify(f"https://{'a' * 4000}.test/")


@pytest.mark.parametrize("text", ["WIFI:S:Guests;T:WPA;P:secret;;", "wifi:S:Guests;;", "WIFI:"])
def test_wireless_network_is_named_as_such(text: str) -> None:
    assert WifiCode() == classify(text)


@pytest.mark.parametrize(
    ("text", "scanned"),
    [
        ("cus_3fGh9Kz", PongoPass("cus_3fGh9Kz")),
        ("cus_ab", OtherText()),
        ("cus_" + "a" * 41, OtherText()),
        ("cus_abc def", OtherText()),
        ("cus_abc\n", OtherText()),
        ("xcus_abc", OtherText()),
    ],
)
def test_loyalty_pass_carries_a_customer_id_and_nothing_else(text: str, scanned: Scanned) -> None:
    assert scanned == classify(text)


def test_hosts_that_carry_codes_are_a_setting() -> None:
    hosts = frozenset({"qr.vipps.no", "qr.mobilepay.example"})

    assert VippsCode("https://qr.mobilepay.example/p/t") == classify("https://qr.mobilepay.example/p/t", hosts)
    assert WebLink(host="qr.vipps.no") == classify(TOKEN, frozenset())


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        ([], None),
        (["https://shop.test/"], "https://shop.test/"),
        (["https://shop.test/", CLEAR, "WIFI:T:WPA;;"], CLEAR),
        ([CLEAR, CLEAR], CLEAR),
        ([CLEAR, CLEAR.replace("?v=1", "")], CLEAR),
        ([CLEAR, TOKEN], TwoPeople()),
        ([CLEAR, CLEAR.replace("12345678", "91234567")], TwoPeople()),
        (["cus_Ab12", "https://shop.test/", TOKEN], TwoPeople()),
    ],
)
def test_of_several_codes_the_one_of_ours_counts_and_none_while_two_persons_show_theirs(
    texts: list[str], counts: str | TwoPeople | None
) -> None:
    assert counts == chosen(texts)
