"""`taffel pongo` connects, shows what waits, and maps stores; the token is never in the database in clear."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import typer

from app.bootstrap.opening import opened
from app.cli import pongo as commands
from app.cli.doctor import examine
from app.cli.pongo import in_words
from app.cli.simulate import environment
from app.domain.ids import LocationId
from app.domain.restaurant import Location
from app.domain.store_mapping import Drift, StoreWarning
from app.ports.errors import Misconfigured
from app.settings import PREFIX, Settings, load_settings
from app.simulators.serve import Addresses
from support.running import RunningPongo, running_pongo

OSLO, PARIS = "demo-bistro-oslo", "demo-bistro-paris"
HOUSE = Location(id=LocationId("main"), name="Fjord & Furu")


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest.fixture
def settings(pongo: RunningPongo, tmp_path: Path) -> Settings:
    return settings_for(pongo, tmp_path)


def settings_for(pongo: RunningPongo, folder: Path, *left_out: str, **more: str) -> Settings:
    """A hub at the simulator without a static token."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment(Addresses(vipps="http://127.0.0.1:1", pongo=pongo.url)).items()
    }
    kept = {name: value for name, value in given.items() if name not in {"pongo_token", *left_out}}
    return load_settings(**kept, **more, database_url=f"sqlite:///{folder / 'taffel.db'}")


async def ended_at(pongo: RunningPongo, address: str) -> str:
    """The address at which the form ends when the merchant allows."""
    asked = httpx.URL(address).params
    back = await pongo.http.post("/v1/oauth/form", data={**asked, "answer": "allow"})
    return back.headers["location"]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


async def test_a_merchant_is_connected_by_the_address_that_is_carried_over(
    pongo: RunningPongo, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await commands.connect(settings)
    address = next(line for line in said(capsys).splitlines() if line.startswith("http"))
    await commands.paste(settings, await ended_at(pongo, address))
    pasted = said(capsys)
    works = await commands.status(settings)

    assert "Pongo is connected to Fjord & Furu (pasted)" in pasted
    assert works


async def test_the_token_is_sealed_in_the_database_and_the_key_lies_beside_it(
    pongo: RunningPongo, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await commands.connect(settings)
    address = next(line for line in said(capsys).splitlines() if line.startswith("http"))
    state = httpx.URL(address).params["state"]
    await commands.paste(settings, await ended_at(pongo, address))
    token = next(text for text in pongo.backend.world.tokens if text.count(".") == 2 and "taffel-demo" not in text)
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    assert "taffel.key" in files
    for content in files.values():
        assert token.encode() not in content
        assert state.encode() not in content


async def test_a_code_that_does_not_work_is_told_in_words(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as left:
        await commands.paste(settings, "never-given")

    assert 2 == left.value.exit_code
    assert "used before, or too old" in capsys.readouterr().err


async def test_what_is_not_connected_is_said_and_how_to_mend_it(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    works = await commands.status(settings)

    assert not works
    assert "taffel pongo connect" in said(capsys)


async def test_disconnecting_says_that_orders_wait(
    pongo: RunningPongo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(pongo, tmp_path, pongo_token=next(iter(pongo.backend.world.tokens)))
    before = await commands.status(settings)
    await commands.disconnect(settings)
    after = await commands.status(settings)

    assert (True, False) == (before, after)
    assert "Paid orders wait" in said(capsys)


async def test_a_static_token_that_was_put_away_is_taken_up_again_by_connect(
    pongo: RunningPongo, tmp_path: Path
) -> None:
    settings = settings_for(pongo, tmp_path, pongo_token=next(iter(pongo.backend.world.tokens)))
    await commands.disconnect(settings)
    await commands.connect(settings)

    assert await commands.status(settings)


async def test_a_key_file_that_others_may_read_is_told_with_the_command_that_mends_it(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "taffel.key"
    file.write_text(base64.b64encode(bytes(32)).decode())
    file.chmod(0o644)
    with pytest.raises(typer.Exit) as left:
        await commands.connect(settings)
    refused = capsys.readouterr()
    with pytest.raises(typer.Exit):
        await commands.paste(settings, "a-code")
    pasted = capsys.readouterr().err
    well = await examine(settings)
    examined = capsys.readouterr().out
    file.chmod(0o600)
    await commands.connect(settings)

    assert (2, "") == (left.value.exit_code, refused.out), "nobody is sent to the form"
    for told in (refused.err, pasted):
        assert "others may read the hub's secret key" in told
        assert f"chmod 600 {file}" in told
    assert not well
    assert f"chmod 600 {file}" in examined
    assert "Open this address" in said(capsys)


async def connected(pongo: RunningPongo, folder: Path, *left_out: str) -> Settings:
    return settings_for(pongo, folder, *left_out, pongo_token=next(iter(pongo.backend.world.tokens)))


async def test_stores_are_listed_with_their_locations_and_a_location_can_be_mapped(
    pongo: RunningPongo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = await connected(pongo, tmp_path, "pongo_store")
    well = [await commands.stores(settings)]
    unmapped = said(capsys)
    await commands.assign(settings, "main", PARIS)
    well.append(await commands.stores(settings))

    assert [False, True] == well
    assert "main has no store" in unmapped
    assert f"main  Fjord & Furu  ->  {PARIS}  Fjord & Furu Paris" in said(capsys)


@pytest.mark.parametrize(("location", "slug", "words"), [("moon", OSLO, "it names: main"), ("main", "moon", OSLO)])
async def test_what_does_not_exist_cannot_be_mapped(
    pongo: RunningPongo, tmp_path: Path, location: str, slug: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = await connected(pongo, tmp_path)
    with pytest.raises(typer.Exit):
        await commands.assign(settings, location, slug)

    assert words in capsys.readouterr().err


async def test_the_doctor_names_what_is_not_connected_and_what_has_drifted(
    pongo: RunningPongo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = await connected(pongo, tmp_path)
    await examine(settings)
    well = said(capsys)
    await pongo.http.delete(f"/_sim/stores/{OSLO}")
    await examine(settings)
    gone = said(capsys)
    await pongo.http.post("/_sim/tokens/revoke")
    await examine(settings)
    cut_off = said(capsys)

    assert "Pongo: connected to Fjord & Furu" in well
    assert f"stores: main is {OSLO}" in well
    assert f"Pongo has no store {OSLO} any more" in gone
    assert "Pongo does not take the token any more" in cut_off


async def test_a_location_that_the_menu_does_not_name_is_refused_with_the_fix(
    pongo: RunningPongo, tmp_path: Path
) -> None:
    settings = settings_for(pongo, tmp_path, location="moon")
    with pytest.raises(Misconfigured) as caught:
        async with opened(settings):
            pass

    assert "main" in caught.value.fix


@pytest.mark.parametrize(
    ("warning", "words"),
    [
        (StoreWarning(drift=Drift.UNMAPPED, location=HOUSE), "main has no store"),
        (StoreWarning(drift=Drift.REMOVED, location=HOUSE, slug=OSLO), f"no store {OSLO} any more"),
        (StoreWarning(drift=Drift.REMOVED, location=HOUSE, slug=OSLO, now="west"), "is called west now"),
        (StoreWarning(drift=Drift.RENAMED, location=HOUSE, slug=OSLO, was="Oslo", now="Bergen"), "is 'Bergen' now"),
    ],
)
def test_every_drift_is_told_with_the_command_that_mends_it(warning: StoreWarning, words: str) -> None:
    assert words in in_words(warning)
    assert "taffel pongo map main" in in_words(warning)
