"""`taffel payment` and `taffel reconcile` against both simulators: staff see a payment and change it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import typer

from app.bootstrap.house import House
from app.bootstrap.opening import opened
from app.cli import approving, payments
from app.cli.simulate import environment
from app.domain.ids import ProductId, Reference, TabletId
from app.domain.payment import Payment, PaymentState
from app.domain.vat import Serving
from app.ports.errors import Misconfigured
from app.settings import PREFIX, Settings, load_settings
from app.simulators.serve import Addresses
from support.running import RunningPongo, RunningVipps, running_pongo, running_vipps

SOUP = 18_900


@pytest_asyncio.fixture
async def vipps() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest.fixture
def settings(vipps: RunningVipps, pongo: RunningPongo, tmp_path: Path) -> Settings:
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment(Addresses(vipps=vipps.url, pongo=pongo.url)).items()
    }
    more = {"capture_eat_here": "at_hand_over", "grace_seconds": "0"}
    return load_settings(**given, **more, database_url=f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}")


async def asked(settings: Settings, *, phone: str | None = "12345678") -> Reference:
    """A fish soup for 189 kroner, and a guest who was asked to pay it."""
    async with opened(settings) as restaurant:
        services = restaurant.house.services
        order = await services.ordering.begin(TabletId("tablet-1"), Serving.EAT_HERE)
        await services.ordering.add(order.id, ProductId("fish_soup"))
        if phone is not None:
            await services.identifying.by_phone(order.id, phone)
        payment = await services.paying.start(order.id)
        while (await restaurant.house.recording.payment(payment.reference)).state is PaymentState.INTENDED:
            await asyncio.sleep(0)
        await restaurant.house.background.close()
    return payment.reference


async def approved(settings: Settings, vipps: RunningVipps) -> Reference:
    """The same, approved on the phone and seen."""
    reference = await asked(settings)
    vipps.backend.payments.approve(reference)
    await _look(settings, reference)
    return reference


async def _look(settings: Settings, reference: Reference) -> Payment:
    async with opened(settings) as restaurant:
        house: House = restaurant.house
        looked = await house.watching.look(reference)
        await house.background.close()
    return looked.payment


def amounts(vipps: RunningVipps, reference: Reference) -> dict[str, int]:
    """What Vipps holds."""
    aggregate: Any = vipps.backend.payments.find(reference).amounts()
    return {name: aggregate[f"{name}Amount"]["value"] for name in ("authorized", "captured", "cancelled", "refunded")}


async def test_the_story_of_a_payment_is_shown_without_a_word_about_the_person(
    settings: Settings, vipps: RunningVipps, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = await approved(settings, vipps)
    await payments.show(settings, reference)
    said = capsys.readouterr().out

    assert f"{reference}: authorized, asked for" in said
    assert "Was noted, is asked for" in said
    assert "Was asked for, is approved" in said
    assert "the rest is captured at" in said
    assert "12345678" not in said


async def test_a_part_is_captured_given_back_and_the_rest_released(settings: Settings, vipps: RunningVipps) -> None:
    reference = await approved(settings, vipps)
    await payments.capture(settings, reference, "100.00")
    await payments.refund(settings, reference, "40.50", (), reason="cold soup", by="Anna")
    await payments.cancel(settings, reference)

    assert amounts(vipps, reference) == {
        "authorized": SOUP,
        "captured": 10_000,
        "cancelled": SOUP - 10_000,
        "refunded": 4_050,
    }


async def test_a_full_refund_is_told_to_the_programme(
    settings: Settings, vipps: RunningVipps, pongo: RunningPongo, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = await approved(settings, vipps)
    await payments.capture(settings, reference, None)
    await payments.refund(settings, reference, None, (), reason="never came", by="Anna")
    (order,) = pongo.backend.world.orders.values()

    assert amounts(vipps, reference)["refunded"] == SOUP
    assert order.status == "refunded"
    assert "given back, by Anna: never came" in capsys.readouterr().out


async def test_an_open_payment_is_given_up(settings: Settings, vipps: RunningVipps) -> None:
    reference = await asked(settings)
    await payments.cancel(settings, reference)

    assert vipps.backend.payments.find(reference).state == "TERMINATED"


async def test_an_amount_that_makes_no_sense_is_refused_in_words(
    settings: Settings, vipps: RunningVipps, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = await approved(settings, vipps)
    said = []
    for amount in ("a lot", "189.001", "189.01", "0", "-5", "Infinity"):
        with pytest.raises(typer.Exit) as ended:
            await payments.capture(settings, reference, amount)
        said.append((ended.value.exit_code, capsys.readouterr().err.split(":")[0]))

    assert said == [(payments.WRONG, "InvalidValue")] * 6
    assert amounts(vipps, reference)["captured"] == 0


async def test_an_unknown_payment_is_named(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        await payments.show(settings, "taffel-nobody-1-1")

    assert "NoSuchPayment" in capsys.readouterr().err


async def test_reconciling_finds_what_was_refunded_elsewhere(
    settings: Settings, vipps: RunningVipps, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = await approved(settings, vipps)
    await payments.capture(settings, reference, None)
    all_well = await payments.reconcile(settings, 3)
    theirs = vipps.backend.payments.find(reference)
    theirs.aggregate = replace(theirs.aggregate, refunded=5_000)
    capsys.readouterr()
    then = await payments.reconcile(settings, 3)
    said = capsys.readouterr().out

    assert (all_well, then) == (True, False)
    assert reference in said
    assert "1 payments compared, 1 differences" in said


async def test_a_test_payment_is_approved_in_the_guests_place(
    settings: Settings, vipps: RunningVipps, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = await asked(settings)
    await approving.force_approve(settings, reference, None)

    assert capsys.readouterr().out.splitlines()[-1] == f"{reference}: authorized"
    assert amounts(vipps, reference)["authorized"] == SOUP


async def test_without_a_guest_a_test_user_is_named(settings: Settings, vipps: RunningVipps) -> None:
    reference = await asked(settings, phone=None)

    with pytest.raises(Misconfigured) as caught:
        await approving.force_approve(settings, reference, None)
    await approving.force_approve(settings, reference, "4712345678")

    assert "--phone" in caught.value.fix
    assert vipps.backend.payments.find(reference).state == "AUTHORIZED"


@pytest.mark.parametrize("address", ["https://api.vipps.no", "https://apitest.vipps.no.example"])
async def test_real_money_is_approved_by_nobody_but_the_guest(settings: Settings, address: str) -> None:
    real = load_settings(**{**settings.model_dump(), "vipps_base_url": address})

    with pytest.raises(Misconfigured) as caught:
        await approving.force_approve(real, "taffel-order00001-1-1", None)

    assert "TAFFEL_VIPPS_BASE_URL" in caught.value.fix
