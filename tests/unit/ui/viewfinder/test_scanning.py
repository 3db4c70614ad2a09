"""The watch at the camera, on a clock that the test holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.ports.code_scanner import CameraError, CameraTrouble
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Looking,
    Refused,
    Sight,
    Starting,
    Verdict,
    Watch,
)
from support.fakes import FakeClock, settle
from support.inproc_tablet import FakeFrames, FakeReader


@dataclass(slots=True)
class Post:
    """Everything around one watch."""

    clock: FakeClock = field(default_factory=FakeClock)
    frames: FakeFrames = field(default_factory=FakeFrames)
    reader: FakeReader = field(default_factory=FakeReader)
    visible: asyncio.Event = field(default_factory=asyncio.Event)
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)

    async def until_visible(self) -> None:
        await self.visible.wait()

    async def judge(self, text: str) -> Verdict | None:
        self.told.append(text)
        await asyncio.sleep(0)
        return self.verdicts.get(text, Verdict(words=f"{text} is nobody"))


@asynccontextmanager
async def watching(post: Post) -> AsyncIterator[asyncio.Task[None]]:
    """A watch that runs until the block ends."""
    watch = Watch(
        frames=post.frames,
        reader=post.reader,
        clock=post.clock,
        on_code=post.judge,
        tell=post.sights.append,
        until_visible=post.until_visible,
    )
    post.visible.set()
    task = asyncio.create_task(watch.run())
    await settle()
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_without_a_code_it_looks_and_after_four_seconds_it_helps() -> None:
    post = Post()
    async with watching(post):
        assert [Starting(), Looking()] == post.sights

        await post.clock.advance(3.9)

        assert Looking() == post.sights[-1]

        await post.clock.advance(0.3)

        assert post.sights[-1] == Looking(long=True)


async def test_at_most_eight_pictures_are_taken_in_a_second() -> None:
    post = Post()
    async with watching(post):
        before = post.frames.taken
        await post.clock.advance(1)

        assert 8 == post.frames.taken - before


async def test_an_accepted_code_ends_the_watch_and_gives_the_camera_back() -> None:
    post = Post(verdicts={"kari": Verdict(accepted=True)})
    post.frames.shows("kari")
    async with watching(post) as task:
        assert task.done()
        assert [Starting(), Checking(), Accepted()] == post.sights
        assert (post.frames.closed, post.reader.closed) == (1, True)


async def test_a_refused_code_is_told_once_however_long_it_is_held_up() -> None:
    post = Post()
    post.frames.shows("menu")
    async with watching(post):
        await post.clock.advance(20)

        assert ["menu"] == post.told
        assert Refused("menu is nobody") == post.sights[-1]


async def test_words_about_a_refused_code_stay_readable_for_three_seconds() -> None:
    post = Post()
    post.frames.shows("menu")
    async with watching(post):
        post.frames.shows("")
        await post.clock.advance(2.5)

        assert [Refused("menu is nobody")] == post.sights[2:]

        await post.clock.advance(1)

        assert [Looking()] == post.sights[3:]


async def test_a_code_that_was_gone_for_a_while_is_told_again() -> None:
    post = Post()
    post.frames.shows("menu")
    async with watching(post):
        post.frames.shows("")
        await post.clock.advance(4)
        post.frames.shows("menu")
        await post.clock.advance(0.5)

        assert ["menu", "menu"] == post.told


async def test_another_code_is_told_at_once() -> None:
    post = Post(verdicts={"kari": Verdict(accepted=True)})
    post.frames.shows("menu")
    async with watching(post):
        post.frames.shows("kari")
        await post.clock.advance(0.2)

        assert ["menu", "kari"] == post.told
        assert Accepted() == post.sights[-1]


async def test_a_code_that_nobody_could_judge_is_tried_again_after_the_time_given() -> None:
    post = Post(verdicts={"kari": Verdict(words="no answer", again_after=5)})
    post.frames.shows("kari")
    async with watching(post):
        await post.clock.advance(4.9)

        assert ["kari"] == post.told

        await post.clock.advance(0.3)

        assert ["kari", "kari"] == post.told


async def test_a_code_that_came_at_a_bad_moment_is_told_with_the_next_picture() -> None:
    post = Post(verdicts={"kari": None})
    post.frames.shows("kari")
    async with watching(post):
        await post.clock.advance(0.13)

        assert ["kari", "kari"] == post.told


@pytest.mark.parametrize("trouble", list(CameraTrouble))
async def test_a_camera_that_does_not_open_ends_the_watch_with_the_reason(trouble: CameraTrouble) -> None:
    post = Post(frames=FakeFrames(trouble=trouble))
    async with watching(post) as task:
        assert task.done()
        assert [Starting(), Dark(trouble)] == post.sights
        assert post.reader.closed


async def test_a_camera_that_stops_is_opened_once_more() -> None:
    class Sleepy(FakeFrames):
        async def frame(self) -> bytes:
            if self.taken == 3 and self.opened == 1:
                raise CameraError(CameraTrouble.FAILED)
            return await FakeFrames.frame(self)

    post = Post(frames=Sleepy())
    async with watching(post):
        await post.clock.advance(2)

        assert 2 == post.frames.opened
        assert Looking() == post.sights[-1]


async def test_a_camera_that_stays_away_is_named() -> None:
    post = Post()
    async with watching(post) as task:
        post.frames.trouble = CameraTrouble.BUSY
        await post.clock.advance(0.2)

        assert task.done()
        assert Dark(CameraTrouble.BUSY) == post.sights[-1]


async def test_while_the_screen_is_hidden_no_picture_is_taken() -> None:
    post = Post()
    async with watching(post):
        post.visible.clear()
        await post.clock.advance(1)
        taken = post.frames.taken
        await post.clock.advance(10)

        assert post.frames.taken == taken

        post.visible.set()
        await post.clock.advance(1)

        assert post.frames.taken > taken


async def test_a_cancelled_watch_gives_the_camera_back() -> None:
    post = Post()
    async with watching(post):
        pass

    assert (post.frames.closed, post.reader.closed) == (1, True)
