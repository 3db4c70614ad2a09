"""How many pictures, and how large ones: decided by what pictures and their reading cost just now."""

from dataclasses import dataclass
from typing import Final

from app.ports.code_scanner import Detail

FASTEST: Final = 0.125
"""Seconds between two pictures; eight a second are enough for a code held up by hand."""

WORKING: Final = 0.8
"""Share of its one core that reading may take."""

SLOW: Final = 0.45
"""Seconds for a picture to arrive above which smaller ones are asked for."""

QUICK: Final = 0.12
"""And below which larger ones may be tried again: they have up to three times the bytes."""

PATIENCE: Final = 24
"""Pictures between two changes; a change darkens the camera for a moment."""

NEW: Final = 0.1
"""Weight of the newest picture in what is expected of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one picture costs: seconds until it is here, and seconds to read it."""

    arriving: float = 0.2
    reading: float = 0.02
    detail: Detail = Detail.LARGE
    pictures: int = 0
    """Since the last change of detail."""

    def after(self, arriving: float, reading: float) -> "Load":
        """The load with one more picture; a change of detail starts the count anew."""
        mean = Load(
            arriving=self.arriving + NEW * (arriving - self.arriving),
            reading=self.reading + NEW * (reading - self.reading),
            detail=self.detail,
            pictures=self.pictures + 1,
        )
        detail = _suitable(mean)
        if detail is self.detail:
            return mean
        return Load(arriving=mean.arriving, reading=mean.reading, detail=detail)

    @property
    def period(self) -> float:
        """Seconds from one picture to the next: reading never takes its whole core, late pictures never pile up."""
        return max(FASTEST, self.reading / WORKING)


def _suitable(load: Load) -> Detail:
    if load.pictures < PATIENCE:
        return load.detail
    if load.arriving > SLOW or load.period > 2 * FASTEST:
        return Detail.SMALL
    if load.arriving < QUICK and load.period == FASTEST:
        return Detail.LARGE
    return load.detail
