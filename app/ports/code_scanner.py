"""Seeing codes: pictures come from a frame source, texts from a code reader."""

from enum import StrEnum
from typing import Protocol


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


class CodeReader(Protocol):
    """Reads codes in pictures, off the event loop, one picture at a time."""

    async def read(self, picture: bytes) -> list[str]:
        """The texts of all codes found, best first; empty for a picture without a code or no picture at all."""
        ...

    def close(self) -> None:
        """Stop the worker."""
        ...
