"""The programme's rules and its rewards as guests of this menu meet them; what is wrong comes first."""

import flet as ft

from app.domain.catalog import say
from app.domain.loyalty import EarningMode, PointsRules, Programme
from app.domain.money import Currency, Money
from app.domain.reward import RewardKind
from app.ui import identifiers
from app.ui.components.buttons import secondary_button
from app.ui.components.text import body, lead, muted
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Checked, RewardsPage
from app.ui.screens.admin.views.pieces import card, mark, nothing_here, page, section, small
from app.ui.screens.admin.words import Said, Tone
from app.ui.theme import Space, Touch


def rewards(state: RewardsPage, scene: Scene) -> ft.Control:
    """Rules, mistakes, the rest."""
    texts = scene.texts
    if state.audit is None:
        asking = nothing_here(texts.t("Asking"), icon=ft.Icons.HOURGLASS_EMPTY)
        return page(texts.t("Rewards"), [asking if state.asking else _silent(scene)], scene)
    audit = state.audit
    wrong = [each for each in audit.rewards if each.found]
    well = [each for each in audit.rewards if not each.found]
    parts: list[ft.Control] = [_programme(audit.programme, scene)]
    if wrong or audit.unread:
        parts.append(section(texts.t("To be mended in Pongo's back office or on the menu")))
    if audit.unread:
        count = texts.n(
            "{count} reward cannot be understood and is shown to nobody",
            "{count} rewards cannot be understood and are shown to nobody",
            audit.unread,
        )
        parts.append(card([lead(count)], tone=Tone.WRONG))
    parts += [_reward(each, scene) for each in wrong]
    if well:
        parts += [section(texts.t("As they should be")), *(_reward(each, scene) for each in well)]
    if not audit.rewards:
        parts.append(nothing_here(texts.t("The programme has no rewards"), icon=ft.Icons.CARD_GIFTCARD_OUTLINED))
    return page(texts.t("Rewards"), parts, scene)


def _silent(scene: Scene) -> ft.Control:
    """What it means that nothing can be shown, and the way to try again."""
    texts = scene.texts
    again = secondary_button(texts.t("Ask again"), identifiers.ADMIN_ASK, scene.taps.ask_outside, height=Touch.LEAST)
    meaning = texts.t("Rewards cannot be held against the menu until it does. Guests pay as always.")
    return card(
        [lead(texts.t("Hey Pongo does not answer")), body(meaning), ft.Row([again])],
        tone=Tone.ATTENTION,
    )


def _programme(programme: Programme, scene: Scene) -> ft.Control:
    texts = scene.texts
    if programme.faults or programme.rules is None:
        said = Said(texts.t("No points are told"), Tone.WRONG)
    elif not programme.enabled:
        said = Said(texts.t("Switched off"), Tone.ATTENTION)
    else:
        said = Said(texts.t("Points are told"), Tone.GOOD)
    title = ft.Row(
        [ft.Container(lead(programme.name or texts.t("The programme")), expand=True), mark(said)],
        spacing=Space.NORMAL,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    parts: list[ft.Control] = [title]
    if programme.rules is not None:
        parts.append(body(_rules(programme.rules, scene)))
    else:
        hidden = texts.t("Guests see no number before they pay: the points rules at Pongo cannot be used. Mend there:")
        parts.append(body(hidden))
    parts += [body(words.programme_fault(each, texts)) for each in programme.faults]
    return card(parts, tone=Tone.WRONG if programme.rules is None else None)


def _rules(rules: PointsRules, scene: Scene) -> str:
    texts = scene.texts
    if rules.mode is EarningMode.VISIT:
        told = texts.n("{count} point for each visit", "{count} points for each visit", rules.per_visit)
    else:
        rate = f"{rules.per_unit.normalize():f}"
        if scene.currency is Currency.EUR:
            told = texts.t("{rate} points for each euro", rate=rate)
        else:
            told = texts.t("{rate} points for each krone", rate=rate)
    if rules.minimum:
        least = scene.money(Money(rules.minimum, scene.currency))
        return texts.t("{points}, from {amount}", points=told, amount=least)
    return told


def _reward(checked: Checked, scene: Scene) -> ft.Control:
    reward, texts = checked.reward, scene.texts
    if not checked.found:
        said, tone = Said(texts.t("Can be used"), Tone.GOOD), None
    elif checked.can_be_given:
        said, tone = Said(texts.t("Look at it"), Tone.ATTENTION), Tone.ATTENTION
    else:
        said, tone = Said(texts.t("Cannot be used"), Tone.WRONG), Tone.WRONG
    title = ft.Row(
        [ft.Container(lead(reward.name), expand=True), mark(said)],
        spacing=Space.NORMAL,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    price = texts.n("{count} point", "{count} points", reward.points)
    parts: list[ft.Control] = [title, muted(f"{price}, {_gives(checked, scene)}")]
    parts += [body(words.mistake(each, texts)) for each in checked.found]
    if reward.skus:
        parts.append(small(f"SKU {', '.join(reward.skus)}"))
    return card(parts, tone=tone)


def _gives(checked: Checked, scene: Scene) -> str:
    """What a guest gets for it."""
    reward, texts = checked.reward, scene.texts
    match reward.kind:
        case RewardKind.PRODUCT:
            dishes = " / ".join(say(product.name, texts.code) for product in checked.dishes)
            return dishes or texts.t("no dish")
        case RewardKind.AMOUNT:
            return texts.t("{amount} off", amount=scene.money(Money(reward.amount, scene.currency)))
        case RewardKind.PERCENT:
            return texts.t("{percent} % off", percent=f"{reward.basis_points / 100:g}")
