"""A foreign guest chooses the country of their number, and hears at the field what is missing while they type."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import pytest

from app.domain.order import Order
from app.services.basics.phone_numbers import PhoneDoubt, PhoneTrouble, regions
from app.ui import identifiers
from app.ui.screens.checkout.phone_entry import PAUSE, found, remark_on
from app.ui.texts import Texts
from app.ui.theme import Touch
from support.house import KARIS_CODE, Visit, World
from support.inproc_tablet import SIZES, Settings, Tablet, at_checkout, checkout_route

HINT = "For example 40 61 23 45"
FRENCH = "06 12 34 56 78"


@asynccontextmanager
async def choosing(**settings: Any) -> AsyncIterator[Tablet]:
    """At the checkout with all countries in sight."""
    async with at_checkout(World(), Settings(**settings)) as t:
        await t.tap(identifiers.IDENTIFY_COUNTRY)
        yield t


def prefix(t: Tablet) -> str:
    """What stands before the number."""
    (code,) = t.app.texts(t.app.by_id(identifiers.IDENTIFY_COUNTRY))
    return code


def remark(t: Tablet) -> str:
    (words,) = t.app.texts(t.app.by_id(identifiers.IDENTIFY_PHONE_REMARK))
    return words


def listed(t: Tablet) -> list[str]:
    """The regions that can be chosen, from above to below."""
    rows = [each.identifier or "" for each in t.app.all(ft.Semantics)]
    regions = [each.rpartition(".")[2] for each in rows if each.startswith("identify.country.")]
    return [each for each in regions if each.isupper()]


async def chooses(t: Tablet, region: str) -> None:
    await t.tap(identifiers.IDENTIFY_COUNTRY)
    await t.app.type(identifiers.IDENTIFY_COUNTRY_SEARCH, region)
    await t.settle()
    await t.tap(identifiers.identify_country(region))


def order(t: Tablet) -> Order:
    (only,) = t.world.storage.tables.orders.values()
    return only


async def test_the_restaurants_own_country_stands_there_first() -> None:
    async with at_checkout() as t:
        assert ("+47", HINT) == (prefix(t), remark(t))


@pytest.mark.parametrize("size", SIZES)
async def test_the_country_opens_a_sheet_with_most_guests_countries_first(size: str) -> None:
    async with choosing(size=size) as t:
        assert t.sheet_is_open
        assert ["NO", "SE", "DK", "FI", "FR", "AF"] == listed(t)[:6]


async def test_all_countries_are_there_for_who_asks_for_more() -> None:
    async with choosing(language="nb") as t:
        while t.app.has_id(identifiers.IDENTIFY_COUNTRY_MORE):
            await t.tap(identifiers.IDENTIFY_COUNTRY_MORE)
        everyone = listed(t)

        assert sorted(regions("NO")) == sorted(everyone)
        assert "Åland" == Texts("nb").country(everyone[-1]), "å is the last letter"


async def test_whatever_can_be_tapped_there_is_large_enough() -> None:
    async with choosing() as t:
        heights = [t.app.by_id(identifiers.identify_country(region)).height for region in listed(t)]
        heights += [
            t.app.by_id(each).height for each in ("identify.country", "identify.country.close", "identify.country.more")
        ]

        assert min(heights) >= Touch.LEAST


@pytest.mark.parametrize(
    ("language", "sought", "expected"),
    [
        ("en", "germ", ["DE"]),
        ("nb", "tysk", ["DE"]),
        ("nb", "germany", ["DE"]),
        ("nb", "osterr", ["AT"]),
        ("en", "turkiye", ["TR"]),
        ("en", "+33", ["FR"]),
        ("en", "0046", ["SE"]),
        ("en", "korea", ["KP", "KR"]),
        ("en", "fr", ["FR", "GF", "PF"]),
        ("en", "gb", ["GB"]),
        ("en", "zzz", []),
    ],
)
def test_a_country_is_found_by_its_name_its_code_and_its_short_name(
    language: str, sought: str, expected: list[str]
) -> None:
    groups = found(sought, "NO", Texts(language))

    assert expected == [each.region for group in groups for each in group]


async def test_the_list_follows_what_is_sought() -> None:
    async with choosing() as t:
        await t.app.type(identifiers.IDENTIFY_COUNTRY_SEARCH, "germ")
        await t.settle()
        only = listed(t)
        await t.app.type(identifiers.IDENTIFY_COUNTRY_SEARCH, "Narnia")
        await t.settle()

        assert (["DE"], []) == (only, listed(t))
        assert t.says("No country is called that.")


async def test_the_names_are_in_the_guests_language() -> None:
    async with choosing(language="nb") as t:
        assert t.says("Sverige")


@pytest.mark.parametrize(
    ("region", "typed", "expected"),
    [
        ("FR", FRENCH, "33612345678"),
        ("SE", "070-123 45 67", "46701234567"),
        ("DK", "34 41 23 45", "4534412345"),
        ("FI", "041 2345678", "358412345678"),
        ("DE", "01512 3456789", "4915123456789"),
        ("US", "(201) 555-0123", "12015550123"),
        ("FR", "+47 98 76 54 32", "4798765432"),
    ],
)
async def test_a_number_is_read_in_the_country_that_was_chosen_unless_it_names_its_own(
    region: str, typed: str, expected: str
) -> None:
    async with at_checkout() as t:
        await chooses(t, region)
        closed = not t.sheet_is_open
        await t.types_number(typed)
        guest = order(t).guest

        assert guest is not None
        assert (True, expected) == (closed, str(guest.phone))


async def test_a_chosen_country_shows_its_code_and_a_number_of_its_own() -> None:
    async with at_checkout() as t:
        await chooses(t, "FR")

        assert ("+33", f"For example {FRENCH}") == (prefix(t), remark(t))


async def test_what_was_typed_before_stays_when_a_country_is_chosen() -> None:
    async with at_checkout() as t:
        await t.app.type(identifiers.IDENTIFY_PHONE, "0612")
        await chooses(t, "FR")

        assert "0612" == t.app.by_id(identifiers.IDENTIFY_PHONE).value


async def test_the_next_guest_finds_the_restaurants_country() -> None:
    async with at_checkout() as t:
        await chooses(t, "FR")
        await t.app.type(identifiers.IDENTIFY_PHONE, "0612")
        next_guest = Visit(t.world, t.house)
        await next_guest.orders_soup()
        await t.app.go(checkout_route(next_guest.order_id))
        await t.settle()

        assert ("+47", HINT, "") == (prefix(t), remark(t), t.app.by_id(identifiers.IDENTIFY_PHONE).value)


async def test_whoever_is_not_that_guest_finds_the_restaurants_country() -> None:
    async with at_checkout() as t:
        await chooses(t, "FR")
        await t.types_number("+47 12 34 56 78")
        await t.tap(identifiers.MEMBER_NOT_ME)

        assert ("+47", HINT) == (prefix(t), remark(t))


async def test_a_country_chosen_by_somebody_who_walked_away_is_forgotten() -> None:
    async with at_checkout() as t:
        await chooses(t, "FR")
        await t.tap(identifiers.IDENTIFY_BACK)
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()

        assert "+47" == prefix(t)


async def test_a_code_that_is_seen_closes_the_countries() -> None:
    async with choosing() as t:
        await t.shows_code(KARIS_CODE)

        assert (True, False) == (t.app.has_id(identifiers.MEMBER_CONTINUE), t.sheet_is_open)


@pytest.mark.parametrize("typed", ["", "9", "98", "987", "+47", "+", "abc"])
def test_the_first_digits_are_never_talked_about(typed: str) -> None:
    assert remark_on(typed, "NO", paused=True) is None


@pytest.mark.parametrize(
    ("typed", "region", "at_once", "in_the_end"),
    [
        ("9876", "NO", None, PhoneTrouble.TOO_SHORT),
        ("98765432", "NO", None, None),
        ("12345678", "NO", None, None),
        ("22123456", "NO", PhoneDoubt.NOT_MOBILE, PhoneDoubt.NOT_MOBILE),
        ("987654321", "NO", PhoneTrouble.TOO_LONG, PhoneTrouble.TOO_LONG),
        ("98x7", "NO", PhoneTrouble.LETTERS, PhoneTrouble.LETTERS),
        (FRENCH, "FR", None, None),
        ("+33 6 12 34 56 78", "NO", None, None),
        ("01 23 45 67 89", "FR", PhoneDoubt.NOT_MOBILE, PhoneDoubt.NOT_MOBILE),
        ("2015550123", "US", None, None),
        ("4123456", "US", None, PhoneTrouble.NO_SUCH_NUMBER),
    ],
)
def test_what_more_digits_may_mend_is_said_after_a_pause_only(
    typed: str, region: str, at_once: object, in_the_end: object
) -> None:
    assert (at_once, in_the_end) == tuple(remark_on(typed, region, paused=paused) for paused in (False, True))


async def test_whoever_stops_too_early_is_told_what_is_missing_and_not_before() -> None:
    async with at_checkout() as t:
        await t.app.type(identifiers.IDENTIFY_PHONE, "98765")
        typing = remark(t)
        await t.passes(PAUSE)
        stuck = remark(t)
        await t.app.type(identifiers.IDENTIFY_PHONE, "987654")

        assert (HINT, "Some digits are missing.", HINT) == (typing, stuck, remark(t))


async def test_a_landline_is_doubted_at_the_field_and_may_be_tried() -> None:
    async with at_checkout() as t:
        await t.app.type(identifiers.IDENTIFY_PHONE, "22 12 34 56")
        doubted = remark(t)
        await t.tap(identifiers.IDENTIFY_PHONE_SUBMIT)
        guest = order(t).guest

        assert "That is a landline. Vipps needs a mobile number." == doubted
        assert guest is not None
        assert "4722123456" == guest.phone


async def test_a_refusal_goes_as_soon_as_its_number_is_changed() -> None:
    async with at_checkout() as t:
        await t.types_number("123")
        refused = t.app.by_id(identifiers.IDENTIFY_PHONE).error
        await t.app.type(identifiers.IDENTIFY_PHONE, "1234")
        field = t.app.by_id(identifiers.IDENTIFY_PHONE)

        assert ("Some digits are missing.", None, "1234") == (refused, field.error, field.value)
