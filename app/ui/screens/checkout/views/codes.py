"""Codes that the tablet shows for a phone to scan."""

import functools
import io

import segno

INK, PAPER = "#1B211F", "#FFFFFF"
"""Dark on white in every theme: readers expect it so."""


@functools.lru_cache(maxsize=16)
def code_picture(text: str) -> bytes:
    """The code as a PNG, with the quiet zone that readers need."""
    code = segno.make(text or " ", error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=10, border=4, dark=INK, light=PAPER)
    return picture.getvalue()
