"""`taffel webhooks` shows and changes our registrations at Vipps and Pongo, and never those of another system."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import typer

from app.bootstrap.opening import opened
from app.cli.doctor import examine
from app.cli.serving import hub_of
from app.cli.simulate import environment
from app.cli.webhooks import print_list, register_hub, remove_registrations, replace_registration
from app.ports.errors import Misconfigured
from app.settings import PREFIX, Settings, load_settings
from app.simulators.serve import Addresses
from app.simulators.vipps.webhooks.events import PAYMENT_EVENTS
from support.running import RunningPongo, RunningVipps, running_pongo, running_vipps

PUBLIC = "https://hub.example/tables"
ELSEWHERE = "https://shop.example/hooks"


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
    return settings_for(vipps, tmp_path, pongo=pongo.url, public_url=PUBLIC)


def settings_for(vipps: RunningVipps, folder: Path, *, pongo: str = "http://127.0.0.1:1", **more: str) -> Settings:
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment(Addresses(vipps=vipps.url, pongo=pongo)).items()
    }
    return load_settings(**given, database_url=f"sqlite+aiosqlite:///{folder / 'taffel.db'}", **more)


def registered(vipps: RunningVipps) -> list[str]:
    return [one.url for one in vipps.backend.webhooks.registrations.all()]


async def subscribed(pongo: RunningPongo) -> list[tuple[str, str]]:
    found = (await pongo.http.get("/_sim/webhooks")).json()["subscriptions"]
    return sorted((one["event"], one["url"]) for one in found)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the command printed, without the log."""
    return [line for line in capsys.readouterr().out.splitlines() if "event=" not in line]


async def test_registering_twice_makes_one_registration(
    vipps: RunningVipps, pongo: RunningPongo, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await register_hub(settings)
    first = said(capsys)
    await register_hub(settings)

    assert first == said(capsys)
    assert ["https://hub.example/tables/webhooks/vipps"] == registered(vipps)
    assert [
        ("customer.created", "https://hub.example/tables/webhooks/pongo"),
        ("customer.updated", "https://hub.example/tables/webhooks/pongo"),
    ] == await subscribed(pongo)


async def test_replacing_leaves_one_with_a_new_id(
    vipps: RunningVipps, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await register_hub(settings)
    (old,) = vipps.backend.webhooks.registrations.all()
    await replace_registration(settings)
    (new,) = vipps.backend.webhooks.registrations.all()

    assert old.id != new.id
    told = capsys.readouterr().out
    assert f"Registered anew: {new.id}" in told
    assert new.secret not in told


async def test_the_list_names_ours_and_others(
    vipps: RunningVipps, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    vipps.backend.webhooks.register({"url": ELSEWHERE, "events": [PAYMENT_EVENTS[0]]})
    await print_list(settings)
    before = said(capsys)
    await register_hub(settings)
    said(capsys)
    await print_list(settings)
    other, ours, created, updated = said(capsys)

    assert 3 == sum("not registered" in line for line in before)
    assert other.endswith(f"{ELSEWHERE}  1 events  another system's  Vipps")
    assert ours.endswith("https://hub.example/tables/webhooks/vipps  8 events  ours  Vipps")
    assert created.endswith("https://hub.example/tables/webhooks/pongo  1 events  ours  Pongo customer.created")
    assert updated.endswith("https://hub.example/tables/webhooks/pongo  1 events  ours  Pongo customer.updated")


async def test_removing_ends_ours_only_unless_one_is_named(
    vipps: RunningVipps, pongo: RunningPongo, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = vipps.backend.webhooks.register({"url": ELSEWHERE, "events": [PAYMENT_EVENTS[0]]})
    await register_hub(settings)
    await remove_registrations(settings, None)
    left = registered(vipps)
    await remove_registrations(settings, theirs.id)

    assert ([ELSEWHERE], [], []) == (left, registered(vipps), await subscribed(pongo))
    assert 4 == capsys.readouterr().out.count("Removed: 1.")


async def test_pongo_that_is_away_keeps_nobody_from_registering_at_vipps(
    vipps: RunningVipps, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        await register_hub(settings_for(vipps, tmp_path, public_url=PUBLIC))

    assert ["https://hub.example/tables/webhooks/vipps"] == registered(vipps)
    assert "Pongo customer.created: " in capsys.readouterr().err


async def test_without_a_public_address_the_fix_is_named(vipps: RunningVipps, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        await print_list(settings_for(vipps, tmp_path))

    assert "TAFFEL_PUBLIC_URL" in refused.value.fix


@pytest.mark.parametrize(
    ("public", "routes", "registers"),
    [
        ({}, 0, False),
        ({"public_url": "http://tables.example"}, 1, False),
        ({"public_url": "http://127.0.0.1:8550"}, 1, True),
        ({"public_url": PUBLIC}, 1, True),
    ],
)
async def test_a_hub_takes_deliveries_when_it_has_an_address_and_registers_one_that_can_be_delivered_to(
    vipps: RunningVipps, tmp_path: Path, public: dict[str, str], routes: int, registers: bool
) -> None:
    settings = settings_for(vipps, tmp_path, **public)
    async with opened(settings) as restaurant:
        hub = hub_of(settings, restaurant)
        found = [route for route in hub.routes if getattr(route, "path", "") == "/webhooks/vipps"]

    assert (routes, registers) == (len(found), restaurant.house.registering is not None)


async def webhooks_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[bool, str]:
    """What the doctor says of webhooks, with the fix in the line below; whether it calls them well."""
    await examine(settings)
    lines = said(capsys)
    place = next(number for number, line in enumerate(lines) if "webhooks" in line)
    well = not lines[place].startswith("mend")
    return well, lines[place] if well else lines[place + 1].strip()


async def test_the_doctor_says_how_a_hub_without_public_address_hears_of_payments(
    vipps: RunningVipps, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(vipps, tmp_path)

    assert (True, "ok    webhooks: no public address, polling alone carries payments") == await webhooks_line(
        settings, capsys
    )


async def test_the_doctor_names_the_command_that_registers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await webhooks_line(settings, capsys)
    await register_hub(settings)
    capsys.readouterr()

    assert (False, "Register it: taffel webhooks register") == before
    assert (True, "ok    webhooks: 8 events are delivered to https://hub.example/tables/webhooks/vipps") == (
        await webhooks_line(settings, capsys)
    )


async def test_the_doctor_wants_a_new_registration_when_the_secret_is_lost(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await register_hub(settings)
    for key_file in tmp_path.glob("*.key"):
        key_file.unlink()
    capsys.readouterr()

    assert (False, "Make a new one: taffel webhooks replace") == await webhooks_line(settings, capsys)
