"""Nothing that tells who somebody is, or opens a door, gets into a log."""

import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog

from app.logs import configure_logging, mask, masked

LOGGERS = ("asyncio", "uvicorn.error", "uvicorn.access", "httpx")


@pytest.fixture
def as_before() -> Iterator[None]:
    """What the standard library logs goes where it went before, after the test. Import-linter silences loggers."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    silenced = [logger for name in LOGGERS if (logger := logging.getLogger(name)).disabled]
    for logger in silenced:
        logger.disabled = False
    yield
    for logger in silenced:
        logger.disabled = True
    root.handlers = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 4712345678 now", "call <phone> now"),
        ("+4712345678", "<phone>"),
        ("call +47 123 45 678 now", "call <phone> now"),
        ("login_hint=urn%3Amsisdn%3A4712345678&scope=openid", "login_hint=urn%3Amsisdn%3A<phone>&scope=openid"),
        ("GET /v1/customers/phone/4712345678", "GET /v1/customers/phone/<phone>"),
        ("told kari.nordmann+club@example.test of it", "told <e-mail> of it"),
        ("?email=kari%40example.test", "?email=<e-mail>"),
        ("Authorization: Bearer abc.def-123", "Authorization: <secret>"),
        ("token eyJhbGciOi.eyJzdWIiOi.c2ln here", "token <secret> here"),
        ("saw https://qr.vipps.no/28/2/01/031/4712345678?v=1", "saw <qr>"),
        ("taffel-4f2k9dabcd-1-2 moved after 1200 ms", "taffel-4f2k9dabcd-1-2 moved after 1200 ms"),
        ("2026-11-22T05:33:01.123456Z", "2026-11-22T05:33:01.123456Z"),
    ],
)
def test_a_log_text_is_masked(text: str, expected: str) -> None:
    assert mask(text) == expected


def test_every_value_of_a_log_line_is_masked_however_deep() -> None:
    line = masked(
        None,
        "info",
        {
            "event": "seen",
            "who": "4712345678",
            "count": 3,
            "all": ("4712345678", {"mail": "kari@example.test"}),
            "by": {"4712345678": None},
            "error": ValueError("4712345678 is taken"),
        },
    )

    assert line == {
        "event": "seen",
        "who": "<phone>",
        "count": 3,
        "all": ["<phone>", {"mail": "<e-mail>"}],
        "by": {"<phone>": None},
        "error": "ValueError('<phone> is taken')",
    }


@pytest.mark.usefixtures("as_before")
def test_an_exception_is_told_without_the_person_in_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", human=False)
    try:
        raise LookupError("nobody has 4712345678")
    except LookupError:
        structlog.get_logger().exception("handler_failed")
    told = json.loads(capsys.readouterr().err)

    assert told["exception"].endswith("LookupError: nobody has <phone>")


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("human", [True, False], ids=["terminal", "file"])
def test_what_the_server_logs_of_an_exception_goes_the_same_way(
    capsys: pytest.CaptureFixture[str], *, human: bool
) -> None:
    """A traceback of uvicorn or asyncio, which know nothing of masks."""
    configure_logging("INFO", human=human)
    try:
        raise LookupError("GET /oauth/pongo/callback?phone=%2B4712345678&mail=kari%40example.test")
    except LookupError:
        logging.getLogger("uvicorn.error").exception("in the application for %s", "4712345678")
    told = capsys.readouterr().err

    assert "LookupError: GET /oauth/pongo/callback?phone=%2B<phone>&mail=<e-mail>" in told
    assert "in the application for <phone>" in told
    assert "4712345678" not in told


@pytest.mark.usefixtures("as_before")
def test_whole_addresses_of_requests_are_not_logged_at_any_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG", human=False)
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(transport=transport, base_url="http://127.0.0.1") as client:
        client.get("/v1/customers/phone/4712345678", params={"code": "secret"})
    logging.getLogger("uvicorn.access").info("GET /oauth/pongo/callback?code=secret")

    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("as_before")
def test_configuring_twice_tells_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", human=False)
    configure_logging("INFO", human=False)
    logging.getLogger("asyncio").warning("slow")

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["slow"]
