"""Runs a Flet 1.0.5 app in this process: no browser, no socket, no Flutter.

A real Flet session and page behind a fake connection that packs every message as the wire does
(packing also records the snapshots that Flet's differ compares with) and keeps a log of what was sent.
"""

import asyncio
import dataclasses
import inspect
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

import flet as ft
import msgpack  # type: ignore[import-untyped]
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
    decode_ext_from_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

C = TypeVar("C", bound=BaseControl)
Main = Callable[[ft.Page], Any]
Answer = Callable[[dict[str, Any]], Any]

_encode = configure_encode_object_for_msgpack(BaseControl)  # type: ignore[no-untyped-call]


class FakeConnection(Connection):
    """Stands where the browser's socket would; `methods` answers calls the server makes on the client."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(self.loop, self.executor)
        self.page_url = "ws://test"
        self.page_name = ""
        self.log: list[tuple[str, Any]] = []
        self.methods: dict[str, Answer] = {}
        self.session: Session | None = None
        self._answers: set[asyncio.Task[None]] = set()

    def send_message(self, message: Message) -> None:
        """Pack, unpack, remember; answer method calls as a client would."""
        raw = msgpack.packb([message.action, message.body], default=_encode)
        action, body = msgpack.unpackb(raw, ext_hook=decode_ext_from_msgpack, strict_map_key=False)
        self.log.append((MessageAction(action).name, body))
        if action == MessageAction.INVOKE_METHOD.value:
            task = self.loop.create_task(self._answer(body))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def show_route(self, route: str) -> None:
        """What the browser does when the address changes."""
        session = self._session()
        session.apply_page_patch({"route": route})
        await session.dispatch_event(1, "route_change", {"route": route})

    async def _answer(self, body: dict[str, Any]) -> None:
        name, args = body["name"], body.get("args") or {}
        result: Any = None
        error: str | None = None
        try:
            method = self.methods.get(name)
            result = method(args) if method else None
            if inspect.isawaitable(result):
                result = await result
        except Exception as refused:  # noqa: BLE001 - a client reports every failure as a text
            error = str(refused)
        self._session().handle_invoke_method_results(body["control_id"], body["call_id"], result, error)
        if name == "push_route":
            await self.show_route(args["route"])

    def _session(self) -> Session:
        assert self.session is not None
        return self.session


class App:
    """`async with App(main) as app:` and then tap, type, resize, look."""

    conn: FakeConnection
    session: Session
    page: ft.Page

    def __init__(
        self,
        main: Main,
        route: str = "/",
        *,
        width: float = 1280,
        height: float = 800,
        platform: str = "linux",
        **client: Any,
    ) -> None:
        self._main = main
        first = {"route": route, "width": width, "height": height, "web": True, "platform": platform}
        self._first = first | client

    async def __aenter__(self) -> Self:
        self.conn = FakeConnection()
        self.session = self.conn.session = Session(self.conn)
        self.page = self.session.page
        self._token = _context_page.set(self.page)  # type: ignore[arg-type]
        context.reset_auto_update()  # type: ignore[no-untyped-call]
        self.session.apply_page_patch(self._first)
        self._register(self.session.get_page_patch())  # type: ignore[no-untyped-call]
        started = self._main(self.page)
        if inspect.isawaitable(started):
            await started
        await self.session.after_event(self.page)
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.session.close()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
        self.conn.executor.shutdown(wait=False)
        _context_page.reset(self._token)

    # -- looking

    def walk(self, node: object = None) -> Iterator[BaseControl]:
        """Every control that is drawn, dialogs last."""
        seen: set[int] = set()
        yield from _controls(self.page.views if node is None else node, seen)
        if node is None:
            yield from _controls(self.page._dialogs.controls, seen)

    def all(self, kind: type[C], **attributes: object) -> list[C]:
        """All controls of a kind whose attributes equal the given ones; a `Text` counts as its value."""
        return [
            control
            for control in self.walk()
            if isinstance(control, kind) and all(_plain(control, name) == want for name, want in attributes.items())
        ]

    def get(self, kind: type[C], **attributes: object) -> C:
        """The one control of that kind."""
        found = self.all(kind, **attributes)
        assert len(found) == 1, f"{len(found)} x {kind.__name__} {attributes}; texts: {self.texts()}"
        return found[0]

    def by_id(self, identifier: str) -> Any:
        """The control under `Semantics(identifier=...)`."""
        return self.get(ft.Semantics, identifier=identifier).content

    def has_id(self, identifier: str) -> bool:
        """Whether a control with that identifier is drawn."""
        return bool(self.all(ft.Semantics, identifier=identifier))

    def texts(self, node: object = None) -> list[str]:
        """Every text drawn, in order."""
        return [each.value for each in self.walk(node) if isinstance(each, ft.Text) and each.value.strip()]

    # -- acting

    async def event(self, control: BaseControl, name: str, data: object = None, **properties: object) -> None:
        """Raise an event as the client does: properties first, then the event."""
        if properties:
            self.session.apply_patch(control._i, properties)
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    async def tap(self, target: BaseControl | str) -> None:
        """Tap a control, or the one with an identifier."""
        control = self.by_id(target) if isinstance(target, str) else target
        assert not getattr(control, "disabled", False), f"{control} is disabled"
        await self.event(control, "click")

    async def type(self, target: ft.TextField | str, text: str) -> None:
        """Replace what stands in a text field."""
        field = self.by_id(target) if isinstance(target, str) else target
        await self.event(field, "change", text, value=text)

    async def select(self, target: BaseControl | str, value: object, prop: str = "value") -> None:
        """Set a switch, a checkbox, a group."""
        control = self.by_id(target) if isinstance(target, str) else target
        await self.event(control, "change", value, **{prop: value})

    async def go(self, route: str) -> None:
        """Follow an address."""
        await self.conn.show_route(route)
        await self.settle()

    async def resize(self, width: float, height: float) -> None:
        """Turn the tablet."""
        self.session.apply_page_patch({"width": width, "height": height})
        await self.event(self.page, "resize", {"width": width, "height": height})

    async def settle(self, turns: int = 12) -> None:
        """Let scheduled updates, effects and short tasks run."""
        for _ in range(turns):
            await asyncio.sleep(0)

    async def until(self, holds: Callable[[], object], seconds: float = 2.0) -> None:
        """Wait for a condition that real threads or sockets bring about."""
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.005)

    # -- the wire

    @property
    def crashes(self) -> list[str]:
        """What Flet would have shown in its red box."""
        return [body["message"] for action, body in self.conn.log if action == "SESSION_CRASHED"]

    def patches(self) -> list[Any]:
        """Every patch sent so far."""
        return [body for action, body in self.conn.log if action == "PATCH_CONTROL"]

    async def disconnect(self) -> None:
        """The browser goes away; the session waits for it."""
        await self.session.disconnect(60)

    async def reconnect(self) -> None:
        """The same tab comes back."""
        self._register(self.page)
        await self.session.connect(self.conn)
        await self.settle()

    def _register(self, patch: object) -> None:
        body = RegisterClientResponseBody(self.session.id, patch, "")
        self.conn.send_message(Message(MessageAction.REGISTER_CLIENT, body))


def _plain(control: BaseControl, name: str) -> object:
    value = getattr(control, name, None)
    return value.value if isinstance(value, ft.Text) else value


def _controls(node: object, seen: set[int]) -> Iterator[BaseControl]:
    if isinstance(node, list | tuple):
        for each in node:
            yield from _controls(each, seen)
    elif isinstance(node, dict):
        yield from _controls(list(node.values()), seen)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type) and id(node) not in seen:
        seen.add(id(node))
        if isinstance(node, Component):
            yield from _controls(node._b, seen)
            return
        if isinstance(node, BaseControl):
            yield node
        for field in dataclasses.fields(node):
            if not field.metadata.get("skip") and field.name != "_parent":
                yield from _controls(getattr(node, field.name, None), seen)
