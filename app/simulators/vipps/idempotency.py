"""Idempotency keys: the same key and body get the first answer again, another body is a conflict."""

from collections.abc import Callable
from dataclasses import dataclass

from app.simulators.vipps.errors import CodeRefusal, FieldProblem, FieldsRefusal, Refusal

MAX_KEY = 50
CONFLICTS = {"capture": 4010, "refund": 4150}
ANYTHING_ELSE = 4020
RETRY_WITH_THE_SAME_KEY = 6280

Answer = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a change: what, about which payment, with which key and which exact body."""

    operation: str
    reference: str
    key: str | None
    body: bytes


class IdempotencyKeys:
    """Remembers every key for ever, with the answer or the refusal it got."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], tuple[bytes, Answer | Refusal]] = {}

    def once(self, asked: Asked, work: Callable[[], Answer]) -> Answer:
        """Do the work the first time, replay its outcome after that.

        A request refused with 4xx keeps being refused for its key, as Vipps documents. Raises `CodeRefusal` 409 when
        the key came with another body.
        """
        if asked.key is None:
            return work()
        slot = (asked.operation, asked.reference, asked.key)
        if slot in self._seen:
            return _replayed(asked, *self._seen[slot])
        try:
            outcome: Answer | Refusal = work()
        except (CodeRefusal, FieldsRefusal) as refusal:
            if isinstance(refusal, CodeRefusal) and refusal.code == RETRY_WITH_THE_SAME_KEY:
                raise
            outcome = refusal
        self._seen[slot] = (asked.body, outcome)
        return _replayed(asked, asked.body, outcome)

    def forget(self) -> None:
        """Forget all keys."""
        self._seen.clear()


def checked_key(key: str | None, *, required: bool = True) -> str | None:
    """Return an `Idempotency-Key` that is present and short enough, or raise `FieldsRefusal`."""
    if key is None and required:
        raise FieldsRefusal(FieldProblem("Idempotency-Key", "The header Idempotency-Key is required."))
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise FieldsRefusal(FieldProblem("Idempotency-Key", f"The header must have 1 to {MAX_KEY} characters."))
    return key


def _replayed(asked: Asked, first_body: bytes, outcome: Answer | Refusal) -> Answer:
    if first_body != asked.body:
        raise CodeRefusal(CONFLICTS.get(asked.operation, ANYTHING_ELSE))
    if isinstance(outcome, Refusal):
        raise outcome.with_traceback(None)
    return outcome
