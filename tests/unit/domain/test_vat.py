from datetime import UTC, date, datetime

import pytest

from app.domain.vat import Country, Serving, VatClass, VatRate, local_day, vat_rate
from support.samples import nok

HERE, AWAY = Serving.EAT_HERE, Serving.TAKE_AWAY
FOOD, ALCOHOL = VatClass.FOOD, VatClass.ALCOHOL


@pytest.mark.parametrize(
    ("country", "serving", "vat_class", "on", "rate"),
    [
        (Country.NO, HERE, FOOD, date(2026, 11, 21), 2500),
        (Country.NO, AWAY, FOOD, date(2026, 11, 21), 1500),
        (Country.NO, HERE, ALCOHOL, date(2026, 11, 21), 2500),
        (Country.NO, AWAY, ALCOHOL, date(2026, 11, 21), 2500),
        (Country.SE, HERE, FOOD, date(2026, 11, 21), 1200),
        (Country.SE, HERE, ALCOHOL, date(2026, 11, 21), 2500),
        (Country.SE, AWAY, FOOD, date(2026, 3, 31), 1200),
        (Country.SE, AWAY, FOOD, date(2026, 4, 1), 600),
        (Country.SE, AWAY, FOOD, date(2027, 12, 31), 600),
        (Country.SE, AWAY, FOOD, date(2028, 1, 1), 1200),
        (Country.DK, HERE, FOOD, date(2026, 11, 21), 2500),
        (Country.DK, AWAY, ALCOHOL, date(2026, 11, 21), 2500),
        (Country.FI, HERE, FOOD, date(2025, 12, 31), 1400),
        (Country.FI, HERE, FOOD, date(2026, 1, 1), 1350),
        (Country.FI, AWAY, FOOD, date(2026, 1, 1), 1350),
        (Country.FI, HERE, ALCOHOL, date(2026, 1, 1), 2550),
        (Country.FR, HERE, FOOD, date(2026, 11, 21), 1000),
        (Country.FR, AWAY, ALCOHOL, date(2026, 11, 21), 2000),
    ],
)
def test_rate_of_the_day(country: Country, serving: Serving, vat_class: VatClass, on: date, rate: int) -> None:
    assert VatRate(rate) == vat_rate(country, serving, vat_class, on)


@pytest.mark.parametrize("country", Country)
@pytest.mark.parametrize("serving", Serving)
@pytest.mark.parametrize("vat_class", VatClass)
def test_every_sale_has_a_rate_on_every_day(country: Country, serving: Serving, vat_class: VatClass) -> None:
    for on in (date(2020, 1, 1), date(2026, 7, 1), date(2040, 1, 1)):
        assert 0 < vat_rate(country, serving, vat_class, on).basis_points <= 2550


@pytest.mark.parametrize(
    ("rate", "gross", "tax"),
    [
        (2500, 12500, 2500),
        (2500, 18900, 3780),
        (1500, 11500, 1500),
        (1500, 100, 13),
        (1200, 11200, 1200),
        (600, 10600, 600),
        (1350, 1000, 119),
        (2550, 1000, 203),
        (2500, 0, 0),
        (2500, 1, 0),
        (2500, 2, 0),
        (2500, 3, 1),
        (10000, 1, 1),
        (2500, -12500, -2500),
        (10000, -1, -1),
    ],
)
def test_tax_inside_a_price_is_rounded_half_away_from_zero(rate: int, gross: int, tax: int) -> None:
    assert nok(tax) == VatRate(rate).included_in(nok(gross))


@pytest.mark.parametrize(
    ("country", "at", "day"),
    [
        (Country.NO, datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (Country.NO, datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (Country.NO, datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (Country.NO, datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (Country.FI, datetime(2025, 12, 31, 21, 59, tzinfo=UTC), date(2025, 12, 31)),
        (Country.FI, datetime(2025, 12, 31, 22, 0, tzinfo=UTC), date(2026, 1, 1)),
        (Country.FI, datetime(2026, 7, 1, 21, 0, tzinfo=UTC), date(2026, 7, 2)),
        # The clocks changed on 30 March 2025 and 26 October 2025, on 31 March 2024 and 27 October 2024.
        (Country.DK, datetime(2025, 3, 29, 22, 30, tzinfo=UTC), date(2025, 3, 29)),
        (Country.DK, datetime(2025, 3, 30, 22, 30, tzinfo=UTC), date(2025, 3, 31)),
        (Country.SE, datetime(2025, 10, 25, 22, 30, tzinfo=UTC), date(2025, 10, 26)),
        (Country.SE, datetime(2025, 10, 26, 22, 30, tzinfo=UTC), date(2025, 10, 26)),
        (Country.FR, datetime(2024, 3, 30, 22, 30, tzinfo=UTC), date(2024, 3, 30)),
        (Country.FR, datetime(2024, 3, 31, 22, 30, tzinfo=UTC), date(2024, 4, 1)),
        (Country.FR, datetime(2024, 10, 27, 22, 30, tzinfo=UTC), date(2024, 10, 27)),
        (Country.NO, datetime.fromisoformat("2026-06-30T23:30:00-05:00"), date(2026, 7, 1)),
    ],
)
def test_day_of_a_sale_is_the_one_on_the_calendar_of_the_restaurant(country: Country, at: datetime, day: date) -> None:
    assert day == local_day(country, at)
