"""A delivery counts only when it was signed, with our secret, for our public address, as it is to the last byte."""

from collections.abc import Callable

import pytest

from app.ports.webhooks import NotGenuine
from app.providers.vipps.signature import SignedPlace, place_of, verify
from support.webhooks import signed_headers

SECRET = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
PLACE = SignedPlace(host="webhook.site", path_and_query="/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63")
BODY = b'{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}'
PUBLISHED = {
    "x-ms-date": "Thu, 30 Mar 2023 08:38:32 GMT",
    "x-ms-content-sha256": "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=",
    "authorization": "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256"
    "&Signature=agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U=",
}
MASKED_SECRET = "A" * 86 + "=="
MASKED = {
    **PUBLISHED,
    "authorization": "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256"
    "&Signature=u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM=",
}


def test_the_published_sample_is_genuine() -> None:
    verify(PLACE, PUBLISHED, BODY, [SECRET])


def test_the_masked_sample_of_the_present_documentation_fits_the_masked_secret_only() -> None:
    verify(PLACE, MASKED, BODY, [MASKED_SECRET])

    with pytest.raises(NotGenuine):
        verify(PLACE, PUBLISHED, BODY, [MASKED_SECRET])


def test_while_a_registration_is_replaced_either_secret_will_do() -> None:
    verify(PLACE, PUBLISHED, BODY, ["another", SECRET])
    verify(PLACE, PUBLISHED, BODY, [SECRET, "another"])


def test_without_any_secret_nothing_is_genuine() -> None:
    with pytest.raises(NotGenuine):
        verify(PLACE, PUBLISHED, BODY, [])


@pytest.mark.parametrize("header", list(PUBLISHED))
def test_a_missing_header_is_named(header: str) -> None:
    rest = {name: value for name, value in PUBLISHED.items() if name != header}

    with pytest.raises(NotGenuine, match=header):
        verify(PLACE, rest, BODY, [SECRET])


@pytest.mark.parametrize(
    "place",
    [
        SignedPlace(host="webhook.example", path_and_query=PLACE.path_and_query),
        SignedPlace(host="webhook.site:8443", path_and_query=PLACE.path_and_query),
        SignedPlace(host="webhook.site", path_and_query="/"),
        SignedPlace(host="webhook.site", path_and_query=PLACE.path_and_query + "/"),
        SignedPlace(host="webhook.site", path_and_query=PLACE.path_and_query + "?a=1"),
    ],
)
def test_signed_for_another_host_or_path_is_refused(place: SignedPlace) -> None:
    with pytest.raises(NotGenuine, match="signature"):
        verify(place, PUBLISHED, BODY, [SECRET])


@pytest.mark.parametrize("index", range(len(BODY)))
def test_any_byte_changed_is_refused(index: int) -> None:
    changed = bytes([*BODY[:index], BODY[index] ^ 1, *BODY[index + 1 :]])

    with pytest.raises(NotGenuine, match="body"):
        verify(PLACE, PUBLISHED, changed, [SECRET])


@pytest.mark.parametrize("body", [b"", BODY[:-1], BODY + b"\n", b" " + BODY])
def test_a_body_of_another_length_is_refused(body: bytes) -> None:
    with pytest.raises(NotGenuine):
        verify(PLACE, PUBLISHED, body, [SECRET])


def _other_hash(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "x-ms-content-sha256": signed_headers(BODY + b" ")["x-ms-content-sha256"]}


def _other_date(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "x-ms-date": "Thu, 30 Mar 2023 08:38:33 GMT"}


def _other_scheme(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "authorization": headers["authorization"].replace("HMAC-SHA256", "HMAC-SHA1")}


def _one_sign_off(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "authorization": headers["authorization"].replace("agAi", "bgAi")}


def _not_ascii(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "authorization": "ø", "x-ms-content-sha256": "\xff"}


@pytest.mark.parametrize("change", [_other_hash, _other_date, _other_scheme, _one_sign_off, _not_ascii])
def test_a_changed_header_is_refused(change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with pytest.raises(NotGenuine):
        verify(PLACE, change(PUBLISHED), BODY, [SECRET])


def test_a_body_exchanged_together_with_its_hash_is_refused() -> None:
    forged = b'{"some-unique-content":"mine"}'
    headers = {**PUBLISHED, "x-ms-content-sha256": signed_headers(forged)["x-ms-content-sha256"]}

    with pytest.raises(NotGenuine, match="signature"):
        verify(PLACE, headers, forged, [SECRET])


@pytest.mark.parametrize("date", ["Thu, 30 Mar 2000 08:38:32 GMT", "Thu, 30 Mar 2090 08:38:32 GMT", "yesterday"])
def test_the_date_is_signed_but_never_judged(date: str) -> None:
    verify(
        place_of("https://hub.example/webhooks/vipps"), signed_headers(BODY, secret=SECRET, date=date), BODY, [SECRET]
    )


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://hub.example/webhooks/vipps", "hub.example", "/webhooks/vipps"),
        ("https://hub.example:443/webhooks/vipps", "hub.example", "/webhooks/vipps"),
        ("https://hub.example:8443/webhooks/vipps", "hub.example:8443", "/webhooks/vipps"),
        ("http://hub.example:80/a", "hub.example", "/a"),
        ("http://hub.example:443/a", "hub.example:443", "/a"),
        ("https://HUB.example/A/b?c=D", "hub.example", "/A/b?c=D"),
        ("https://[::1]:8443/a", "[::1]:8443", "/a"),
        ("https://hub.example", "hub.example", "/"),
    ],
)
def test_the_place_is_that_of_the_registered_url_with_a_port_that_is_not_the_default(
    url: str, host: str, path: str
) -> None:
    assert SignedPlace(host=host, path_and_query=path) == place_of(url)
