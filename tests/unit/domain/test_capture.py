"""The safety capture happens two days before the earliest limit of the reservation."""

from datetime import datetime, timedelta

import pytest

from app.domain.capture import CaptureBy, Limit, capture_by
from app.domain.vat import Country
from support.clocks import START

DAY = timedelta(days=1)


@pytest.mark.parametrize("country", Country)
def test_without_a_word_of_the_bank_the_shortest_guarantee_counts(country: Country) -> None:
    """Visa and BankAxept guarantee seven days; that is shorter than any country's deadline."""
    assert CaptureBy(START + 5 * DAY, Limit.SHORTEST_GUARANTEE) == capture_by(country, START)


@pytest.mark.parametrize(
    ("guaranteed_for", "after", "limit"),
    [
        (timedelta(days=3), timedelta(days=1), Limit.GUARANTEE),
        (timedelta(days=6, hours=23), timedelta(days=4, hours=23), Limit.GUARANTEE),
        (timedelta(days=30), timedelta(days=5), Limit.SHORTEST_GUARANTEE),
        (timedelta(days=180), timedelta(days=5), Limit.SHORTEST_GUARANTEE),
    ],
)
def test_a_known_guarantee_counts_when_it_is_shorter(guaranteed_for: timedelta, after: timedelta, limit: Limit) -> None:
    assert CaptureBy(START + after, limit) == capture_by(Country.NO, START, START + guaranteed_for)


@pytest.mark.parametrize("guaranteed_until", [START + DAY, START + 2 * DAY, START, START - DAY])
def test_money_is_never_taken_before_it_is_authorized(guaranteed_until: datetime) -> None:
    assert CaptureBy(START, Limit.GUARANTEE) == capture_by(Country.DK, START, guaranteed_until)
