"""Playwright for Flet 1.0.5: a Flet app is found and worked through Flutter's semantics tree.

Text fields are typed into with the keyboard: Flutter's text editing does not reliably notice `fill()`.
Browser tests run in a pytest process of their own: no asyncio test may follow a sync Playwright.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, Playwright, WebSocket, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

RESTLESS = 20
MOMENT = 50
"""How often, and at least how many milliseconds apart, a moving control is looked at before it is tapped."""

SILENCE = 500
"""Milliseconds without a word from the app."""

TRIES = 3
FOCUS_PATIENCE, VALUE_PATIENCE = 5_000, 2_000
"""Milliseconds until a tap on a field, or what was typed into it, is taken for lost and done again."""

UNDRAWN = 1_000
"""Milliseconds after which a page that is not drawn at all is taken as it is."""

_NEXT_FRAMES = f"""() => new Promise(done => {{
  setTimeout(done, {UNDRAWN}); requestAnimationFrame(() => requestAnimationFrame(() => done())) }})"""
_HAS_FOCUS = "e => document.activeElement === e || e.contains(document.activeElement)"

FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")
RED_BAR = re.compile(r"must be (provided|specified)")
"""What Flet writes where a control lacks its content."""

OUTSIDE = re.compile(r"^https?://(?!127\.0\.0\.1|localhost)")


def chromium() -> str:
    """The browser's path; RuntimeError says how to get one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        message = "no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path"
        raise RuntimeError(message)
    return found


def free_port() -> int:
    """A loopback port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(target: str, *, port: int | None = None, cwd: Path | None = None, health: str = "/healthz") -> Iterator[str]:
    """`uvicorn <target>` as a child process on loopback; yields its base URL."""
    port = port or free_port()
    words = ["-m", "uvicorn", target, "--host", "127.0.0.1", "--port", str(port)]
    quiet = ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    process = subprocess.Popen([sys.executable, *words, *quiet], cwd=cwd)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url + health, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, process: "subprocess.Popen[bytes] | None" = None, seconds: float = 20) -> None:
    """Until an address answers; RuntimeError when its process ended or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            message = f"the server ended with {process.returncode}"
            raise RuntimeError(message)
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"nothing answered at {url} within {seconds:.0f} s"
    raise RuntimeError(message)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """A headless Chromium with extra flags (a fake camera, for example)."""
    return playwright.chromium.launch(executable_path=chromium(), headless=True, args=[*FLAGS, *flags])


def new_context(browser: Browser, size: tuple[int, int] = (1280, 800), **more: Any) -> BrowserContext:
    """A fresh profile with a viewport that reaches nothing but loopback."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    context.route(OUTSIDE, lambda route: route.abort())
    return context


class FletPage:
    """One browser tab with a Flet app in it."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.sockets_closed = 0
        self.heard = 0
        page.on("websocket", self._follow)

    def open(self, path: str = "/") -> Self:
        """Load an address and wait for the first drawn screen."""
        self.page.goto(self.base + path)
        first = self.page.locator("flt-semantics-host flt-semantics").first
        first.wait_for(state="attached", timeout=30_000)
        return self

    # -- finding

    def id(self, identifier: str) -> Locator:
        """The node with a semantics identifier."""
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]')

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its accessible name."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def text(self, text: str | re.Pattern[str]) -> Locator:
        """A node by its text."""
        return self.page.locator("flt-semantics-host").get_by_text(text, exact=isinstance(text, str))

    def labelled(self, label: str) -> Locator:
        """A field, switch, tab ... by its accessible name."""
        return self.page.get_by_label(label, exact=True)

    # -- acting

    def tap(self, target: Locator | str) -> None:
        """A real click in the middle; no hit test, because Flutter lays see-through nodes over the tree."""
        locator = self.id(target) if isinstance(target, str) else target
        locator.wait_for(state="attached")
        locator.scroll_into_view_if_needed()
        box = self._box_at_rest(locator)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _box_at_rest(self, locator: Locator) -> FloatRect:
        """Where a control is once it has stopped moving: a line that appears above it moves it away from the finger.

        A busy machine draws rarely: only what stands still from one drawing to the next stands still.
        """
        box = _box(locator)
        for _ in range(RESTLESS):
            self.page.wait_for_timeout(MOMENT)
            self.page.evaluate(_NEXT_FRAMES)
            newest = _box(locator)
            if newest == box:
                break
            box = newest
        return box

    def wait_until_told(self) -> None:
        """Until the app has had nothing new to tell for a moment: what stands there then is what it means."""
        for _ in range(RESTLESS):
            before = self.heard
            self.page.wait_for_timeout(SILENCE)
            if self.heard == before:
                break
        self.page.evaluate(_NEXT_FRAMES)

    def activate(self, target: Locator | str) -> None:
        """Activate as a screen reader does, whatever the geometry."""
        locator = self.id(target) if isinstance(target, str) else target
        locator.wait_for(state="attached")
        tappable = "e => (e.matches('[flt-tappable]') ? e : e.querySelector('[flt-tappable]') ?? e).click()"
        locator.evaluate(tappable)

    def type_into(self, target: Locator | str, text: str, *, submit: bool = False) -> None:
        """Replace what stands in a field, given by locator or identifier."""
        field = self._field(target)
        for attempt in range(TRIES):
            self._focus(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
            try:
                expect(field).to_have_value(text, timeout=VALUE_PATIENCE)
                break
            except AssertionError:
                if attempt == TRIES - 1:
                    raise
        if submit:
            self.page.keyboard.press("Enter")

    def wheel_until(self, target: Locator, over: Locator, step: int = 300, limit: int = 60) -> None:
        """Scroll until a node exists and is inside; lazy lists have nodes only for what is near."""
        frame = _box(over)
        self.page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
        for _ in range(limit):
            if target.count() and _inside(target.first.bounding_box(), frame):
                return
            self.page.mouse.wheel(0, step)
            self.page.wait_for_timeout(120)
        message = "not found by scrolling"
        raise AssertionError(message)

    # -- checking

    def see(self, text: str | re.Pattern[str], timeout: float = 5000) -> None:
        """Wait for a text."""
        expect(self.text(text).first).to_be_attached(timeout=timeout)

    def not_see(self, text: str | re.Pattern[str], timeout: float = 5000) -> None:
        """Wait until a text is gone."""
        expect(self.text(text)).to_have_count(0, timeout=timeout)

    def assert_healthy(self) -> None:
        """Neither Flet's crash box is shown, nor the red bar that stands where a control could not be drawn."""
        assert self.text("Error running app").count() == 0, "the app shows Flet's crash box"
        assert [] == self.text(RED_BAR).all_inner_texts(), "the app shows Flet's red bar"

    def shot(self, path: Path) -> Path:
        """Keep a picture of what is shown."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
        return path

    def snapshot(self) -> str:
        """The semantics tree as text."""
        return self.page.locator("flt-semantics-host").aria_snapshot()

    def _field(self, target: Locator | str) -> Locator:
        node = self.id(target) if isinstance(target, str) else target
        node.wait_for(state="attached")
        inner = node.locator("input, textarea")
        return inner.first if inner.count() else node

    def _focus(self, field: Locator) -> None:
        for attempt in range(TRIES):
            self.tap(field)
            try:
                self.page.wait_for_function(_HAS_FOCUS, arg=field.element_handle(), timeout=FOCUS_PATIENCE)
                break
            except PlaywrightTimeoutError:
                if attempt == TRIES - 1:
                    raise

    def _follow(self, socket_: WebSocket) -> None:
        def closed(_: WebSocket) -> None:
            self.sockets_closed += 1

        def hears(_: str | bytes) -> None:
            self.heard += 1

        socket_.on("close", closed)
        socket_.on("framereceived", hears)


def _box(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None, f"{locator} is not laid out"
    return box


def _inside(box: FloatRect | None, frame: FloatRect) -> bool:
    return box is not None and frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]
