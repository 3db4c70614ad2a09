"""What a viewfinder shows of the codes in a picture: where they are, which are read, and what would help."""

from dataclasses import dataclass, field
from enum import StrEnum

Corner = tuple[float, float]
"""x and y as parts of the picture's width and height: 0 is left and top, 1 is right and bottom."""


class Hint(StrEnum):
    """What would help to read a code that is seen but not read yet."""

    CLOSER = "closer"
    TILT_LESS = "tilt_less"
    TOO_BRIGHT = "too_bright"
    HOLD_STILL = "hold_still"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quad:
    """The outline of one code: its four corners in turn, starting at the code's own top left."""

    corners: tuple[Corner, Corner, Corner, Corner]
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one picture shows."""

    texts: list[str] = field(default_factory=list)
    """The texts of the codes that were read, best first."""
    quads: tuple[Quad, ...] = ()
    hint: Hint | None = None
    """Set when a code is seen and none is read."""
    aspect: float | None = None
    """The picture's width by its height; None when it could not be decoded."""
