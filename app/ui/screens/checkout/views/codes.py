"""Codes that the tablet shows for a phone to scan."""

import functools

import segno

INK, PAPER = "#1B211F", "#FFFFFF"
"""Dark on white in every theme: readers expect it so."""


@functools.lru_cache(maxsize=16)
def code_picture(text: str) -> str:
    """The code as an SVG, with the quiet zone that readers need."""
    code = segno.make(text or " ", error="m", micro=False)
    return str(code.svg_inline(scale=8, border=4, dark=INK, light=PAPER))
