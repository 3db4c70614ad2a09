"""Whether the sender tries again by itself: a pure decision. Key and body are repeated exactly, they are values."""

from app.providers.http.failures import Failure
from app.providers.http.request import Effect

MOST_TRIES = 2
WAIT_SECONDS = 0.25

_QUICK = frozenset({Failure.LOST, Failure.SERVER_ERROR, Failure.UNREADABLE})


def wait_before_repeat(failure: Failure, effect: Effect, tries: int) -> float | None:
    """Seconds until the next try, or ``None`` to give up after ``tries``.

    Somebody stands at the tablet: one quick second try and no more, none after a time-out. What does something once is
    repeated by whoever stored it (outbox, look-up), except when nothing was sent.
    """
    if tries >= MOST_TRIES:
        return None
    if failure is Failure.NOT_SENT or (failure in _QUICK and effect is not Effect.ONCE):
        return WAIT_SECONDS * tries
    return None
