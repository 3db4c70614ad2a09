"""The rewards as a component: one model for its whole life, read when the guest or the reward on the order changes."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import flet as ft

from app.domain.ids import ProductId
from app.domain.order import Order
from app.domain.reward import next_reward
from app.ui.components.buttons import Tap
from app.ui.components.fields import pin_look
from app.ui.context import GuestSession
from app.ui.kit import component, guard, use_text_field, use_ui
from app.ui.rewards.model import RewardsModel, customer_of
from app.ui.rewards.state import Choosing, RewardsState, Unseen
from app.ui.rewards.view import RewardTaps, pin_sheet, rewards

UNSEEN: RewardsState = Unseen()


@component
def Rewards(
    session: GuestSession,
    order: Order,
    *,
    touched: Callable[[], None],
    changed: Callable[[], Awaitable[None]],
    near: Callable[[int | None], None] = lambda _points: None,
    brief: bool = False,
    low: bool = False,
) -> ft.Control:
    """What the guest of ``order`` may use. ``touched`` hears of every tap, ``changed`` of every change of the order.

    ``near`` hears how many points the next reward takes, ``None`` when nothing is out of reach.
    """
    ui = use_ui()
    state, show = cast("tuple[RewardsState, Callable[[RewardsState], None]]", ft.use_state(UNSEEN))
    model = ft.use_memo(lambda: RewardsModel(session.services, show, changed), [order.id])
    ask = state.pin if isinstance(state, Choosing) else None
    goal = next_reward(state.offers) if isinstance(state, Choosing) else None
    pin = use_text_field(ui.texts.t("Four digits"), **pin_look())
    held = order.reward.hold if order.reward is not None else ""
    ft.use_effect(lambda: model.order_is(order), [order])
    ft.use_effect(guard(model.read), [order.id, customer_of(order), held, ui.epoch], cleanup=lambda: None)
    ft.use_effect(lambda: near(goal.points if goal else None), [goal])
    ft.use_effect(lambda: pin.put(""), [ask is None, ask is not None and ask.wrong])

    def tap(work: Callable[[], Any]) -> Tap:
        def act() -> Any:
            touched()
            return work()

        return guard(act)

    def use(key: str, product_id: ProductId | None) -> Tap:
        return tap(lambda: model.use(key, product_id))

    taps = RewardTaps(
        use=use,
        back=tap(model.give_back),
        submit_pin=tap(lambda: model.use_with_pin(pin.value)),
        cancel_pin=tap(model.without_pin),
    )
    ft.use_dialog(pin_sheet(ask, pin.control, ui.texts, taps) if ask is not None else None)
    return rewards(state, ui.texts, taps, brief=brief, low=low)
