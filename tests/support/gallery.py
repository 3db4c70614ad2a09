"""Every shared component on one page, light or dark: `uvicorn support.gallery:app` from the tests folder.

The route chooses what is shown: `/pieces`, `/cards`, `/paid`, `/trouble`, with `?dark` and `?nb`.
"""

from collections.abc import Callable
from pathlib import Path

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

from app.domain.catalog import Allergen
from app.ui import kit, material
from app.ui.components import (
    brand_button,
    buttons,
    choices,
    fields,
    order_panel,
    phone,
    picture,
    points,
    product_card,
    sheets,
    steps,
    text,
    tick,
    time_ring,
    viewfinder,
)
from app.ui.kit import UiContext, UiState, component, guard, use_text_field, use_ui
from app.ui.texts import Texts
from app.ui.theme import Layout, Role, Size, Space

ASSETS = Path(__file__).parents[2] / "assets"
NOTHING: Callable[[], None] = guard(lambda: None)
DISHES = sorted(path.stem for path in (ASSETS / "dishes").glob("*.*"))


def face(dish: str, number: int) -> product_card.CardFace:
    """A card whose states differ by its number."""
    long = "Gulrotkremsuppe med fløyte, purreløk og grillet kamskjell fra Hitra"
    return product_card.CardFace(
        product=dish,
        name=long if number % 7 == 3 else dish.replace("_", " ").capitalize(),
        description="Nykjernet smør, dill, syltet agurk og et dryss av ristet rug",
        price=Texts("nb").price(18900 + 1000 * number, "NOK"),
        picture=None if number % 11 == 5 else f"/dishes/{dish}.png",
        allergens=[*Allergen][number % 5 : number % 5 + number % 8],
        quantity=number % 4 if number % 4 < 3 else 0,
        sold_out=number % 9 == 8,
    )


@component
def cards() -> ft.Control:
    """The menu's grid beside an order."""
    ui = use_ui()
    columns = {kit.SizeClass.COMPACT: 12, kit.SizeClass.MEDIUM: 6, kit.SizeClass.EXPANDED: 4}[ui.size]
    grid = ft.ResponsiveRow(
        [
            ft.Container(
                product_card.product_card(
                    face(dish, n), ui.texts, on_add=NOTHING, on_less=NOTHING, wide=ui.size is kit.SizeClass.COMPACT
                ),
                col=columns,
            )
            for n, dish in enumerate(DISHES)
        ],
        spacing=Space.NORMAL,
        run_spacing=Space.NORMAL,
    )
    return ft.Row(
        [
            ft.Column([ft.Container(grid, padding=Space.WIDE)], scroll=ft.ScrollMode.AUTO, expand=True),
            ft.Container(order(ui.texts), width=Layout.ORDER, visible=ui.size is kit.SizeClass.EXPANDED),
        ],
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def order(texts: Texts) -> ft.Control:
    """The order's panel."""
    lines = [
        order_panel.LineFace(
            number=1, name="Reindeer", details=["Medium", "No lingonberries"], quantity=1, amount="389,00 kr"
        ),
        order_panel.LineFace(number=2, name="Cloudberry cream", details=[], quantity=2, amount="278,00 kr"),
    ]
    total = order_panel.TotalFace(amount=texts.money(66700, "NOK"), vat=[("VAT 25 %", "133,40 kr")])
    return ft.Container(
        ft.Column(
            [
                text.heading("Your order"),
                ft.Column(
                    [order_panel.order_line_row(line, texts, on_more=NOTHING, on_less=NOTHING) for line in lines],
                    expand=True,
                    spacing=0,
                ),
                points.points_chip("+47 points", below="estimate"),
                order_panel.totals(total, texts),
                buttons.primary_button("Continue", "gallery.go", NOTHING),
            ],
            spacing=Space.NORMAL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.SURFACE,
        border=ft.Border.only(left=ft.BorderSide(1, Role.LINE)),
        padding=Space.WIDE,
    )


@component
def pieces() -> ft.Control:
    """Buttons, words, rings, steps, fields, frames."""
    texts = use_ui().texts
    field = use_text_field("Phone number", **fields.phone_look())
    wrong = use_text_field("Phone number", "4712", error="A Norwegian number has eight digits.", **fields.phone_look())
    column = [
        text.display("Fjord & Furu", size=Size.GIANT),
        choices.words_row(
            [
                choices.word_choice(w, f"gallery.{w}", NOTHING, chosen=w == "Norsk")
                for w in ("Norsk", "English", "Français")
            ]
        ),
        ft.Row(
            [
                ft.Container(
                    choices.big_choice("Eat here", "/pictures/eat_here.png", "gallery.here", NOTHING), expand=True
                ),
                ft.Container(
                    choices.big_choice("Take away", "/pictures/take_away.png", "gallery.away", NOTHING), expand=True
                ),
            ],
            spacing=Space.WIDE,
        ),
        buttons.primary_button("Continue", "gallery.a", NOTHING),
        buttons.primary_button("Sending", "gallery.b", NOTHING, busy=True),
        buttons.secondary_button("Continue without membership", "gallery.c", NOTHING, icon=ft.Icons.PERSON_OUTLINE),
        buttons.text_button("Cancel", "gallery.d", NOTHING),
        brand_button.vipps_button(texts, "gallery.e", NOTHING),
        field.control,
        wrong.control,
        choices.switch_row("Yes, send me offers by e-mail", "gallery.f", value=False, on_change=NOTHING),
        choices.switch_row(
            "Yes, send me offers by SMS", "gallery.g", value=True, on_change=NOTHING, below="At most two a month."
        ),
        ft.Row([points.balance_ring(340, texts, goal=500), time_ring.time_ring(245, 300, texts)], spacing=Space.GREAT),
        phone.masked_phone("+47 ••• •• 678"),
        steps.steps(
            [
                steps.Step(words="Open Vipps and tap your QR code", drawing=steps.SHOW_CODE),
                steps.Step(words="Hold the phone up to the camera", drawing=steps.HOLD_UP),
                steps.Step(words="Done when the tablet says hello", drawing=steps.DONE),
            ]
        ),
        ft.Row(
            [
                viewfinder.viewfinder_frame(
                    viewfinder.Glass(view=picture.initial_plate("x"), width=240, height=240),
                    "Looking for a code",
                    size=240,
                ),
                viewfinder.viewfinder_frame(
                    viewfinder.Glass(view=picture.initial_plate("x"), width=240, height=240),
                    "Hello!",
                    size=240,
                    seeing=viewfinder.Seeing.FOUND,
                ),
                viewfinder.viewfinder_frame(
                    viewfinder.Glass(view=picture.initial_plate("x"), width=240, height=240),
                    "That is a web link, not a Vipps code",
                    size=240,
                    seeing=viewfinder.Seeing.REFUSED,
                ),
            ],
            wrap=True,
        ),
        *sheets.trouble(
            sheets.TroubleFace(
                title="We are checking with Vipps",
                meaning="You cannot be charged twice.",
                primary="Wait",
                secondary="Cancel the payment",
            ),
            on_primary=NOTHING,
            on_secondary=NOTHING,
        ),
    ]
    return ft.Column(
        [
            ft.Container(
                ft.Column(column, spacing=Space.WIDE, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
                padding=Space.WIDE,
                width=900,
            )
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


@component
def trouble() -> ft.Control:
    """A sheet over the menu."""
    face_ = sheets.TroubleFace(
        title="Vipps does not answer",
        meaning="We are checking with Vipps. You cannot be charged twice.",
        detail="Order 1042",
        primary="Keep waiting",
        secondary="Pay at the counter",
    )
    ft.use_dialog(sheets.trouble_sheet(face_, on_primary=NOTHING, on_secondary=NOTHING))
    shown: ft.Control = cards()
    return shown


@component
def paid() -> ft.Control:
    """The screen guests remember."""
    texts = use_ui().texts
    return ft.Container(
        ft.Column(
            [
                tick.tick(),
                text.display("1042", size=Size.GIANT, colour=Role.ON_STAGE),
                points.counting_up(47, lambda n: f"+{texts.number(n)} points", colour=Role.GLOW),
                buttons.stage_button("Join now", "gallery.join", NOTHING),
                buttons.stage_button("No receipt", "gallery.no", NOTHING, filled=False),
            ],
            spacing=Space.WIDE,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        bgcolor=Role.STAGE,
        expand=True,
        alignment=ft.Alignment.CENTER,
    )


def main(page: ft.Page) -> None:
    """Show what the route names."""
    path, _, query = page.route.partition("?")
    ui = UiState(language="nb" if "nb" in query else "en", dark="dark" in query)
    material.dress(page)
    page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
    page.padding = 0
    kit.wire(page, ui)
    shown = {"/cards": cards, "/paid": paid, "/trouble": trouble}.get(path, pieces)
    page.render(lambda: UiContext(ui, shown))
    kit.supervise(page)


app: FastAPI = flet_fastapi.FastAPI()
app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))
