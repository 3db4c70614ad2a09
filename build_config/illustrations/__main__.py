"""Draw everything into the assets folder: `python -m build_config.illustrations [assets]`.

Needs `resvg_py` and `pillow`, which nothing else here needs; the drawn files are kept in the repository.
"""

import io
import sys
from pathlib import Path

import resvg_py
from PIL import Image

from . import drinks, mains, pictures, starters, sweets
from .svg import document

DISHES = starters.DRAWINGS | mains.DRAWINGS | sweets.DRAWINGS | drinks.DRAWINGS
COLOURS = 96
ZOOM = dict.fromkeys(
    ("fries", "lemonade", "apple_juice", "pilsner", "house_wine", "beef_burger", "halloumi_burger"), 1.08
) | {"sourdough": 1.05, "apple_cake": 1.06}
"""What stands upright, or lies on more than a plate, is drawn a little smaller."""


def main(assets: Path) -> None:
    """One PNG a dish, the welcome pictures and the steps at twice their size, the icons."""
    for name, draw in DISHES.items():
        write(document(draw(), zoom=ZOOM.get(name, 1.16)), assets / "dishes" / f"{name}.png", 800)
    for name, draw in pictures.PLATES.items():
        write(document(draw()), assets / "pictures" / f"{name}.png", 800)
    for name, draw in pictures.DOCUMENTS.items():
        write(draw(), assets / "pictures" / f"{name}.png", 400 if name.startswith("phone") else 256)
    for name, width in (
        ("icon", 512),
        ("splash", 512),
        ("favicon", 64),
        ("icons/icon-192", 192),
        ("icons/icon-512", 512),
        ("icons/icon-maskable-192", 192),
        ("icons/icon-maskable-512", 512),
        ("icons/apple-touch-icon-192", 192),
    ):
        write(pictures.icon(), assets / f"{name}.png", width)


def write(svg: str, path: Path, width: int) -> None:
    """Render, reduce the colours (see-through pixels stay), save."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rendered = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))))
    image = rendered.convert("RGBA")
    if image.getextrema()[3][0] == 255:
        reduced = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    else:
        reduced = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "assets"))
