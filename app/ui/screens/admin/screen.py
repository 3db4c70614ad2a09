"""The admin as a component: one model for its whole life, one state drawn at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import flet as ft

from app.services.admin.admitting import LEFT_ALONE
from app.ui.components.buttons import Tap
from app.ui.components.fields import amount_look, field_look, passcode_look
from app.ui.context import GuestSession
from app.ui.kit import Field, UiState, component, guard, use_idle, use_subscription, use_task, use_text_field, use_ui
from app.ui.screens.admin.model import AdminModel
from app.ui.screens.admin.scene import Fields, Scene, Taps
from app.ui.screens.admin.state import AdminState, Inside, Pasting, Refunding, Taking
from app.ui.screens.admin.view import draw, sheet

FRESH: Final = 5.0
"""Seconds between two readings of what is shown."""


@component
def Admin(session: GuestSession, *, on_leave: Callable[[], None]) -> ft.Control:
    """For those who run the restaurant. Nothing of it outlives this component: leaving is signing out."""
    ui = use_ui()
    held = ft.use_memo(_Held, [])
    state, show = cast("tuple[AdminState | None, Callable[[AdminState], None]]", ft.use_state(None))
    model = ft.use_memo(lambda: AdminModel(session.services, session.clock, show), [])
    state = state or model.first
    inside = isinstance(state, Inside)
    fields = _use_fields(ui, held)
    _follow(session, model, ui, state)
    touched = use_idle(session.clock, LEFT_ALONE, model.nobody_there, active=inside)
    ft.use_effect(lambda: _forget(fields), [inside])
    typing = isinstance(state, Inside) and isinstance(state.sheet, Refunding | Taking | Pasting)
    ft.use_effect(lambda: _forget_sheet(fields), [typing])
    launcher = ft.use_memo(ft.UrlLauncher, [])
    taps = _taps(model, ui, fields, _Ways(touched=touched, leave=on_leave, launcher=launcher))
    held.enter = {"sign_in": taps.sign_in, "search": taps.search}
    scene = Scene(
        texts=ui.texts,
        size=ui.size,
        name=session.services.restaurant.name,
        wallet=session.services.restaurant.payment_brand.name,
        zone=session.services.restaurant.country.time_zone,
        currency=session.services.restaurant.currency,
        taps=taps,
        fields=Fields(
            who=fields.who.control,
            passcode=fields.passcode.control,
            search=fields.search.control,
            amount=fields.amount.control,
            reason=fields.reason.control,
            code=fields.code.control,
        ),
    )
    ft.use_dialog(sheet(state, scene))
    return draw(state, scene)


@dataclass(slots=True)
class _Held:
    """What Enter does in a field; a field lives longer than the render that made it."""

    enter: dict[str, Tap] = field(default_factory=dict)

    def submit(self, name: str) -> Tap:
        """The newest tap of this name."""
        return guard(lambda *_: self.enter[name]())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """Everything that can be typed."""

    who: Field
    passcode: Field
    search: Field
    amount: Field
    reason: Field
    code: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Where taps lead besides the model."""

    touched: Callable[[], None]
    leave: Callable[[], None]
    launcher: ft.UrlLauncher


def _use_fields(ui: UiState, held: _Held) -> _Typed:
    """Hook: all fields, whichever is shown."""
    texts = ui.texts
    return _Typed(
        who=use_text_field(texts.t("Your name"), max_length=40, **field_look()),
        passcode=use_text_field(texts.t("Passcode"), on_submit=held.submit("sign_in"), **passcode_look()),
        search=use_text_field(texts.t("Order number or reference"), on_submit=held.submit("search"), **field_look()),
        amount=use_text_field(texts.t("Amount"), **amount_look()),
        code=use_text_field(texts.t("Code, or the whole address"), **field_look()),
        reason=use_text_field(texts.t("Why"), max_length=200, **field_look()),
    )


def _forget(fields: _Typed) -> None:
    """Nothing that was typed is left after signing in or out."""
    for each in (fields.who, fields.passcode, fields.search, fields.amount, fields.reason, fields.code):
        each.put("")


def _forget_sheet(fields: _Typed) -> None:
    """Each sheet begins empty."""
    fields.amount.put("")
    fields.reason.put("")
    fields.code.put("")


def _follow(session: GuestSession, model: AdminModel, ui: UiState, state: AdminState) -> None:
    """Hook: read again every few seconds, after every change of the order that is shown, and after a reconnect."""
    inside = isinstance(state, Inside)
    followed = model.followed

    async def fresh() -> None:
        while True:
            await session.clock.sleep(FRESH)
            await model.refresh()

    def subscribe(tell: Callable[[None], object]) -> Callable[[], None]:
        if followed is None:
            return lambda: None
        return session.services.changes.subscribe(followed, lambda: cast("None", tell(None)))

    async def changed(_: None) -> None:
        await model.refresh()

    use_task(fresh, [], active=inside)
    use_subscription(subscribe, changed, [followed])
    ft.use_effect(guard(model.refresh), [ui.epoch], cleanup=lambda: None)


def _taps(model: AdminModel, ui: UiState, fields: _Typed, ways: _Ways) -> Taps:
    """Every tap, guarded; each tells that somebody is there. The model does a deed once, however often it is tapped."""

    def tap(work: Callable[[], Any]) -> Tap:
        def act() -> Any:
            ways.touched()
            model.touched()
            return work()

        return guard(act)

    def speak(code: str) -> None:
        ui.language = code

    async def clear_search() -> None:
        fields.search.put("")
        await model.search("")

    async def connect() -> None:
        form = await model.connect()
        if form is not None:
            await ways.launcher.launch_url(form, web_only_window_name="_self")

    def leave() -> None:
        model.sign_out()
        ways.leave()

    return Taps(
        sign_in=tap(lambda: model.sign_in(fields.who.value, fields.passcode.value)),
        sign_out=tap(model.sign_out),
        leave=tap(leave),
        language=lambda code: tap(lambda: speak(code)),
        go=lambda here: tap(lambda: model.go(here)),
        again=tap(model.refresh),
        ask_outside=tap(model.ask_outside),
        payment=lambda reference: tap(lambda: model.open_payment(reference)),
        back=tap(model.back),
        other_day=lambda days: tap(lambda: model.other_day(days)),
        sort=lambda sort: tap(lambda: model.sort(sort)),
        search=tap(lambda: model.search(fields.search.value)),
        clear_search=tap(clear_search),
        more=tap(model.more),
        step=lambda step: tap(lambda: model.step(step)),
        line=lambda line_id: tap(lambda: model.toggle_line(line_id)),
        by_amount=lambda amount: tap(lambda: model.refund_by(amount=amount)),
        take_by=lambda much: tap(lambda: model.take_by(much)),
        release_rest=lambda release: tap(lambda: model.release_rest(release=release)),
        go_on_taking=tap(lambda: model.go_on_taking(fields.amount.value)),
        compare=tap(model.compare),
        reason=lambda words: tap(lambda: fields.reason.put(words)),
        go_on=tap(lambda: model.go_on_refunding(fields.amount.value, fields.reason.value)),
        remedy=lambda remedy: tap(lambda: model.remedy(remedy)),
        try_again=lambda message_id: tap(lambda: model.try_again(message_id)),
        put_away=lambda message_id: tap(lambda: model.put_away(message_id)),
        connect=tap(connect),
        begin_pasting=tap(model.begin_pasting),
        paste=tap(lambda: model.paste(fields.code.value)),
        disconnect=tap(model.disconnect),
        choose_store=lambda location: tap(lambda: model.choose_store(location)),
        store=lambda slug: tap(lambda: model.chosen_store(slug)),
        rewards_used=tap(model.rewards_used),
        confirm=tap(model.confirm),
        close=tap(model.close_sheet),
        dismissed=lambda kind: guard(lambda: model.dismissed(kind)),
    )
