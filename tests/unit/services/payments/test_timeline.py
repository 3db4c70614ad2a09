"""The story of a payment: nothing of it costs a payment time, and nothing that was sent is missing from it."""

from dataclasses import dataclass, field

from app.domain.ids import Reference
from app.domain.payment import PaymentState
from app.domain.timeline import EntryKind
from app.ports.errors import StorageUnavailable
from app.services.basics.background import Background
from app.services.payments.timeline import A_MOMENT, Timeline
from support.fakes import FakeClock, MemoryStorage, settle
from support.house import KARIS_CODE, Visit, World

REFERENCE = Reference("order00001-1-1")


@dataclass(slots=True)
class Story:
    """One payment's timeline, and what it stands on."""

    storage: MemoryStorage = field(default_factory=MemoryStorage)
    clock: FakeClock = field(default_factory=FakeClock)
    background: Background = field(default_factory=Background)
    timeline: Timeline = field(init=False)

    def __post_init__(self) -> None:
        self.timeline = Timeline(storage=self.storage, clock=self.clock, background=self.background)

    async def stored(self) -> list[tuple[str, int]]:
        async with self.storage.reading() as reading:
            return [(entry.text, entry.times) for entry in await reading.timelines.of(REFERENCE)]


async def test_what_was_heard_can_be_read_at_once_and_is_stored_a_moment_later() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, "look up: requested")
    read = [entry.text for entry in await story.timeline.of(REFERENCE)]
    before = await story.stored()
    await story.clock.advance(A_MOMENT)

    assert ["look up: requested"] == read
    assert ([], [("look up: requested", 1)]) == (before, await story.stored())
    await story.background.close()


async def test_what_is_heard_within_a_moment_is_stored_together() -> None:
    story = Story()
    for text in ("look up: requested", "look up: Unreachable", "look up: requested"):
        story.timeline.heard(REFERENCE, text)
    await story.clock.advance(A_MOMENT)

    assert (1, 3) == (story.storage.commits, len(await story.stored()))
    await story.background.close()


async def test_the_same_again_right_after_is_counted() -> None:
    story = Story()
    for _ in range(5):
        story.timeline.heard(REFERENCE, "look up: requested")
    story.timeline.heard(REFERENCE, "look up: authorized")
    await story.clock.advance(A_MOMENT)

    expected = [("look up: requested", 1), ("look up: requested", 4), ("look up: authorized", 1)]
    assert expected == await story.stored()
    await story.background.close()


async def test_what_a_transaction_writes_along_is_not_written_again() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, "request: accepted")
    async with story.storage.work() as work:
        entries = await story.timeline.waiting_within(work, REFERENCE)
        await work.commit()
        story.timeline.written(entries)
    await story.clock.advance(A_MOMENT)

    assert [("request: accepted", 1)] == await story.stored()
    await story.background.close()


async def test_a_transaction_that_was_undone_loses_nothing_of_the_story() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, "request: accepted")
    async with story.storage.work() as work:
        await story.timeline.waiting_within(work, REFERENCE)
    await story.clock.advance(A_MOMENT)

    assert [("request: accepted", 1)] == await story.stored()
    await story.background.close()


async def test_what_waits_at_the_end_of_the_program_is_stored() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, "look up: requested")
    await story.background.close()

    assert [("look up: requested", 1)] == await story.stored()


async def test_a_database_that_does_not_write_costs_the_story_and_not_the_payment() -> None:
    story = Story()
    story.storage.refuse_commits_with = StorageUnavailable("the disk is full")
    await story.timeline.note(REFERENCE, EntryKind.REQUEST, "capture 189.00 NOK")
    story.storage.refuse_commits_with = None
    await story.timeline.note(REFERENCE, EntryKind.REQUEST, "capture 189.00 NOK with another key")

    assert [("capture 189.00 NOK with another key", 1)] == await story.stored()
    await story.background.close()


async def test_a_payment_needs_three_commits_and_its_whole_story_is_in_them() -> None:
    """The intent, the answer to the request, and the approval: each with what was said about it."""
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    before = world.storage.commits
    payment = await visit.pays()
    world.payments.approve(payment.reference)
    await visit.house.watching.look(payment.reference)
    commits = world.storage.commits - before
    async with world.storage.reading() as reading:
        texts = [entry.text for entry in await reading.timelines.of(payment.reference)]

    assert (await visit.payment()).state is PaymentState.AUTHORIZED
    assert commits == 3
    assert [
        "ask for 189.00 NOK by push_message",
        f"request with key {payment.key}",
        "request: accepted",
        "intended -> requested",
        "look up: authorized, 189.00 NOK held",
    ] == texts[:5]
    assert "requested -> authorized" in texts
    await settle()
    await visit.house.background.close()
