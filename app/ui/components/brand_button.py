"""The payment brand's button.

Rules (Vipps MobilePay design guidelines, buttons): brand colour with white on it, "Pay with" before the name, the name
never in capitals and never inflected, no outline, no hover effect, at least as large as any other payment button.
"""

import flet as ft

from app.domain.restaurant import VIPPS, PaymentBrand
from app.ui.components.buttons import Tap
from app.ui.identifiers import ident
from app.ui.texts import Texts
from app.ui.theme import Corner, Font, Role, Size, Space, Touch


def brand_button(
    look: PaymentBrand, texts: Texts, identifier: str, on_tap: Tap | None, *, busy: bool = False
) -> ft.Control:
    """*Pay with Vipps*: starts a flow that the brand controls, nothing else may use it."""
    words = ft.Text(
        texts.t("Pay with {brand}", brand=look.name), size=Size.TITLE, weight=ft.FontWeight.W_700, no_wrap=True
    )
    ring = ft.ProgressRing(width=20, height=20, stroke_width=2, color=Role.MUTED, visible=busy)
    waiting, rest = ft.ControlState.DISABLED, ft.ControlState.DEFAULT
    return ident(
        identifier,
        ft.FilledButton(
            content=ft.Row([ring, words], alignment=ft.MainAxisAlignment.CENTER, spacing=Space.SNUG, tight=True),
            height=Touch.PRIMARY,
            elevation=0,
            disabled=busy or on_tap is None,
            on_click=on_tap,
            style=ft.ButtonStyle(
                shape=ft.RoundedRectangleBorder(radius=Corner.BUTTON),
                bgcolor={waiting: Role.LINE, rest: look.colour},
                color={waiting: Role.MUTED, rest: look.on_colour},
                overlay_color=ft.Colors.TRANSPARENT,
                padding=ft.Padding.symmetric(horizontal=Space.WIDE),
                text_style=ft.TextStyle(font_family=Font.SANS),
                elevation=0,
            ),
        ),
    )


def vipps_button(texts: Texts, identifier: str, on_tap: Tap | None, *, busy: bool = False) -> ft.Control:
    """The brand button for Vipps."""
    return brand_button(VIPPS, texts, identifier, on_tap, busy=busy)
