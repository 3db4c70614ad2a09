"""The signature of deliveries, against the published sample and every way to get it wrong."""

import pytest

from app.simulators.vipps.webhooks.signature import Place, place_of, signed_headers

SECRET = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
MASKED_SECRET = "A" * 86 + "=="
PLACE = Place(host="webhook.site", path_and_query="/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63")
DATE = "Thu, 30 Mar 2023 08:38:32 GMT"
BODY = b'{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}'
START = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="


def test_the_published_sample_comes_out() -> None:
    headers = signed_headers(SECRET, PLACE, DATE, BODY)

    assert headers == {
        "Host": "webhook.site",
        "x-ms-date": DATE,
        "x-ms-content-sha256": "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=",
        "Authorization": f"{START}agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U=",
    }


def test_the_masked_secret_of_todays_documentation_gives_another_signature() -> None:
    headers = signed_headers(MASKED_SECRET, PLACE, DATE, BODY)

    assert headers["Authorization"] == f"{START}u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM="


@pytest.mark.parametrize(
    ("secret", "place", "date", "body"),
    [
        (SECRET[:-3] + "B==", PLACE, DATE, BODY),
        (SECRET, Place(host="webhook.site:8080", path_and_query=PLACE.path_and_query), DATE, BODY),
        (SECRET, Place(host=PLACE.host, path_and_query=PLACE.path_and_query + "/"), DATE, BODY),
        (SECRET, PLACE, "Thu, 30 Mar 2023 08:38:33 GMT", BODY),
        (SECRET, PLACE, DATE, BODY[:-1] + b" "),
    ],
)
def test_every_part_counts(secret: str, place: Place, date: str, body: bytes) -> None:
    right = signed_headers(SECRET, PLACE, DATE, BODY)["Authorization"]

    assert signed_headers(secret, place, date, body)["Authorization"] != right


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://Taffel.Example/hooks/vipps", "taffel.example", "/hooks/vipps"),
        ("https://taffel.example", "taffel.example", "/"),
        ("https://taffel.example:443/a", "taffel.example", "/a"),
        ("https://taffel.example:8080/a?b=c&d=%20", "taffel.example:8080", "/a?b=c&d=%20"),
        ("http://127.0.0.1:8550/webhooks/vipps", "127.0.0.1:8550", "/webhooks/vipps"),
        ("http://localhost:80/a", "localhost", "/a"),
    ],
)
def test_host_and_path_are_those_registered_with_the_port(url: str, host: str, path: str) -> None:
    assert place_of(url) == Place(host=host, path_and_query=path)
