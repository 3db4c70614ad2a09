"""Seeing codes: pictures come from a frame source, texts from a code reader."""

from enum import IntEnum, StrEnum
from typing import Protocol

from app.ports.viewfinder import Look


class CameraTrouble(StrEnum):
    """Why no pictures come, in words that a screen can explain."""

    DENIED = "denied"
    ABSENT = "absent"
    BUSY = "busy"
    INSECURE = "insecure"
    FAILED = "failed"


class CameraError(Exception):
    """The camera gives no pictures; ``trouble`` says why."""

    def __init__(self, trouble: CameraTrouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble


class Detail(IntEnum):
    """How large pictures are wanted: their short side in pixels."""

    SMALL = 480
    LARGE = 720


class FrameSource(Protocol):
    """A camera, a video file, or anything else that gives encoded pictures (JPEG or PNG bytes)."""

    async def open(self) -> None:
        """Get ready; raises :class:`CameraError`."""
        ...

    async def frame(self) -> bytes:
        """The newest picture; raises :class:`CameraError`."""
        ...

    async def close(self) -> None:
        """Give the camera back. Never raises."""
        ...

    async def use(self, detail: Detail) -> None:
        """Give pictures of another size from now on; raises :class:`CameraError`. Never larger than the camera's."""
        ...

    async def expose(self, darker: int) -> None:
        """Expose so many steps (half a stop each) less than usual, where that can be done; 0 is usual. Never raises."""
        ...


class CodeReader(Protocol):
    """Reads codes in the pictures of one camera, off the event loop, one at a time; it remembers the last pictures."""

    async def look(self, picture: bytes, *, mirrored: bool = False) -> Look | None:
        """What one picture shows; None when the reader is still busy with the one before.

        A `mirrored` picture is turned round before it is read, and places are told as in the true one.
        """
        ...

    def close(self) -> None:
        """Stop the worker."""
        ...
