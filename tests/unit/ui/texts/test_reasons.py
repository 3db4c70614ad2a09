"""Why something did not work is told in words, in every language; only the other side's own words stay theirs."""

from collections.abc import Iterator

import pytest

from app.domain.outbox import CANNOT_TELL, CREDITED_BY_CHECK_IN, NOBODY_TO_CREDIT, TOLD_BY_HAND
from app.ports.errors import PortError, Unreachable
from app.ui.texts import LANGUAGES, Texts
from app.ui.texts.reasons import Reason, reason

SENTENCES = (NOBODY_TO_CREDIT, CANNOT_TELL, CREDITED_BY_CHECK_IN, TOLD_BY_HAND)


def kinds(of: type[PortError] = PortError) -> Iterator[str]:
    for kind in of.__subclasses__():
        if kind.__module__ == PortError.__module__:
            yield kind.__name__
            yield from kinds(kind)


@pytest.mark.parametrize("language", [each.code for each in LANGUAGES])
@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_error_has_words_in_every_language(kind: str, language: str) -> None:
    told = reason(f"{kind}: vipps_capture: no (400)", Texts(language))

    assert told.words
    assert told.detail == "vipps_capture: no (400)"
    assert (language == "en") is (told.words == reason(f"{kind}: x", Texts("en")).words)


@pytest.mark.parametrize("stored", SENTENCES)
def test_our_own_sentences_are_told_whole(stored: str) -> None:
    english, norwegian = (reason(stored, Texts(language)) for language in ("en", "nb"))

    assert ("", "") == (english.detail, norwegian.detail)
    assert english.words != norwegian.words


@pytest.mark.parametrize("stored", ["", "once: something else", "Unheard: of"])
def test_what_is_not_known_is_shown_as_it_stands(stored: str) -> None:
    assert Reason("", stored) == reason(stored, Texts("nb"))


def test_both_stand_in_one_line_where_there_is_room_for_one() -> None:
    texts = Texts("en")

    assert reason(f"{Unreachable.__name__}: no route", texts).both == "No connection (no route)"
    assert reason("once: something else", texts).both == "once: something else"
    assert not reason("", texts).both
