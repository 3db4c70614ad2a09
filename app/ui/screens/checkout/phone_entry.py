"""What lives around the phone number's field: the country it is read in, and what to say while it is typed."""

from collections.abc import Callable
from typing import Final

import flet as ft

from app.ports.clock import Clock
from app.services.basics.phone_numbers import (
    FIRST,
    Numbering,
    PhoneDoubt,
    PhoneTrouble,
    explained,
    numbering,
    regions,
)
from app.ui.components.countries import CountrySheet, country_button, country_row, country_sheet, remark_line
from app.ui.components.fields import field_look
from app.ui.kit import Field, component, guard, use_lasting, use_task, use_text_field, use_ui
from app.ui.screens.checkout.words import remark_words
from app.ui.texts import Texts
from app.ui.texts.countries import answers, in_order

FEW: Final = 4
"""With fewer signs nothing is said: a number that has just begun is not wrong."""

PAUSE: Final = 1.2
"""Seconds without a key after which somebody seems to be done, or stuck."""

SHOWN: Final = 24
"""Countries in sight before somebody asks for more: the whole list would keep every other tablet waiting."""

MORE: Final = 60

AT_ONCE: Final = frozenset({PhoneTrouble.LETTERS, PhoneTrouble.TOO_LONG, PhoneDoubt.NOT_MOBILE})
"""What no further digit mends."""


def remark_on(typed: str, region: str, *, paused: bool) -> PhoneTrouble | PhoneDoubt | None:
    """What to say of a number as far as it stands there; what the next digits may mend only after a pause."""
    if sum(letter.isalnum() for letter in typed) < FEW:
        return None
    remark = explained(typed, region)
    return remark if paused or remark in AT_ONCE else None


@component
def PhoneRemark(clock: Clock, field: Field, region: str, wallet: str, *, silent: bool) -> ft.Control:
    """The line below the number: an example of the country, or what is missing. `silent` where the field says it."""
    texts = use_ui().texts
    typed, hear = ft.use_state(field.value)
    rested, rest = ft.use_state("")
    use_lasting(lambda: field.watch(guard(hear)), [])

    async def wait() -> None:
        await clock.sleep(PAUSE)
        rest(typed)

    use_task(wait, [typed], active=bool(typed))
    remark = remark_on(typed, region, paused=typed == rested)
    if remark is None:
        words = texts.t("For example {number}", number=numbering(region).example)
    else:
        words = remark_words(remark, wallet, texts)
    return remark_line(words, visible=not silent)


@component
def Country(
    region: str, home: str, *, choose: Callable[[str], None], touched: Callable[[], None], busy: bool
) -> ft.Control:
    """The country that a number without `+` is read in; a tap leads to all of them, those of most guests first."""
    texts = use_ui().texts
    is_open, show = ft.use_state(initial=False)
    sought, seek = ft.use_state("")
    most, reach = ft.use_state(SHOWN)
    search = use_text_field(texts.t("Search for a country"), **field_look())

    def hear(words: str) -> None:
        touched()
        seek(words)
        reach(SHOWN)

    def close() -> None:
        touched()
        show(False)
        search.put("")

    def take(chosen: str) -> None:
        choose(chosen)
        close()

    def begin() -> None:
        touched()
        show(True)

    def go_on() -> None:
        touched()
        reach(most + MORE)

    use_lasting(lambda: search.watch(guard(hear)), [])

    def row(country: Numbering) -> ft.Control:
        on_tap = guard(lambda: take(country.region))
        return country_row(
            country.region, texts.country(country.region), country.code, on_tap, chosen=country.region == region
        )

    shown = is_open and not busy
    first, others = found(sought, home, texts) if shown else ([], [])
    groups = [[row(country) for country in group] for group in (first, others[:most])]
    on_more = guard(go_on) if len(others) > most else None
    said = CountrySheet(
        title=texts.t("Which country is your number from?"),
        close=texts.t("Close"),
        more=texts.t("More countries"),
        nothing=texts.t("No country is called that."),
    )
    ft.use_dialog(country_sheet(said, search.control, groups, on_more, guard(close)) if shown else None)
    name = texts.t("Country of your number: {country}", country=texts.country(region))
    return country_button(name, numbering(region).code, None if busy else guard(begin))


def found(sought: str, home: str, texts: Texts) -> tuple[list[Numbering], list[Numbering]]:
    """The countries that answer to these words: those of most guests, and all others by their names."""
    known = [numbering(region) for region in regions(home)]
    meant = {
        each.region: each for each in known if not sought.strip() or answers(each.region, each.code, sought, texts)
    }
    first = [meant[each] for each in meant if each in {home, *FIRST}]
    others = [meant[each] for each in in_order([each for each in meant if each not in {home, *FIRST}], texts)]
    return first, others
