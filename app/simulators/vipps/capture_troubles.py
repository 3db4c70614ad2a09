"""Captures that the bank refuses, on demand: for one payment or whichever comes next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.simulators.vipps.errors import CodeRefusal
from app.simulators.vipps.shapes import Nullable, Text, Whole, record, require

RELEASED, TRY_LATER = 6260, 6280
TROUBLE = record(
    {"code": Whole(least=RELEASED, most=TRY_LATER)},
    {"reference": Nullable(Text(least=1)), "times": Nullable(Whole(least=1))},
)


@dataclass(slots=True, kw_only=True)
class CaptureTrouble:
    """A refusal to come: 6260 (the bank released the money, for good) or 6280 (try later with the same key).

    `reference` says which payment, `None` for any; `times` counts down, `None` lasts until removed.
    """

    code: int
    reference: str | None = None
    times: int | None = 1


class CaptureTroubles:
    """The troubles to come, and the payments whose money is gone."""

    def __init__(self) -> None:
        self._to_come: list[CaptureTrouble] = []
        self._released: set[str] = set()

    def add(self, data: Mapping[str, Any]) -> None:
        """Take one from the control path; raises `FieldsRefusal`, `ValueError`."""
        require(TROUBLE, data)
        if data["code"] not in {RELEASED, TRY_LATER}:
            raise ValueError(f"code must be {RELEASED} or {TRY_LATER}")
        self._to_come.append(CaptureTrouble(**data))

    def check(self, reference: str) -> None:
        """Raise `CodeRefusal` when the bank refuses this capture."""
        if reference in self._released:
            raise CodeRefusal(RELEASED)
        for trouble in self._to_come:
            if trouble.reference in {None, reference}:
                self._count_down(trouble)
                if trouble.code == RELEASED:
                    self._released.add(reference)
                raise CodeRefusal(trouble.code)

    def as_json(self) -> list[dict[str, object]]:
        """Return the troubles to come."""
        return [asdict(trouble) for trouble in self._to_come]

    def clear(self) -> None:
        """Let captures work again, those of released payments too."""
        self._to_come.clear()
        self._released.clear()

    def _count_down(self, trouble: CaptureTrouble) -> None:
        if trouble.times is None:
            return
        trouble.times -= 1
        if trouble.times == 0:
            self._to_come.remove(trouble)
