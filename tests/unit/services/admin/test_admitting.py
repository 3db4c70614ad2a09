"""Nobody gets into the admin by trying."""

import pytest
from structlog.testing import capture_logs

from app.services.admin.admitting import Admitted, Admitting, Behind, Closed, Refused
from support.fakes import FakeClock

RIGHT = "correct horse"


def door(clock: FakeClock | None = None, passcode: str | None = RIGHT, behind: Behind = Behind.ADMIN) -> Admitting:
    return Admitting(passcode=passcode, clock=clock or FakeClock(), behind=behind)


def test_the_right_passcode_admits() -> None:
    assert door().admit(RIGHT) == Admitted()


@pytest.mark.parametrize("given", ["", "correct hors", "correct horse ", "CORRECT HORSE", "correct hørse"])
def test_any_other_passcode_does_not(given: str) -> None:
    assert door().admit(given) == Refused(again_at=None, looked_at=True)


@pytest.mark.parametrize("given", ["", RIGHT])
def test_without_a_passcode_nobody_is_admitted(given: str) -> None:
    closed = door(passcode=None)

    assert (closed.admit(given), closed.is_open) == (Closed(), False)


def test_wrong_tries_are_slowed_more_and_more_up_to_a_minute() -> None:
    clock = FakeClock()
    admitting = door(clock)
    waits = []
    for _ in range(12):
        refused = admitting.admit("wrong")
        assert isinstance(refused, Refused)
        waits.append(0.0 if refused.again_at is None else (refused.again_at - clock.now()).total_seconds())
        clock._now = refused.again_at or clock.now()

    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_before_its_time_even_the_right_passcode_is_not_looked_at() -> None:
    clock = FakeClock()
    admitting = door(clock)
    for _ in range(3):
        last = admitting.admit("wrong")
    early = admitting.admit(RIGHT)
    assert isinstance(last, Refused)

    assert early == Refused(again_at=last.again_at, looked_at=False)


async def test_after_the_wait_the_right_passcode_admits_and_all_is_forgotten() -> None:
    clock = FakeClock()
    admitting = door(clock)
    for _ in range(3):
        admitting.admit("wrong")
    await clock.advance(2)
    entered = admitting.admit(RIGHT)

    assert entered == Admitted()
    assert admitting.admit("wrong") == Refused(again_at=None, looked_at=True)


@pytest.mark.parametrize(
    ("behind", "events"),
    [
        (Behind.ADMIN, ["admin_refused", "admin_entered"]),
        (Behind.STAFF, ["staff_refused", "staff_entered"]),
    ],
)
def test_the_log_tells_which_door_somebody_went_through(behind: Behind, events: list[str]) -> None:
    with capture_logs() as logs:
        admitting = door(behind=behind)
        admitting.admit("wrong")
        admitting.admit(RIGHT)

    assert events == [each["event"] for each in logs]
