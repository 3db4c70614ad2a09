"""The chime sounds once where there is a loudspeaker and the restaurant wants it, and never stops anything."""

import asyncio
import wave
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from app.ui.chime import SOUND, Quiet, TabletChime, chime
from support.flet_inproc import App

ASSETS = Path(__file__).parents[3] / "assets"


async def test_a_code_that_is_taken_is_heard_once() -> None:
    played: list[object] = []
    made: list[TabletChime] = []

    def main(page: ft.Page) -> None:
        made.append(TabletChime())

    async with App(main) as app:
        app.conn.methods["play"] = played.append
        await made[0].ring()

    assert len(played) == 1


@pytest.mark.parametrize("answer", ["refused", "never"])
async def test_a_mute_tablet_stops_nothing(answer: str) -> None:
    made: list[TabletChime] = []

    def main(page: ft.Page) -> None:
        made.append(TabletChime(patience=0.05))

    async def play(_: dict[str, Any]) -> None:
        if answer == "refused":
            raise RuntimeError("NotAllowedError: the guest has not touched the page yet")
        await asyncio.Event().wait()

    async with App(main) as app:
        app.conn.methods["play"] = play
        await made[0].ring()

        assert [] == app.crashes


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_restaurant_that_wants_quiet_has_no_player_at_all(wanted: bool) -> None:
    made: list[object] = []

    async with App(lambda page: made.append(chime(page, wanted=wanted))):
        await made[0].ring() if isinstance(made[0], Quiet) else None

    assert [TabletChime if wanted else Quiet] == [type(each) for each in made]


def test_the_sound_is_short_and_made_by_the_project_itself() -> None:
    with wave.open(str(ASSETS / SOUND)) as sound:
        seconds = sound.getnframes() / sound.getframerate()

    assert seconds < 0.5
