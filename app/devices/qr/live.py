"""Read codes from a camera: quickly on every frame, more thoroughly over several."""

import time
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import structlog

from app.devices.qr.candidates import Candidate
from app.devices.qr.frame import Frame
from app.devices.qr.hints import hint_for
from app.devices.qr.pixels import Gray, to_gray
from app.devices.qr.steps import IN_TURN, TROUBLE, Step, quick
from app.devices.qr.tracking import Tracker
from app.ports.viewfinder import Look, Quad

log = structlog.get_logger()

BUDGET = 0.09
"""Seconds of processor time a frame; at eight frames a second it leaves a quarter of one core to others."""

SHOWN = 0.75
"""Share of right known modules from which a code that is not read is outlined: what is less may be clutter."""

RESEMBLING = 0.8
"""Share of right known modules from which something is worth every effort: clutter stays below."""

AWAKE = 6
"""Frames that get expensive steps after something resembled a code."""

OTHERWISE = 0.42
"""Share of the other frames that get them; on most frames without a code the cheap steps are all."""


class LiveDecoder:
    """Reads the frames of one camera, in order; remembers what helped before. For one thread.

    Every frame gets the cheap steps. What they locate without reading it is tracked: each later frame is looked at in
    the same place and its module values are averaged with the earlier ones until the average can be read. Expensive
    steps take turns, the one that read last time first, as long as the time budget lasts: on every frame while there
    is something like a code, else on some. A frame that any of these read gets one closer look for a second code.
    """

    def __init__(
        self,
        *,
        cheap: Sequence[Step] | None = None,
        expensive: Sequence[Step] = IN_TURN,
        budget: float = BUDGET,
        timer: Callable[[], float] = time.thread_time,
    ) -> None:
        self._closer = expensive[0] if expensive else None
        self._cheap, self._turns = quick() if cheap is None else cheap, deque(expensive)
        self._budget, self._timer = budget, timer
        self._cost: dict[str, float] = {}
        self._tracker = Tracker()
        self._due = 1.0
        self._awake = 0
        self._tried: set[str] = set()

    def look(self, image: npt.NDArray[np.generic]) -> Look:
        """What one frame (any array, see `qr_decoder.decode`) shows, with the frames before it. Never raises."""
        started = self._timer()
        try:
            with np.errstate(all="ignore"):
                gray = to_gray(image)
                look = Look() if gray is None else _look(self._candidates(Frame(gray), started), gray)
        except TROUBLE as problem:
            log.debug("qr_look_failed", reason=type(problem).__name__)
            return Look()
        log.debug("qr_looked", found=len(look.texts))
        return look

    def _candidates(self, frame: Frame, started: float) -> list[Candidate]:
        found: list[Candidate] = []
        for step in self._cheap:  # all of them, even after a reading: a second person's code may be in view
            found += step(frame)
        self._tried.clear()
        if not _texts(found):
            self._look_harder(frame, found, started)
        if _texts(found):
            self._tracker.forget()
            found += self._beside(frame)
        return found

    def _look_harder(self, frame: Frame, found: list[Candidate], started: float) -> None:
        """Add what the frames before help to read, or what expensive steps find within the budget."""
        found += self._tracker.revisit(frame)
        found += self._tracker.add(frame, found)
        self._due += OTHERWISE
        self._awake = AWAKE if _is_located(found) else self._awake - 1
        for turn in range(len(self._turns)):
            if _texts(found) or not self._may_go_on(started, turn):
                break
            new = self._expensive(frame)
            found += new
            found += self._tracker.add(frame, new)
            self._awake = AWAKE if _is_located(new) else self._awake
        if self._due >= 1:
            self._due -= 1

    def _beside(self, frame: Frame) -> list[Candidate]:
        """Somebody else's code in view that is harder to read: whose is meant must be asked. What was read stands."""
        if self._closer is None or self._closer.name in self._tried:
            return []
        try:
            return self._closer(frame)
        except TROUBLE as problem:
            log.debug("qr_closer_look_failed", reason=type(problem).__name__)
            return []

    def _may_go_on(self, started: float, turn: int) -> bool:
        """An expensive step fits into the budget, and a code was seen lately or it is time for some anyway."""
        due = self._due >= 1
        if turn == 0 and due:
            return True
        expected = self._timer() - started + self._cost.get(self._turns[0].name, 0.0)
        return (due or self._awake > 0) and expected < self._budget

    def _expensive(self, frame: Frame) -> list[Candidate]:
        """The next step in turn; it stays first when it reads something."""
        step, started = self._turns[0], self._timer()
        self._tried.add(step.name)
        found = step(frame)
        self._cost[step.name] = 0.5 * (self._cost.get(step.name, 0.0) + self._timer() - started)
        if not _texts(found):
            self._turns.rotate(-1)
        return found


def _texts(candidates: Sequence[Candidate]) -> list[str]:
    return list(dict.fromkeys(c.text for c in candidates if c.text))


def _is_located(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.match >= RESEMBLING for candidate in candidates)


def _look(candidates: Sequence[Candidate], gray: Gray) -> Look:
    texts = _texts(candidates)
    read = [next(c for c in candidates if c.text == text) for text in texts]
    placed = read or sorted((c for c in candidates if c.match >= SHOWN), key=lambda c: -c.match)[:1]
    quads = [quad for c in placed if (quad := _quad(c, gray)) is not None]
    located = next((c for c in placed if not c.text), None)
    return Look(texts=texts, quads=tuple(quads), hint=hint_for(gray, located) if located else None)


def _quad(candidate: Candidate, gray: Gray) -> Quad | None:
    corners = candidate.corners()
    if corners is None or len(corners) != 4:
        return None
    a, b, c, d = ((float(x) / gray.shape[1], float(y) / gray.shape[0]) for x, y in corners)
    return Quad(corners=(a, b, c, d), read=bool(candidate.text))
