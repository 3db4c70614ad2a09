"""The kit keeps the promises Flet 1.0.5 does not make."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import flet as ft

from app.ui.identifiers import ident
from app.ui.kit import (
    UiContext,
    UiState,
    bridge,
    component,
    guard,
    notify,
    supervise,
    use_action,
    use_subscription,
    use_text_field,
    use_ui,
    wire,
)
from support.flet_inproc import App, Main

SORRY = "Something went wrong. Please try again."
BeforeDraw = Callable[[], Awaitable[None]]


def shown(root: Callable[[], object], ui: UiState | None = None, on_resync: BeforeDraw | None = None) -> Main:
    """A page wired like the app's own, with one component in it."""
    state = ui or UiState()

    def main(page: ft.Page) -> None:
        wire(page, state, on_resync=on_resync)
        page.render(lambda: UiContext(state, root))
        supervise(page)

    return main


async def test_a_handler_that_raises_ends_in_a_friendly_line() -> None:
    def fail() -> None:
        raise ValueError("secret detail")

    @component
    def screen() -> ft.Control:
        return ident("boom", ft.Button("Boom", on_click=guard(fail)))

    async with App(shown(screen)) as app:
        await app.tap("boom")

        assert app.crashes == []
        assert SORRY in app.texts()
        assert not [text for text in app.texts() if "secret" in text]


async def test_an_async_handler_and_a_lambda_around_one_are_guarded_too() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    @component
    def screen() -> ft.Control:
        return ft.Column(
            [
                ident("coroutine", ft.Button("A", on_click=guard(fail))),
                ident("lambda", ft.Button("B", on_click=guard(lambda: fail()))),  # noqa: PLW0108 - the case tested
            ]
        )

    async with App(shown(screen)) as app:
        await app.tap("coroutine")
        await app.tap("lambda")

        assert app.crashes == []
        assert [text for text in app.texts() if text == SORRY] == [SORRY, SORRY]


async def test_the_friendly_line_speaks_the_guests_language() -> None:
    def fail() -> None:
        raise ValueError("no")

    @component
    def screen() -> ft.Control:
        return ident("boom", ft.Button("Boom", on_click=guard(fail)))

    async with App(shown(screen, UiState(language="nb"))) as app:
        await app.tap("boom")

        assert "Noe gikk galt. Prøv igjen." in app.texts()


async def test_a_double_tap_acts_once() -> None:
    done: list[str] = []

    @component
    def screen() -> ft.Control:
        async def work() -> None:
            await asyncio.sleep(0)
            done.append("worked")

        act, busy = use_action(work)
        return ident("act", ft.Button("Busy" if busy else "Act", on_click=act))

    async with App(shown(screen)) as app:
        button = app.by_id("act")
        await asyncio.gather(app.event(button, "click"), app.event(button, "click"))

        assert done == ["worked"]


async def test_an_action_that_failed_can_be_tried_again() -> None:
    tries: list[int] = []

    @component
    def screen() -> ft.Control:
        async def work() -> None:
            tries.append(len(tries))
            await asyncio.sleep(0)
            raise ValueError("no")

        act, _ = use_action(work)
        return ident("act", ft.Button("Act", on_click=act))

    async with App(shown(screen)) as app:
        await app.tap("act")
        await app.tap("act")

        assert tries == [0, 1]
        assert SORRY in app.texts()


async def test_a_render_error_is_a_plate_and_the_rest_lives_on() -> None:
    @component
    def fragile() -> ft.Control:
        broken, set_broken = ft.use_state(initial=False)
        if broken:
            raise ValueError("secret detail")
        return ident("break", ft.Button("Break", on_click=guard(lambda: set_broken(True))))

    @component
    def counter() -> ft.Control:
        count, set_count = ft.use_state(0)
        return ident("count", ft.Button(f"Count {count}", on_click=guard(lambda: set_count(lambda n: n + 1))))

    @component
    def screen() -> ft.Control:
        return ft.Column([fragile(), counter()])

    async with App(shown(screen)) as app:
        await app.tap("break")
        await app.tap("count")

        assert "This part could not be shown." in app.texts()
        assert app.by_id("count").content == "Count 1"
        assert app.crashes == []


async def test_a_session_survives_a_component_without_boundary() -> None:
    @ft.component
    def raw() -> ft.Control:
        count, set_count = ft.use_state(0)
        if count == 1:
            raise ValueError("no boundary here")
        return ident("raw", ft.Button(f"n={count}", on_click=guard(lambda: set_count(lambda n: n + 1))))

    async with App(shown(raw)) as app:
        await app.tap("raw")
        await app.tap("raw")

        assert app.by_id("raw").content == "n=2"


async def test_turning_the_tablet_keeps_what_was_typed() -> None:
    ui = UiState()

    @component
    def screen() -> ft.Control:
        size = use_ui().size
        name = use_text_field("Name")
        return ft.Column([ft.Text(size), ident("name", name.control)])

    async with App(shown(screen, ui), width=1280) as app:
        await app.type("name", "Kari")
        await app.resize(800, 1280)

        assert "medium" in app.texts()
        assert app.by_id("name").value == "Kari"


async def test_fast_typing_is_not_echoed_back() -> None:
    @component
    def screen() -> ft.Control:
        return ident("name", use_text_field("Name").control)

    async with App(shown(screen)) as app:
        typed, before = app.by_id("name"), len(app.patches())
        for end in range(1, len("Nordmann") + 1):
            await app.type(typed, "Nordmann"[:end])

        assert app.patches()[before:] == []
        assert typed.value == "Nordmann"


async def test_an_error_at_a_field_keeps_the_text() -> None:
    @component
    def screen() -> ft.Control:
        error, set_error = ft.use_state("")
        phone = use_text_field("Phone", error=error or None)

        def check() -> None:
            set_error(f"{phone.value} is too short")

        return ft.Column([ident("phone", phone.control), ident("check", ft.Button("Go", on_click=guard(check)))])

    async with App(shown(screen)) as app:
        await app.type("phone", "4712")
        await app.tap("check")

        assert (app.by_id("phone").value, app.by_id("phone").error) == ("4712", "4712 is too short")


async def test_coming_back_redraws_what_changed_while_away() -> None:
    truth = {"status": "cooking"}
    read = dict(truth)

    async def resync() -> None:
        read.update(truth)

    @component
    def screen() -> ft.Control:
        return ft.Text(f"{read['status']} {use_ui().epoch}")

    async with App(shown(screen, on_resync=resync)) as app:
        await app.disconnect()
        truth["status"] = "ready"
        await app.reconnect()

        assert app.texts() == ["ready 1"]


async def test_a_resync_that_fails_still_redraws() -> None:
    async def resync() -> None:
        raise OSError("database is locked")

    @component
    def screen() -> ft.Control:
        return ft.Text(f"epoch {use_ui().epoch}")

    async with App(shown(screen, on_resync=resync)) as app:
        await app.disconnect()
        await app.reconnect()

        assert app.texts() == ["epoch 1"]


@dataclass
class Hub:
    """Tells everybody who listens."""

    listeners: list[Callable[[str], object]] = field(default_factory=list)

    def listen(self, callback: Callable[[str], object]) -> Callable[[], None]:
        self.listeners.append(callback)
        return lambda: self.listeners.remove(callback)

    def tell(self, change: str) -> list[object]:
        return [listener(change) for listener in list(self.listeners)]


def follower(hub: Hub) -> Callable[[], object]:
    """A component that shows the newest change."""

    @component
    def screen() -> ft.Control:
        news, set_news = ft.use_state("nothing")

        async def act(change: str) -> None:
            set_news(change)

        use_subscription(hub.listen, act)
        return ft.Text(news)

    return screen


async def test_a_change_reaches_each_session_in_its_own_browser() -> None:
    hub = Hub()
    async with App(shown(follower(hub))) as one, App(shown(follower(hub))) as other:
        hub.tell("approved")
        await one.settle()
        await other.settle()

        assert [one.texts(), other.texts()] == [["approved"], ["approved"]]


async def test_a_change_for_a_browser_that_is_away_is_dropped() -> None:
    hub = Hub()
    async with App(shown(follower(hub))) as app:
        await app.disconnect()

        assert hub.tell("approved") == [False]


async def test_the_end_of_the_session_ends_the_subscription() -> None:
    hub = Hub()
    async with App(shown(follower(hub))) as app:
        await app.event(app.page, "close")

        assert hub.listeners == []


async def test_a_bridge_into_a_failing_session_stays_quiet() -> None:
    async def act(_change: str) -> None:
        raise ValueError("no")

    async with App(shown(follower(Hub()))) as app:
        delivered = bridge(app.page, act)("approved")
        await app.settle()

        assert delivered
        assert SORRY in app.texts()
        assert app.crashes == []


async def test_a_notice_is_one_line_at_the_foot() -> None:
    @component
    def screen() -> ft.Control:
        return ident("tell", ft.Button("Tell", on_click=guard(lambda: notify("Added"))))

    async with App(shown(screen)) as app:
        await app.tap("tell")

        assert [bar.content.value for bar in app.all(ft.SnackBar) if isinstance(bar.content, ft.Text)] == ["Added"]
