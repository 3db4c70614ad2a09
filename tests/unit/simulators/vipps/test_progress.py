"""Payments that move by themselves, and the settings of the sales unit."""

import pytest

from app.simulators.vipps.progress import Progress, progress_from_json
from app.simulators.vipps.settings import Settings
from support.vipps_sim import REFERENCE, Till, payment_body


def watched(progress: Progress) -> Till:
    till = Till()
    till.vipps.payments.progress = progress
    till.create()
    return till


def test_by_hand_nothing_moves() -> None:
    till = watched(Progress())

    assert [till.state() for _ in range(5)] == ["CREATED"] * 5


def test_approve_after_so_many_look_ups() -> None:
    till = watched(Progress(mode="approve", lookups=3))

    assert [till.state() for _ in range(4)] == ["CREATED", "CREATED", "AUTHORIZED", "AUTHORIZED"]


def test_reject_after_seconds_happens_when_it_was_due() -> None:
    till = watched(Progress(mode="reject", seconds=4))
    till.clock.advance(3)
    before = till.state()
    till.clock.advance(60)

    assert (before, till.state()) == ("CREATED", "ABORTED")
    assert (till.vipps.payments.find(REFERENCE).events[-1].at - till.clock.now()).total_seconds() == -59


def test_a_payment_expires_before_a_customer_who_is_too_slow() -> None:
    till = watched(Progress(mode="approve", seconds=700))
    till.clock.advance(800)

    assert till.state() == "EXPIRED"


def test_a_declined_customer_tries_once() -> None:
    till = Till()
    till.vipps.payments.progress = Progress(mode="approve")
    till.create(payment_body(amount={"currency": "NOK", "value": 151}, receipt=None))
    till.state()
    till.state()

    assert len([event for event in till.events() if event[0] == "AUTHORIZED"]) == 1


@pytest.mark.parametrize(
    "data",
    [{"mode": "dance"}, {"lookups": -1}, {"lookups": 1.5}, {"lookups": True}, {"seconds": "4"}, {"after": 1}],
)
def test_a_mode_that_makes_no_sense_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|unknown"):
        progress_from_json(data)


def test_settings_change_by_name() -> None:
    assert Settings().changed({"market": "FI", "push_allowed": False}) == Settings(market="FI", push_allowed=False)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"colour": "red"}, "unknown setting"),
        ({"push_allowed": 1}, "must be bool"),
        ({"qr_seconds": True}, "must be int"),
        ({"qr_seconds": 0}, "at least 1"),
        ({"market": "SE"}, "market must be one of"),
        ({"check_in_mode": "on"}, "check_in_mode must be one of"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(data: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings().changed(data)
