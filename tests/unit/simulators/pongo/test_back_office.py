from collections.abc import AsyncIterator

import httpx
import pytest

from app.simulators.clock import SimClock
from app.simulators.pongo import ledger
from support.pongo_requests import KARI, NOBODY_YET, a_check_in, a_line, an_order


async def shown(pongo: httpx.AsyncClient) -> str:
    return (await pongo.get("/backoffice/ledger")).text


async def test_the_page_brings_everything_it_needs_with_it(pongo: httpx.AsyncClient) -> None:
    page = await pongo.get("/backoffice")
    files = [await pongo.get(f"/backoffice/static/{name}") for name in ("backoffice.css", "backoffice.js", "mark.svg")]

    assert [200, 200, 200, 200] == [each.status_code for each in (page, *files)]
    assert "https://" not in page.text + files[0].text + files[1].text


async def test_an_order_is_shown_with_its_lines_points_and_json(pongo: httpx.AsyncClient) -> None:
    await pongo.post("/v1/orders", json=an_order(amount=123_450, customer={"phone": KARI}))
    page = await shown(pongo)

    for text in ('data-testid="order-A-1"', "Creamy fish soup", "kr\u00a01\u202f234,50", "+1234", "order_and_pay"):
        assert text in page


async def test_opt_ins_are_yes_no_or_not_asked(pongo: httpx.AsyncClient) -> None:
    customer = {"phone": NOBODY_YET, "has_optin": True, "has_email_optin": False}
    await pongo.post("/v1/orders", json=an_order(customer=customer))
    page = " ".join((await shown(pongo)).split())

    assert 'data-optin="yes">SMS <b>yes</b>' in page
    assert 'data-optin="no">E-mail <b>no</b>' in page
    assert "opt-ins not asked" in page


async def test_what_a_partner_sends_is_escaped(pongo: httpx.AsyncClient) -> None:
    lines = [a_line(1450, name="<script>alert(1)</script>")]
    await pongo.post("/v1/orders", json=an_order('"><img>', lines=lines))
    page = await shown(pongo)

    assert "<script>" not in page
    assert '"><img>' not in page


async def test_a_check_in_and_its_movement_are_shown(pongo: httpx.AsyncClient) -> None:
    await pongo.post("/v1/checkins", json=a_check_in())
    page = await shown(pongo)

    assert 'data-testid="checkin-chk_1001"' in page
    assert "Check-in <em>chk_1001</em>" in page


async def test_the_newest_order_or_check_in_comes_first(pongo: httpx.AsyncClient, clock: SimClock) -> None:
    await pongo.post("/v1/orders", json=an_order("A-1"))
    clock.advance(1)
    await pongo.post("/v1/checkins", json=a_check_in())
    clock.advance(1)
    await pongo.post("/v1/orders", json=an_order("A-2"))
    page = await shown(pongo)

    assert page.index("order-A-2") < page.index("checkin-chk_1001") < page.index("order-A-1")


async def test_an_empty_ledger_says_what_will_come(pongo: httpx.AsyncClient) -> None:
    assert "No order yet." in await shown(pongo)


async def test_every_change_is_told_to_open_pages(pongo_on_a_port: httpx.AsyncClient) -> None:
    async def versions(lines: AsyncIterator[str]) -> AsyncIterator[str]:
        async for line in lines:
            if line.startswith("data:"):
                yield line

    async with pongo_on_a_port.stream("GET", "/_sim/events") as stream:
        heard = versions(stream.aiter_lines())
        first = await anext(heard)
        await pongo_on_a_port.get("/v1/stores")
        await pongo_on_a_port.post("/v1/orders", json=an_order())
        second = await anext(heard)

    assert ["data: 0", "data: 1"] == [first, second]


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "NOK", "kr\u00a00,00"),
        (5, "NOK", "kr\u00a00,05"),
        (-50_000, "NOK", "−kr\u00a0500,00"),
        (123_456_789, "EUR", "1\u202f234\u202f567.89\u00a0EUR"),
    ],
)
def test_money_reads_as_in_its_country(minor: int, currency: str, text: str) -> None:
    assert text == ledger.money(minor, currency)


@pytest.mark.parametrize(
    ("digits", "text"),
    [("4712345678", "+47 12 34 56 78"), ("33612345678", "+33 612 345 678"), (None, "no phone number")],
)
def test_a_phone_number_reads_in_groups(digits: str | None, text: str) -> None:
    assert text == ledger.phone(digits)
