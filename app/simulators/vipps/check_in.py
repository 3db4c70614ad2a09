"""The loyalty check-in: a card in the app of a guest who stands at the till."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.simulators.clock import SimClock
from app.simulators.ids import new_guid
from app.simulators.vipps.errors import Refusal
from app.simulators.vipps.shapes import Flag, Text, record, require

CHECK_IN = record({"phoneNumber": Text(pattern=r"47[0-9]{8}"), "isMember": Flag()})


class NotInTestError(Refusal):
    """The Check-in API answers 500 to everybody in Vipps' test environment."""

    status = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One check-in; the app shows a card for members only."""

    id: str
    msisdn: str
    is_member: bool
    at: datetime


class CheckIns:
    """The check-ins received, newest last."""

    def __init__(self, clock: SimClock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self.received: list[CheckIn] = []

    def receive(self, body: object, *, test_mode: bool) -> str:
        """Take a check-in and return its debug reference; raises `FieldsRefusal`, or `NotInTestError`."""
        require(CHECK_IN, body)
        assert isinstance(body, dict)  # noqa: S101 (the shape says so)
        if test_mode:
            raise NotInTestError
        check_in = CheckIn(id=new_guid(), msisdn=body["phoneNumber"], is_member=body["isMember"], at=self._clock.now())
        self.received.append(check_in)
        self._on_change()
        return check_in.id
