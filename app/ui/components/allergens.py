"""The fourteen allergens as small outlined letters, and their names."""

from collections.abc import Iterable

import flet as ft

from app.domain.catalog import Allergen
from app.ui.texts import Texts, mark
from app.ui.theme import Corner, Role, Size, Space

NAMES = {
    Allergen.GLUTEN: mark("Gluten"),
    Allergen.CRUSTACEANS: mark("Crustaceans"),
    Allergen.EGGS: mark("Eggs"),
    Allergen.FISH: mark("Fish"),
    Allergen.PEANUTS: mark("Peanuts"),
    Allergen.SOYBEANS: mark("Soybeans"),
    Allergen.MILK: mark("Milk"),
    Allergen.NUTS: mark("Nuts"),
    Allergen.CELERY: mark("Celery"),
    Allergen.MUSTARD: mark("Mustard"),
    Allergen.SESAME: mark("Sesame"),
    Allergen.SULPHITES: mark("Sulphites"),
    Allergen.LUPIN: mark("Lupin"),
    Allergen.MOLLUSCS: mark("Molluscs"),
}


def allergen_names(allergens: Iterable[Allergen], texts: Texts) -> list[str]:
    """Names in the regulation's order."""
    chosen = set(allergens)
    return [texts.t(NAMES[each]) for each in Allergen if each in chosen]


def letters(name: str, among: Iterable[str]) -> str:
    """The shortest beginning of a name that no other name shares."""
    others = [other for other in among if other != name]
    lengths = range(1, len(name) + 1)
    return next((name[:n] for n in lengths if not any(other.startswith(name[:n]) for other in others)), name)


def allergen_marks(allergens: Iterable[Allergen], texts: Texts, *, limit: int = 14) -> ft.Control:
    """At most `limit` outlined marks, the last one counting what found no room; screen readers hear all names."""
    among = [texts.t(name) for name in NAMES.values()]
    names = allergen_names(allergens, texts)
    shown = names if len(names) <= limit else names[: limit - 1]
    marks = [_mark(letters(name, among)) for name in shown]
    if len(names) > limit:
        marks.append(_mark(f"+{len(names) - len(shown)}"))
    spoken = texts.t("Contains: {names}", names=", ".join(names)) if names else ""
    row = ft.Row(marks, spacing=Space.HAIR, run_spacing=Space.HAIR, wrap=True, alignment=ft.MainAxisAlignment.END)
    return ft.Semantics(label=spoken or None, exclude_semantics=True, content=row, visible=bool(names))


def _mark(letter: str) -> ft.Control:
    return ft.Container(
        ft.Text(letter, size=Size.CAPTION, weight=ft.FontWeight.W_500, color=Role.MUTED),
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.SMALL,
        padding=ft.Padding.symmetric(horizontal=6, vertical=2),
    )
