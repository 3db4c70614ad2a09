"""Everything the staff's screen can look like: a closed set of frozen values."""

from dataclasses import dataclass
from enum import Enum, auto

from app.services.admin.hosting import OpenBill, ToHandOver

Bill = OpenBill
Waiting = ToHandOver


class DoorFault(Enum):
    """Why nobody was admitted."""

    WRONG = auto()
    TOO_SOON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """No PIN is set: no tablet is the staff's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The PIN is asked for."""

    fault: DoorFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bills:
    """Every bill that is not paid; ``None`` until they are read, ``failed`` when they cannot be.

    ``waiting`` are orders that are paid and not handed over yet, where the money is taken only then.
    """

    bills: tuple[OpenBill, ...] | None = None
    waiting: tuple[ToHandOver, ...] = ()
    failed: bool = False


StaffState = Shut | Door | Bills
