"""The story of a payment: nothing of it costs a payment time, and nothing that was sent is missing from it."""

from dataclasses import dataclass, field

from app.domain.facts import (
    Accepted,
    Answered,
    AskedFor,
    Call,
    Fact,
    Failed,
    Moved,
    SentCapture,
    SentRequest,
    Trouble,
    Written,
)
from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import PaymentFlow, PaymentState
from app.domain.timeline import EntryKind
from app.ports.errors import StorageUnavailable
from app.services.basics.background import Background
from app.services.payments.timeline import A_MOMENT, Timeline
from support.facts import answered
from support.fakes import FakeClock, MemoryStorage, settle
from support.house import KARIS_CODE, Visit, World
from support.samples import nok

REFERENCE = Reference("order00001-1-1")


def looked_up(state: PaymentState, held: int = 0) -> Answered:
    return answered(Call.LOOK_UP, state, held)


WAITS = looked_up(PaymentState.REQUESTED)
PAID = looked_up(PaymentState.AUTHORIZED, 18_900)
LOST = Failed(call=Call.LOOK_UP, trouble=Trouble.NOT_SENT, detail="Unreachable: no connection")
ONE, ANOTHER = (SentCapture(key=IdempotencyKey(key), amount=nok(18_900)) for key in ("one", "another"))


@dataclass(slots=True)
class Story:
    """One payment's timeline, and what it stands on."""

    storage: MemoryStorage = field(default_factory=MemoryStorage)
    clock: FakeClock = field(default_factory=FakeClock)
    background: Background = field(default_factory=Background)
    timeline: Timeline = field(init=False)

    def __post_init__(self) -> None:
        self.timeline = Timeline(storage=self.storage, clock=self.clock, background=self.background)

    async def stored(self) -> list[tuple[Fact | Written, int]]:
        async with self.storage.reading() as reading:
            return [(entry.fact, entry.times) for entry in await reading.timelines.of(REFERENCE)]


async def test_what_was_heard_can_be_read_at_once_and_is_stored_a_moment_later() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, WAITS)
    read = [entry.fact for entry in await story.timeline.of(REFERENCE)]
    before = await story.stored()
    await story.clock.advance(A_MOMENT)

    assert [WAITS] == read
    assert ([], [(WAITS, 1)]) == (before, await story.stored())
    await story.background.close()


async def test_what_is_heard_within_a_moment_is_stored_together() -> None:
    story = Story()
    for fact in (WAITS, LOST, WAITS):
        story.timeline.heard(REFERENCE, fact)
    await story.clock.advance(A_MOMENT)

    assert (1, 3) == (story.storage.commits, len(await story.stored()))
    await story.background.close()


async def test_the_same_again_right_after_is_counted() -> None:
    story = Story()
    for _ in range(5):
        story.timeline.heard(REFERENCE, WAITS)
    story.timeline.heard(REFERENCE, PAID)
    await story.clock.advance(A_MOMENT)

    expected = [(WAITS, 1), (WAITS, 4), (PAID, 1)]
    assert expected == await story.stored()
    await story.background.close()


async def test_what_a_transaction_writes_along_is_not_written_again() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, Accepted())
    async with story.storage.work() as work:
        entries = await story.timeline.waiting_within(work, REFERENCE)
        await work.commit()
        story.timeline.written(entries)
    await story.clock.advance(A_MOMENT)

    assert [(Accepted(), 1)] == await story.stored()
    await story.background.close()


async def test_a_transaction_that_was_undone_loses_nothing_of_the_story() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, Accepted())
    async with story.storage.work() as work:
        await story.timeline.waiting_within(work, REFERENCE)
    await story.clock.advance(A_MOMENT)

    assert [(Accepted(), 1)] == await story.stored()
    await story.background.close()


async def test_what_waits_at_the_end_of_the_program_is_stored() -> None:
    story = Story()
    story.timeline.heard(REFERENCE, WAITS)
    await story.background.close()

    assert [(WAITS, 1)] == await story.stored()


async def test_a_database_that_does_not_write_costs_the_story_and_not_the_payment() -> None:
    story = Story()
    story.storage.refuse_commits_with = StorageUnavailable("the disk is full")
    await story.timeline.note(REFERENCE, EntryKind.REQUEST, ONE)
    story.storage.refuse_commits_with = None
    await story.timeline.note(REFERENCE, EntryKind.REQUEST, ANOTHER)

    assert [(ANOTHER, 1)] == await story.stored()
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
        told = [entry.fact for entry in await reading.timelines.of(payment.reference)]

    assert (await visit.payment()).state is PaymentState.AUTHORIZED
    assert commits == 3
    assert [
        AskedFor(amount=nok(18_900), flow=PaymentFlow.PUSH_MESSAGE),
        SentRequest(key=payment.key),
        Accepted(),
        Moved(before=PaymentState.INTENDED, after=PaymentState.REQUESTED, ending=None),
        looked_up(PaymentState.AUTHORIZED, 18_900),
    ] == told[:5]
    assert Moved(before=PaymentState.REQUESTED, after=PaymentState.AUTHORIZED, ending=None) in told
    await settle()
    await visit.house.background.close()
