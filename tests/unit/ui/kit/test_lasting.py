"""What a component starts is ended, however often it was drawn in between."""

import asyncio
from collections.abc import Callable

import flet as ft

from app.ui.identifiers import ident
from app.ui.kit import UiContext, UiState, component, use_lasting, use_task, wire
from support.flet_inproc import App, Main


def stage(actor: Callable[[], ft.Control]) -> Main:
    """A page whose button takes the actor away, after another that draws everything anew."""

    @component
    def screen() -> ft.Control:
        scene, play = ft.use_state(0)
        shown = actor() if scene < 2 else ft.Text("over")
        return ft.Column([ident("next", ft.Button(f"scene {scene}", on_click=lambda: play(scene + 1))), shown])

    def main(page: ft.Page) -> None:
        ui = UiState()
        wire(page, ui)
        page.render(lambda: UiContext(ui, screen))

    return main


async def test_what_was_begun_is_ended_once_although_the_component_was_drawn_again() -> None:
    seen: list[str] = []

    @component
    def actor() -> ft.Control:
        def begin() -> Callable[[], None]:
            seen.append("begun")
            return lambda: seen.append("ended")

        use_lasting(begin, [])
        return ft.Text("acting")

    async with App(stage(actor)) as app:
        await app.tap("next")

        assert ["begun"] == seen

        await app.tap("next")

        assert ["begun", "ended"] == seen

    await asyncio.sleep(0)
    assert ["begun", "ended"] == seen


async def test_other_depends_end_the_former_before_the_new_begins() -> None:
    seen: list[str] = []

    @component
    def actor() -> ft.Control:
        word, say = ft.use_state("one")

        def begin() -> Callable[[], None]:
            seen.append(f"begun {word}")
            return lambda: seen.append(f"ended {word}")

        use_lasting(begin, [word])
        return ident("say", ft.Button(word, on_click=lambda: say("two")))

    async with App(stage(actor)) as app:
        await app.tap("say")

        assert ["begun one", "ended one", "begun two"] == seen


async def test_a_task_is_cancelled_with_its_component_and_with_the_session() -> None:
    ended: list[str] = []

    @component
    def actor() -> ft.Control:
        async def work() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("cancelled")

        use_task(work, [])
        return ft.Text("acting")

    async with App(stage(actor)) as app:
        await app.tap("next")

        assert [] == ended

        await app.tap("next")

        assert ["cancelled"] == ended

    async with App(stage(actor)) as app:
        await app.settle()

    for _ in range(5):
        await asyncio.sleep(0)
    assert ["cancelled", "cancelled"] == ended


async def test_a_task_rests_while_it_is_not_wanted() -> None:
    runs: list[int] = []

    @component
    def actor() -> ft.Control:
        wanted, want = ft.use_state(initial=False)

        async def work() -> None:
            await asyncio.sleep(0)
            runs.append(1)

        use_task(work, [], active=wanted)
        return ident("want", ft.Button("want", on_click=lambda: want(True)))

    async with App(stage(actor)) as app:
        assert [] == runs

        await app.tap("want")

        assert [1] == runs
