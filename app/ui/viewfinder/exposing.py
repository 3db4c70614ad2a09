"""How bright pictures should be: less for a phone that outshines the room, then as usual again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.ports.viewfinder import Hint, Look

SETTLES: Final = timedelta(seconds=0.5)
"""Until a camera shows what it was told; telling more before would overshoot."""

DARKEST: Final = 4
"""Steps of half a stop; two stops less, and a dim screen beside the bright one is lost."""

USUAL_AFTER: Final = timedelta(seconds=3)
"""Without a code in sight for so long, the next phone is met as the first one was."""


@dataclass(slots=True)
class Exposing:
    """Follows one camera's pictures. ``darker``: steps less than usual."""

    darker: int = 0
    _told_at: datetime | None = None
    _seen_at: datetime | None = None

    def changed_by(self, look: Look, now: datetime) -> bool:
        """Whether ``darker`` is another one after this picture."""
        if look.quads or look.texts:
            self._seen_at = now
        before = self.darker
        if look.hint is Hint.TOO_BRIGHT and self._has_settled(now):
            self.darker = min(self.darker + 1, DARKEST)
        elif self._seen_at is not None and now - self._seen_at >= USUAL_AFTER:
            self.darker = 0
        if self.darker == before:
            return False
        self._told_at = now
        return True

    def _has_settled(self, now: datetime) -> bool:
        return self._told_at is None or now - self._told_at >= SETTLES
