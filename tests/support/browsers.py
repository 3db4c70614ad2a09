"""Chromium with the camera of one's choice."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright

from support.camera_video import Held, write_video
from support.flet_e2e import launch

FAKE_CAMERA: Final = "--use-fake-device-for-media-stream"
ALLOWED: Final = "--use-fake-ui-for-media-stream"
REFUSED: Final = "--deny-permission-prompts"


class Browsers:
    """Chromium with different cameras, each started once."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright = playwright
        self._folder = folder
        self._started: dict[str, Browser] = {}

    def showing(self, name: str, scenes: Sequence[Held | tuple[Held, ...]]) -> Browser:
        """A camera that sees these scenes, over and over."""
        if name not in self._started:
            video = write_video(self._folder / f"{name}.y4m", scenes)
            self._started[name] = launch(
                self._playwright, FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={video}"
            )
        return self._started[name]

    def with_flags(self, name: str, *flags: str) -> Browser:
        """Any other browser."""
        if name not in self._started:
            self._started[name] = launch(self._playwright, *flags)
        return self._started[name]

    def close(self) -> None:
        """End all."""
        for browser in self._started.values():
            browser.close()
