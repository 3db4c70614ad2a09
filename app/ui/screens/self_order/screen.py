"""The self-order screen as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, assert_never, cast

import flet as ft

from app.domain.ids import OrderId
from app.domain.vat import Serving
from app.ui.components.buttons import Tap
from app.ui.components.fields import field_look
from app.ui.components.ticking import LeavingSoon
from app.ui.context import WELCOME, GuestSession
from app.ui.kit import Field, SizeClass, UiState, component, guard, use_idle, use_stay, use_text_field, use_ui
from app.ui.rewards import Rewards
from app.ui.screens.self_order.model import SelfOrderModel
from app.ui.screens.self_order.scene import Scene, Taps
from app.ui.screens.self_order.state import Menu, Opening, Paying, SelfOrderState, Welcome
from app.ui.screens.self_order.views.menu import menu
from app.ui.screens.self_order.views.opening import opening
from app.ui.screens.self_order.views.sheets import accessibility, over
from app.ui.screens.self_order.views.welcome import welcome
from app.ui.theme import Role

QUIET: Final = timedelta(seconds=90)
"""So long without a touch, and the tablet asks whether anybody is there."""

PATIENCE: Final = timedelta(seconds=20)
"""So long it waits for the answer, then the order is cleared for the next guest."""

OPENING: SelfOrderState = Opening()


@component
def SelfOrder(
    session: GuestSession,
    *,
    on_checkout: Callable[[OrderId], None],
    on_member: Callable[[OrderId], None],
    on_next_guest: Callable[[], None],
) -> ft.Control:
    """Choosing dishes. ``on_checkout`` leads to paying, ``on_member`` to saying who is there before that.

    ``on_next_guest`` forgets the one who was here.
    """
    ui = use_ui()
    state, show = cast("tuple[SelfOrderState, Callable[[SelfOrderState], None]]", ft.use_state(OPENING))
    model = ft.use_memo(lambda: SelfOrderModel(session.services, session.tablet_id, show, session.tablet.location), [])
    ft.use_effect(guard(model.refresh), [ui.epoch], cleanup=lambda: None)
    paying = state.order_id if isinstance(state, Paying) else None
    ft.use_effect(lambda: on_checkout(paying) if paying else None, [paying, ui.epoch])
    looks, show_looks = ft.use_state(initial=False)
    choosing = state.choice.product.id if isinstance(state, Menu) and state.choice else ""
    note = _use_note(ui, choosing)

    def next_guest() -> None:
        note.put("")
        on_next_guest()

    async def start_over() -> None:
        await model.start_over()
        next_guest()

    async def time_is_up() -> None:
        if await model.nobody_answered():
            next_guest()

    touched = use_idle(
        session.clock, QUIET, model.ask_whether_there, active=_can_be_left(state) and not session.is_staff
    )
    idle = isinstance(state, Menu) and state.idle
    stay, _ = use_stay(session.clock, PATIENCE, idle)
    ways = _Ways(
        touched=touched,
        on_checkout=on_checkout,
        on_member=on_member,
        spoken=partial(session.go, WELCOME),
        start_over=start_over,
        looks=lambda: show_looks(True),
        note=note,
    )
    scene = Scene(
        texts=ui.texts,
        size=ui.size,
        house=session.services.restaurant,
        catalog=session.services.catalog,
        taps=_taps(model, ui, state, ways),
        note=note.control,
        rewards=lambda order: cast(
            "ft.Control", Rewards(session, order, touched=touched, changed=model.refresh, brief=True, low=True)
        ),
        countdown=lambda: cast("ft.Control", LeavingSoon(session.clock, stay, time_is_up, Role.MUTED)),
    )
    ft.use_dialog(
        accessibility(ui, guard(lambda: show_looks(False)))
        if looks
        else over(state, scene, panel=ui.size is SizeClass.EXPANDED)
    )
    return _draw(state, scene)


def _draw(state: SelfOrderState, scene: Scene) -> ft.Control:
    match state:
        case Welcome():
            return welcome(state, scene)
        case Menu():
            return menu(state, scene)
        case Opening() | Paying():
            return opening(state, scene)
        case _:
            assert_never(state)


def _can_be_left(state: SelfOrderState) -> bool:
    return isinstance(state, Menu) and not state.idle


def _use_note(ui: UiState, product: str) -> Field:
    """Hook: the note of the dish that is being chosen; another dish begins with an empty one."""
    note = use_text_field(ui.texts.t("A note to the kitchen"), max_length=200, **field_look())
    ft.use_effect(lambda: note.put("") if product else None, [product])
    return note


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Where taps lead besides the model."""

    touched: Callable[[], None]
    on_checkout: Callable[[OrderId], None]
    on_member: Callable[[OrderId], None]
    spoken: Callable[[], None]
    start_over: Callable[[], Any]
    looks: Callable[[], None]
    note: Field


def _taps(model: SelfOrderModel, ui: UiState, state: SelfOrderState, ways: _Ways) -> Taps:
    """Every tap, guarded; each tells that somebody is there."""

    def tap(work: Callable[[], Any]) -> Tap:
        def act() -> Any:
            ways.touched()
            return work()

        return guard(act)

    def speak(code: str) -> None:
        ui.language = code
        ways.spoken()

    def go_on() -> None:
        if isinstance(state, Menu) and state.order.amount:
            ways.on_checkout(state.order.id)

    def member() -> None:
        if isinstance(state, Menu) and state.order.guest is None:
            ways.on_member(state.order.id)

    return Taps(
        eat_here=tap(lambda: model.begin(Serving.EAT_HERE)),
        take_away=tap(lambda: model.begin(Serving.TAKE_AWAY)),
        language=lambda code: tap(lambda: speak(code)),
        accessibility=tap(ways.looks),
        category=lambda category: tap(lambda: model.choose_category(category)),
        product=lambda product: tap(lambda: model.tap(product)),
        less_of=lambda product: tap(lambda: model.one_less_of(product)),
        more=lambda line_id: tap(lambda: model.one_more(line_id)),
        less=lambda line_id: tap(lambda: model.one_less(line_id)),
        toggle=lambda modifier_id: tap(lambda: model.toggle(modifier_id)),
        confirm=tap(lambda: model.confirm(ways.note.value)),
        cancel_choice=tap(model.cancel_choice),
        choice_dismissed=lambda product_id: guard(lambda: model.choice_dismissed(product_id)),
        look=tap(lambda: model.look(at_order=True)),
        close_look=tap(lambda: model.look(at_order=False)),
        go_on=tap(go_on),
        member=tap(member),
        start_over=tap(ways.start_over),
        still_there=tap(model.still_there),
        again=tap(model.refresh),
    )
