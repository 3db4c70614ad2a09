"""QR codes as pictures."""

import io

import segno

QUIET_ZONE = 4


def svg(text: str, *, border: int = QUIET_ZONE) -> bytes:
    """Return the code as an SVG that scales to any size, black on white with `border` modules of quiet zone."""
    out = io.BytesIO()
    _code(text).save(
        out, kind="svg", border=border, light="#ffffff", xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return out.getvalue()


def png(text: str, size: int) -> bytes:
    """Return the code as a PNG at most `size` pixels wide, as large as whole pixels for a module allow."""
    code = _code(text)
    scale = max(1, size // code.symbol_size(border=QUIET_ZONE)[0])
    out = io.BytesIO()
    code.save(out, kind="png", border=QUIET_ZONE, scale=scale)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    """Few and therefore large modules first, then as much error correction as fits among them."""
    return segno.make(text, error="l", micro=False)
