"""What can go wrong outside, sorted by what the caller can do about it.

PortError
├─ Unreachable         nothing was sent: safe to try again, or to tell the guest so at once
├─ OutcomeUnknown      it was sent and the answer was lost, cut off or made no sense: look it up, never assume
├─ RateLimited         not done; try again after ``retry_after`` seconds
│  └─ Delayed           the other side itself could not for now: the same request with the same key, later
├─ Refused             the other side understood and said no; ``code`` tells why
│  ├─ NotFound         there is no such thing
│  ├─ OnlyWhole        a part of it is not possible, all of it may be
│  ├─ NoLonger         it was possible once: the reservation is gone, or the time is over; a person must decide
│  ├─ PinRefused       the guest's PIN is demanded, or was wrong
│  ├─ TooFewPoints     the guest cannot pay the reward
│  └─ Conflict         it exists already, or something else is going on with it
├─ Misconfigured       keys, scopes or mapping are wrong: a person must act, ``fix`` says how
│  ├─ NotConnected     the merchant's account must be connected (again): nothing is sent until it is
│  ├─ KeyUnusable      the hub's own secret key: no secret can be sealed or opened until it is mended
│  └─ NotMapped        a location has no store at the programme: its orders wait until it has one
├─ StaleWrite          somebody else saved it first: read again
└─ StorageUnavailable  the database cannot be written: nothing may be sent
"""

from app.domain.connection import KeyFault
from app.domain.payment import Ending


class PortError(Exception):
    """Something outside did not do what was asked. Messages never hold personal data."""

    trace_id: str | None = None
    """The other side's name for this failure, where it gave one."""


class Unreachable(PortError):
    """Nothing was sent (no connection): trying again is always safe."""


class OutcomeUnknown(PortError):
    """The request was sent and no usable answer came back."""


class RateLimited(PortError):
    """The other side wants less; the request was not carried out."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds, where the other side told."""


class Delayed(RateLimited):
    """The other side could not do it for now, whoever asks how often: later, with the same key, it may."""


class Refused(PortError):
    """The other side understood and said no."""

    def __init__(
        self, message: str, *, code: str | None = None, status: int | None = None, ending: Ending | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        """The provider's own code, such as Vipps' ``7010``, or the name of the field that it did not like."""
        self.status = status
        self.ending = ending
        """How a payment ends whose request was refused so; ``None`` where no payment was asked for."""


class NotFound(Refused):
    """There is no such thing on the other side."""


class OnlyWhole(Refused):
    """A part is not possible here; asked for as a whole it may be."""


class NoLonger(Refused):
    """It was possible once and never will be again: no repeat, under whatever key, can succeed."""


class PinRefused(Refused):
    """The guest's PIN is demanded, or was wrong."""


class TooFewPoints(Refused):
    """The guest cannot pay the reward with what they have now."""


class Conflict(Refused):
    """It exists already, or something else is going on with it."""


class Misconfigured(PortError):
    """Keys, scopes or mapping are wrong; trying again does not help until a person acts."""

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix
        """What the operator should do, in one sentence."""


class NotConnected(Misconfigured):
    """The merchant's account is not connected, or its token is refused: nothing can be done there until it is."""


class NotMapped(Misconfigured):
    """A location has no store at the programme, or one that the programme does not know."""


class KeyUnusable(Misconfigured):
    """Secrets can be neither sealed nor opened with the hub's key as it is; ``fault`` says why."""

    def __init__(self, message: str, *, fault: KeyFault, fix: str) -> None:
        super().__init__(message, fix=fix)
        self.fault = fault


class StaleWrite(PortError):
    """Somebody else saved the same thing first."""


class StorageUnavailable(PortError):
    """The database cannot be read or written (locked, full, read-only)."""
