"""Who may enter the admin, or the staff's list: whoever knows the passcode, and nobody who tries many."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog

from app.ports.clock import Clock

log = structlog.get_logger()

FREE_TRIES = 3
"""So many wrong tries cost nothing but the try; fingers slip."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=1)
"""Also the longest that somebody at a guest's tablet can keep the staff out."""

LEFT_ALONE = timedelta(minutes=5)
"""So long without a touch, and whoever was admitted is signed out."""


class Behind(StrEnum):
    """What lies behind a door, as logs name it."""

    ADMIN = "admin"
    STAFF = "staff"


ENTERED: Final = {Behind.ADMIN: "admin_entered", Behind.STAFF: "staff_entered"}
REFUSED: Final = {Behind.ADMIN: "admin_refused", Behind.STAFF: "staff_refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """No passcode is set, so nobody is admitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The passcode was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It was wrong, or it was not looked at because it is not time yet; the next try is, at ``again_at``."""

    again_at: datetime | None
    looked_at: bool


Admission = Closed | Admitted | Refused


class Admitting:
    """One for the whole hub: wrong tries at one tablet slow all tablets, so more tablets are no more tries."""

    def __init__(self, *, passcode: str | None, clock: Clock, behind: Behind) -> None:
        self._behind = behind
        self._digest = None if passcode is None else _digest(passcode)
        self._clock = clock
        self._wrong = 0
        self._again_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a passcode to know."""
        return self._digest is not None

    def admit(self, passcode: str) -> Admission:
        """Compare in constant time; before its time a try is neither compared nor counted."""
        if self._digest is None:
            return Closed()
        now = self._clock.now()
        if self._again_at is not None and now < self._again_at:
            return Refused(again_at=self._again_at, looked_at=False)
        if hmac.compare_digest(_digest(passcode), self._digest):
            self._wrong, self._again_at = 0, None
            log.info(ENTERED[self._behind])
            return Admitted()
        self._wrong += 1
        wait = _wait(self._wrong)
        self._again_at = now + wait if wait else None
        log.warning(REFUSED[self._behind], wrong=self._wrong)
        return Refused(again_at=self._again_at, looked_at=True)


def _wait(wrong: int) -> timedelta:
    """After so many wrong tries in a row: nothing at first, then doubling up to a minute."""
    if wrong < FREE_TRIES:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(wrong - FREE_TRIES, 10)), LONGEST_WAIT)


def _digest(passcode: str) -> bytes:
    """Of one length whatever the passcode's, so that comparing tells nothing about it."""
    return hashlib.sha256(passcode.encode()).digest()
