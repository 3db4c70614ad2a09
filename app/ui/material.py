"""Flet's theme built from our roles: every colour slot is named, so Material tints nothing."""

from dataclasses import replace

import flet as ft

from app.ui.accent import dark_roles, light_roles
from app.ui.theme import SPRUCE, Corner, Font, Motion, Role, Roles, Size, Space, fonts


def light_theme(seed: str = SPRUCE) -> ft.Theme:
    """The light Flet theme."""
    return _theme(light_roles(seed))


def dark_theme(seed: str = SPRUCE) -> ft.Theme:
    """The dark Flet theme."""
    return _theme(dark_roles(seed))


def dress(page: ft.Page, seed: str = SPRUCE) -> None:
    """Give a page the fonts and both themes; the caller updates it."""
    page.fonts = fonts()
    page.theme = light_theme(seed)
    page.dark_theme = dark_theme(seed)
    page.bgcolor = Role.PAPER


def _theme(roles: Roles) -> ft.Theme:
    return ft.Theme(
        color_scheme=_scheme(roles),
        font_family=Font.SANS,
        use_material3=True,
        scaffold_bgcolor=roles.paper,
        canvas_color=roles.paper,
        card_bgcolor=roles.surface,
        divider_color=roles.line,
        hint_color=roles.muted,
        splash_color=ft.Colors.with_opacity(0.06, roles.ink),
        highlight_color=ft.Colors.with_opacity(0.03, roles.ink),
        hover_color=ft.Colors.with_opacity(0.03, roles.ink),
        visual_density=ft.VisualDensity.STANDARD,
        text_theme=_text_theme(roles),
        filled_button_theme=ft.FilledButtonTheme(style=_filled(roles)),
        outlined_button_theme=ft.OutlinedButtonTheme(style=_outlined(roles)),
        text_button_theme=ft.TextButtonTheme(style=_plain(roles)),
        bottom_sheet_theme=_sheet(roles),
        snackbar_theme=_snack(roles),
        switch_theme=_switch(roles),
        page_transitions=_still(),
    )


def _scheme(r: Roles) -> ft.ColorScheme:
    """Every slot named, so that Material derives no tint of its own."""
    return ft.ColorScheme(
        primary=r.accent,
        on_primary=r.on_accent,
        primary_container=r.accent_soft,
        on_primary_container=r.on_accent_soft,
        primary_fixed=r.stage,
        primary_fixed_dim=r.stage,
        on_primary_fixed=r.on_stage,
        on_primary_fixed_variant=r.on_stage,
        secondary=r.good,
        on_secondary=r.surface,
        secondary_container=r.accent_soft,
        on_secondary_container=r.on_accent_soft,
        secondary_fixed=r.accent_soft,
        secondary_fixed_dim=r.attention,
        on_secondary_fixed=r.on_accent_soft,
        on_secondary_fixed_variant=r.on_accent_soft,
        tertiary=r.glow,
        on_tertiary=r.on_glow,
        tertiary_container=r.glow_soft,
        on_tertiary_container=r.on_glow_soft,
        tertiary_fixed=r.glow_soft,
        tertiary_fixed_dim=r.glow,
        on_tertiary_fixed=r.on_glow_soft,
        on_tertiary_fixed_variant=r.on_glow_soft,
        error=r.wrong,
        on_error=r.on_wrong,
        error_container=r.surface,
        on_error_container=r.ink,
        surface=r.paper,
        on_surface=r.ink,
        on_surface_variant=r.muted,
        outline=r.muted,
        outline_variant=r.line,
        surface_bright=r.surface,
        surface_dim=r.paper,
        surface_container_lowest=r.surface,
        surface_container_low=r.surface,
        surface_container=r.surface,
        surface_container_high=r.surface,
        surface_container_highest=r.line,
        surface_tint=r.surface,
        inverse_surface=r.ink,
        on_inverse_surface=r.paper,
        inverse_primary=r.accent_soft,
        shadow=r.shadow,
        scrim=r.scrim,
    )


def _text_theme(r: Roles) -> ft.TextTheme:
    def style(size: int, weight: ft.FontWeight = ft.FontWeight.W_400, family: str = Font.SANS) -> ft.TextStyle:
        return ft.TextStyle(size=size, weight=weight, font_family=family, color=r.ink, letter_spacing=0)

    return ft.TextTheme(
        display_large=style(Size.GIANT, family=Font.DISPLAY),
        display_medium=style(Size.HUGE, family=Font.DISPLAY),
        display_small=style(Size.LARGE, family=Font.DISPLAY),
        headline_medium=style(Size.HEAD, ft.FontWeight.W_600),
        title_large=style(Size.TITLE, ft.FontWeight.W_600),
        title_medium=style(Size.LEAD, ft.FontWeight.W_600),
        body_large=style(Size.LEAD),
        body_medium=style(Size.BODY),
        body_small=style(Size.CAPTION),
        label_large=style(Size.LEAD, ft.FontWeight.W_600),
        label_medium=style(Size.BODY, ft.FontWeight.W_500),
        label_small=style(Size.CAPTION, ft.FontWeight.W_500),
    )


def _button(style: ft.ButtonStyle) -> ft.ButtonStyle:
    return replace(
        style,
        shape=ft.RoundedRectangleBorder(radius=Corner.BUTTON),
        padding=ft.Padding.symmetric(horizontal=Space.WIDE, vertical=Space.SNUG),
        text_style=ft.TextStyle(size=Size.LEAD, weight=ft.FontWeight.W_600, font_family=Font.SANS),
        elevation=0,
        animation_duration=Motion.QUICK,
    )


def _filled(r: Roles) -> ft.ButtonStyle:
    waiting = ft.ControlState.DISABLED
    rest = ft.ControlState.DEFAULT
    return _button(
        ft.ButtonStyle(bgcolor={rest: r.accent, waiting: r.line}, color={rest: r.on_accent, waiting: r.muted})
    )


def _outlined(r: Roles) -> ft.ButtonStyle:
    return _button(ft.ButtonStyle(bgcolor=r.surface, color=r.ink, side=ft.BorderSide(1, r.line)))


def _plain(r: Roles) -> ft.ButtonStyle:
    return _button(ft.ButtonStyle(color=r.accent))


def _sheet(r: Roles) -> ft.BottomSheetTheme:
    return ft.BottomSheetTheme(
        bgcolor=r.paper,
        drag_handle_color=r.line,
        show_drag_handle=False,
        elevation=0,
        shape=ft.RoundedRectangleBorder(radius=ft.BorderRadius.only(top_left=Corner.SHEET, top_right=Corner.SHEET)),
    )


def _snack(r: Roles) -> ft.SnackBarTheme:
    return ft.SnackBarTheme(
        bgcolor=r.ink,
        content_text_style=ft.TextStyle(color=r.paper, size=Size.BODY, font_family=Font.SANS),
        behavior=ft.SnackBarBehavior.FLOATING,
        shape=ft.RoundedRectangleBorder(radius=Corner.BUTTON),
        elevation=0,
    )


def _switch(r: Roles) -> ft.SwitchTheme:
    chosen = ft.ControlState.SELECTED
    rest = ft.ControlState.DEFAULT
    return ft.SwitchTheme(
        thumb_color={chosen: r.on_accent, rest: r.surface},
        track_color={chosen: r.accent, rest: r.muted},
        track_outline_color={chosen: r.accent, rest: r.muted},
    )


def _still() -> ft.PageTransitionsTheme:
    none = ft.PageTransitionTheme.NONE
    return ft.PageTransitionsTheme(android=none, ios=none, linux=none, macos=none, windows=none)
