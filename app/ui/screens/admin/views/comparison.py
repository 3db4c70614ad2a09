"""Whether our books and the provider's agree, and the button that compares them now."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import secondary_button
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import OverviewPage
from app.ui.screens.admin.views.pieces import mark
from app.ui.screens.admin.words import Said, Tone
from app.ui.theme import Touch


def compared(state: OverviewPage, scene: Scene) -> list[tuple[str, ft.Control, str]]:
    """One row: what the last comparison found, and when."""
    texts, last = scene.texts, state.compared
    title = texts.t("Our books and {wallet}", wallet=scene.wallet)
    if last is None:
        said = Said(texts.t("Not compared yet"), Tone.QUIET)
        return [(title, mark(said), texts.t("They are compared every night."))]
    left = len(last.unmended)
    said = Said(texts.t("They agree"), Tone.GOOD)
    if last.unanswered:
        said = Said(texts.t("Not all could be compared"), Tone.ATTENTION)
    if left:
        said = Said(texts.n("{count} difference", "{count} differences", left), Tone.WRONG)
    count = texts.n("{count} payment compared", "{count} payments compared", last.compared)
    mended = len(last.differences) - left
    also = [texts.n("{count} put right", "{count} put right", mended)] if mended else []
    if last.unanswered:
        also.append(texts.n("{count} without an answer", "{count} without an answer", last.unanswered))
    return [(title, mark(said), ", ".join([scene.day_and_clock(last.at), count, *also]))]


def compare(scene: Scene) -> ft.Control:
    """Compare now."""
    words = scene.texts.t("Compare now")
    return secondary_button(words, identifiers.ADMIN_COMPARE, scene.taps.compare, height=Touch.LEAST)
