"""Whether the sender tries again is a table."""

import pytest

from app.providers.http.failures import Failure
from app.providers.http.request import Effect
from app.providers.http.retry import MOST_TRIES, WAIT_SECONDS, wait_before_repeat

AGAIN = {
    (Failure.NOT_SENT, Effect.READ),
    (Failure.NOT_SENT, Effect.REPEATABLE),
    (Failure.NOT_SENT, Effect.ONCE),
    (Failure.LOST, Effect.READ),
    (Failure.LOST, Effect.REPEATABLE),
    (Failure.SERVER_ERROR, Effect.READ),
    (Failure.SERVER_ERROR, Effect.REPEATABLE),
    (Failure.UNREADABLE, Effect.READ),
    (Failure.UNREADABLE, Effect.REPEATABLE),
}


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("failure", Failure)
def test_only_what_is_safe_and_quick_is_tried_again(failure: Failure, effect: Effect) -> None:
    expected = WAIT_SECONDS if (failure, effect) in AGAIN else None

    assert wait_before_repeat(failure, effect, 1) == expected


@pytest.mark.parametrize("failure", Failure)
def test_there_is_a_last_try(failure: Failure) -> None:
    assert wait_before_repeat(failure, Effect.READ, MOST_TRIES) is None
