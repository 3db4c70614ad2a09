"""QR codes as pictures."""

import io

import segno

QUIET_ZONE = 4


def svg(text: str) -> bytes:
    """Return the code as an SVG that scales to any size, black on white with its quiet zone."""
    out = io.BytesIO()
    _code(text).save(
        out, kind="svg", border=QUIET_ZONE, light="#ffffff", xmldecl=False, omitsize=True, svgclass=None, lineclass=None
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
    return segno.make(text, error="m", micro=False)
