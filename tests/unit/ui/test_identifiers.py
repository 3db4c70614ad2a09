"""Identifiers are names that others rely on."""

import re

import flet as ft

from app.ui import identifiers
from app.ui.identifiers import ident, live

FIXED = [value for name, value in vars(identifiers).items() if name.isupper()]


def test_no_two_controls_share_an_identifier() -> None:
    assert len(FIXED) == len(set(FIXED))


def test_an_identifier_is_a_place_and_a_thing() -> None:
    odd = [value for value in FIXED if not re.fullmatch(r"[a-z]+(\.[a-z_]+)+", value)]

    assert odd == []


def test_identifiers_that_carry_an_id_are_built_in_one_way() -> None:
    built = [
        identifiers.welcome_language("en"),
        identifiers.menu_category("mains"),
        identifiers.menu_add("cod"),
        identifiers.menu_product("cod"),
        identifiers.modifier_option("medium"),
        identifiers.order_line_more(2),
        identifiers.order_line_less(2),
    ]

    assert built == [
        "welcome.language.en",
        "menu.category.mains",
        "menu.add.cod",
        "menu.product.cod",
        "modifier.option.medium",
        "order.line.2.more",
        "order.line.2.less",
    ]


def test_an_identified_control_is_one_node_with_its_own_name() -> None:
    button = ft.Button("Pay")

    merged = ident("order.pay", button)

    assert isinstance(merged, ft.MergeSemantics)
    assert isinstance(merged.content, ft.Semantics)
    assert (merged.content.identifier, merged.content.content) == ("order.pay", button)


def test_a_live_text_is_read_out_when_it_changes() -> None:
    node = live("order.total", ft.Text("189,00 kr"))

    assert isinstance(node, ft.Semantics)
    assert (node.identifier, node.live_region) == ("order.total", True)
