"""Nothing that tells who somebody is, or opens a door, gets into a log."""

import pytest

from app.logs import mask, masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 4712345678 now", "call <phone> now"),
        ("+4712345678", "<phone>"),
        ("Authorization: Bearer abc.def-123", "Authorization: <secret>"),
        ("token eyJhbGciOi.eyJzdWIiOi.c2ln here", "token <secret> here"),
        ("saw https://qr.vipps.no/28/2/01/031/4712345678?v=1", "saw <qr>"),
        ("taffel-4f2k9dabcd-1-2 moved after 1200 ms", "taffel-4f2k9dabcd-1-2 moved after 1200 ms"),
    ],
)
def test_a_log_text_is_masked(text: str, expected: str) -> None:
    assert mask(text) == expected


def test_every_value_of_a_log_line_is_masked() -> None:
    line = masked(None, "info", {"event": "seen", "who": "4712345678", "count": 3})

    assert line == {"event": "seen", "who": "<phone>", "count": 3}
