"""Which camera looks at the guest: chosen once, remembered by the tablet, and never a reason to stop."""

import asyncio
from typing import Any

import flet as ft
import pytest

from app.ui.viewfinder import lens
from app.ui.viewfinder.lens import Facing, Lens, Turned, after, best, turned
from support.flet_inproc import App

FRONT, BACK = Lens(name="front"), Lens(facing=Facing.AWAY, name="back")
WEBCAM = Lens(name="webcam")


@pytest.mark.parametrize(
    ("cameras", "wanted", "taken"),
    [
        ([BACK, FRONT], Lens(), FRONT),
        ([BACK, FRONT, WEBCAM], WEBCAM, WEBCAM),
        ([BACK, FRONT], WEBCAM, FRONT),
        ([FRONT], BACK, FRONT),
        ([FRONT, Lens(facing=Facing.AWAY, name="other")], BACK, Lens(facing=Facing.AWAY, name="other")),
    ],
)
def test_the_camera_that_was_chosen_is_used_or_the_most_similar_one(
    cameras: list[Lens], wanted: Lens, taken: Lens
) -> None:
    assert taken == best(cameras, wanted)


def test_a_tap_leads_from_camera_to_camera_and_round_again() -> None:
    cameras = [FRONT, BACK, WEBCAM]

    assert [BACK, WEBCAM, FRONT] == [after(cameras, each) for each in cameras]
    assert after([FRONT], FRONT) is None


def test_only_what_looks_at_the_guest_is_a_mirror_and_on_android_only_its_preview() -> None:
    assert Turned(pictures=True, preview=True) == turned(Facing.GUEST, browser=True, android=True)
    assert Turned(pictures=False, preview=True) == turned(Facing.GUEST, browser=False, android=True)
    assert Turned(pictures=True, preview=True) == turned(Facing.GUEST, browser=False, android=False)
    assert Turned() == turned(Facing.AWAY, browser=True, android=False)


async def with_memory(kept: dict[str, Any], *, broken: bool = False) -> tuple[App, ft.SharedPreferences]:
    """A device that remembers, or one that refuses to."""
    made: list[ft.SharedPreferences] = []
    app = App(lambda page: made.append(ft.SharedPreferences()))
    await app.__aenter__()

    def answer(work: Any) -> Any:
        def call(args: dict[str, Any]) -> Any:
            if broken:
                raise RuntimeError("QuotaExceededError")
            return work(args)

        return call

    def keep(args: dict[str, Any]) -> bool:
        kept[args["key"]] = args["value"]
        return True

    app.conn.methods |= {"get": answer(lambda args: kept.get(args["key"])), "set": answer(keep)}
    return app, made[0]


@pytest.mark.parametrize("chosen", [Lens(), BACK, WEBCAM, Lens(name="HD Webcam: 046d:0825")])
async def test_the_chosen_camera_is_remembered_by_the_tablet(chosen: Lens) -> None:
    kept: dict[str, Any] = {}
    for _ in range(2):
        app, memory = await with_memory(kept)
        await lens.remember(memory, chosen)
        await app.__aexit__(None, None, None)
    app, memory = await with_memory(kept)
    found = await lens.remembered(memory)
    await app.__aexit__(None, None, None)

    assert chosen == found


@pytest.mark.parametrize(("kept", "found"), [({}, Lens()), ({"taffel.camera": "away"}, Lens(facing=Facing.AWAY))])
async def test_without_a_choice_a_camera_looks_at_the_guest_and_an_older_choice_still_counts(
    kept: dict[str, Any], found: Lens
) -> None:
    app, memory = await with_memory(kept)
    chosen = await lens.remembered(memory)
    await app.__aexit__(None, None, None)

    assert found == chosen


async def test_a_tablet_that_cannot_remember_is_no_reason_to_stop() -> None:
    app, memory = await with_memory({}, broken=True)
    await asyncio.wait_for(lens.remember(memory, BACK), 5)
    found = await lens.remembered(memory)
    await app.__aexit__(None, None, None)

    assert Lens() == found
