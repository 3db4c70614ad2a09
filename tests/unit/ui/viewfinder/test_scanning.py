"""The watch at the camera, on a clock that the test holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.domain.scan import VIPPS_HOSTS
from app.ports.code_scanner import CameraError, CameraTrouble, Detail
from app.ports.viewfinder import Hint
from app.ui.viewfinder.outline import Outline
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Located,
    Looking,
    Refused,
    Several,
    Sight,
    Starting,
    Verdict,
    Watch,
)
from support.fakes import FakeClock, settle
from support.inproc_tablet import MIDDLE, FakeFrames, FakeReader

OUTLINE = Outline(corners=MIDDLE, read=True)


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
async def watching(post: Post, hosts: frozenset[str] = VIPPS_HOSTS) -> AsyncIterator[asyncio.Task[None]]:
    """A watch that runs until the block ends."""
    watch = Watch(
        frames=post.frames,
        reader=post.reader,
        clock=post.clock,
        hosts=hosts,
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
        assert [Starting(), Checking(OUTLINE), Accepted(OUTLINE)] == post.sights
        assert (post.frames.closed, post.reader.closed) == (1, True)


async def test_a_refused_code_is_told_once_however_long_it_is_held_up() -> None:
    post = Post()
    post.frames.shows("menu")
    async with watching(post):
        await post.clock.advance(20)

        assert ["menu"] == post.told
        assert Refused("menu is nobody", OUTLINE) == post.sights[-1]


async def test_words_about_a_refused_code_stay_readable_for_three_seconds() -> None:
    post = Post()
    post.frames.shows("menu")
    async with watching(post):
        post.frames.shows("")
        await post.clock.advance(2.5)

        assert [Refused("menu is nobody", OUTLINE), Refused("menu is nobody")] == post.sights[2:]

        await post.clock.advance(1)

        assert [Looking()] == post.sights[4:]


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
        assert Accepted(OUTLINE) == post.sights[-1]


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


@pytest.mark.parametrize("trouble", [each for each in CameraTrouble if each is not CameraTrouble.INSECURE])
async def test_a_camera_that_does_not_open_is_named_and_asked_for_again_ever_more_rarely(
    trouble: CameraTrouble,
) -> None:
    post = Post(frames=FakeFrames(trouble=trouble))
    async with watching(post) as task:
        assert [Starting(), Dark(trouble)] == post.sights

        asked = []
        for seconds in (0.9, 0.2, 1.8, 0.2, 30):
            await post.clock.advance(seconds)
            asked.append(post.frames.asked)

        assert [1, 2, 2, 3, 6] == asked

        post.frames.trouble = None
        await post.clock.advance(15.2)

        assert not task.done()
        assert [Starting(), Dark(trouble), Looking()] == post.sights


async def test_an_address_that_may_never_have_a_camera_is_not_asked_again() -> None:
    post = Post(frames=FakeFrames(trouble=CameraTrouble.INSECURE))
    async with watching(post) as task:
        assert task.done()
        assert [Starting(), Dark(CameraTrouble.INSECURE)] == post.sights
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


@pytest.mark.parametrize("trouble", [CameraTrouble.BUSY, CameraTrouble.DENIED, CameraTrouble.ABSENT])
async def test_a_camera_lost_while_scanning_is_named_and_goes_on_when_it_is_back(trouble: CameraTrouble) -> None:
    post = Post(verdicts={"kari": Verdict(accepted=True)})
    async with watching(post) as task:
        post.frames.trouble = trouble
        await post.clock.advance(0.2)

        assert [Starting(), Looking(), Dark(trouble)] == post.sights

        post.frames.trouble = None
        post.frames.shows("kari")
        await post.clock.advance(1.1)

        assert task.done()
        assert [Checking(OUTLINE), Accepted(OUTLINE)] == post.sights[3:]


async def test_a_camera_that_was_lost_before_is_asked_for_quickly_again() -> None:
    post = Post(frames=FakeFrames(trouble=CameraTrouble.BUSY))
    async with watching(post):
        await post.clock.advance(16)
        post.frames.trouble = None
        await post.clock.advance(15)
        post.frames.trouble = CameraTrouble.ABSENT
        await post.clock.advance(0.2)
        asked = post.frames.asked
        await post.clock.advance(1)

        assert 1 == post.frames.asked - asked


@pytest.mark.parametrize("hint", list(Hint))
async def test_a_code_that_is_seen_and_not_read_is_outlined_with_what_would_help(hint: Hint) -> None:
    post = Post()
    post.frames.locates(hint)
    async with watching(post):
        assert [Starting(), Located(hint, Outline(corners=MIDDLE, read=False))] == post.sights
        assert [] == post.told


async def test_only_a_code_that_is_too_bright_darkens_the_camera() -> None:
    darkened = {}
    for hint in Hint:
        post = Post()
        post.frames.locates(hint)
        async with watching(post):
            darkened[hint] = post.frames.exposed

    assert [Hint.TOO_BRIGHT] == [hint for hint, steps in darkened.items() if steps]


async def test_the_camera_is_as_bright_as_usual_for_the_next_phone() -> None:
    post = Post()
    post.frames.locates(Hint.TOO_BRIGHT)
    async with watching(post):
        await post.clock.advance(0.7)
        post.frames.shows("")
        await post.clock.advance(3.2)

        assert [1, 2, 0] == post.frames.exposed


async def test_words_about_a_code_that_is_not_read_yet_stay_for_a_second() -> None:
    post = Post()
    post.frames.locates(Hint.CLOSER)
    async with watching(post):
        post.frames.locates(Hint.TILT_LESS)
        await post.clock.advance(0.9)

        assert [Hint.CLOSER] == [each.hint for each in post.sights if isinstance(each, Located)]

        await post.clock.advance(0.3)

        assert [Hint.CLOSER, Hint.TILT_LESS] == [each.hint for each in post.sights if isinstance(each, Located)]

        post.frames.shows("")
        await post.clock.advance(1.2)

        assert Looking() == post.sights[-1]


async def test_two_persons_codes_in_view_are_told_and_neither_is_sent() -> None:
    kari, ola = (f"https://qr.vipps.no/28/2/01/031/{number}?v=1" for number in ("4712345678", "4798765432"))
    post = Post(verdicts={kari: Verdict(accepted=True)})
    post.frames.shows(kari, ola)
    async with watching(post) as task:
        await post.clock.advance(2)

        assert [Starting(), Several()] == post.sights
        assert [] == post.told

        post.frames.shows(kari)
        await post.clock.advance(0.3)

        assert [kari] == post.told
        assert task.done()


async def test_a_code_on_a_host_of_the_settings_goes_before_a_poster_in_view() -> None:
    code = "https://qr.wallet.example/p/token"
    post = Post(verdicts={code: Verdict(accepted=True)})
    post.frames.shows("https://menu.example/", code)
    async with watching(post, frozenset({"qr.wallet.example"})):
        await post.clock.advance(1)

        assert [code] == post.told


async def test_a_code_of_ours_wins_over_a_poster_behind_it() -> None:
    kari = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
    post = Post()
    post.frames.shows("https://shop.test/", kari)
    async with watching(post):
        assert [kari] == post.told


async def test_pictures_that_come_slowly_are_wanted_smaller() -> None:
    post = Post()

    class Slow(FakeFrames):
        async def frame(self) -> bytes:
            await post.clock.sleep(1.2)
            return await FakeFrames.frame(self)

    post.frames = Slow()
    async with watching(post):
        await post.clock.advance(40)

        assert [Detail.SMALL] == post.frames.details


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
