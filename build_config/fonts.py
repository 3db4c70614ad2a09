"""Cuts the bundled fonts: Latin only, one variable sans with and without tabular figures, one display serif.

Run by hand when a font is renewed; needs `fonttools` and `brotli`, which nothing else here needs:

    python build_config/fonts.py InterVariable.woff2 Fraunces_500Medium.ttf assets/fonts

The sources are the open releases `inter-ui` 4.1.1 and Fraunces 1.000 (`@expo-google-fonts/fraunces` 0.4.1).
Flet's text style knows no font features, so tabular figures are baked into a family of their own.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A: all Nordic and French letters
    *range(0x218, 0x21C),
    *(0x1E9E, 0x2002, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F),
    *(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E),
    *(0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122, 0x2212, 0x2248),
)
SANS_WEIGHTS = (400, 700)


def main(sans: Path, serif: Path, into: Path) -> None:
    """Write `Inter.ttf`, `InterTabular.ttf` and `Fraunces.ttf` into the given folder."""
    into.mkdir(parents=True, exist_ok=True)
    save(subset(narrow(sans), ("kern", "liga", "calt", "ccmp", "mark", "mkmk", "locl")), "Inter", into / "Inter.ttf")
    tabular = narrow(sans)
    replace_figures(tabular, "tnum")
    save(subset(tabular, ("kern", "ccmp", "mark", "mkmk")), "Inter Tabular", into / "InterTabular.ttf")
    display = TTFont(serif)
    save(subset(display, ("kern", "liga", "ccmp", "mark", "mkmk", "locl")), "Fraunces", into / "Fraunces.ttf")


def narrow(path: Path) -> TTFont:
    """Keep the weight axis where it is used and drop the optical one."""
    font = TTFont(path)
    font.flavor = None
    written = BytesIO()
    instantiateVariableFont(font, {"opsz": 14, "wght": SANS_WEIGHTS}).save(written)
    return TTFont(BytesIO(written.getvalue()))


def replace_figures(font: TTFont, feature: str) -> None:
    """Make a single-substitution feature the default by pointing the characters at its glyphs."""
    table = font["GSUB"].table
    indices = {
        i
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for i in record.Feature.LookupListIndex
    }
    swap: dict[str, str] = {}
    for index in sorted(indices):
        for sub in table.LookupList.Lookup[index].SubTable:
            real = getattr(sub, "ExtSubTable", sub)
            swap.update(getattr(real, "mapping", {}))
    for cmap in font["cmap"].tables:
        cmap.cmap = {code: swap.get(glyph, glyph) for code, glyph in cmap.cmap.items()}


def subset(font: TTFont, features: tuple[str, ...]) -> TTFont:
    """Keep the Latin letters and the named layout features."""
    options = Options()
    options.layout_features = list(features)
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    cutter = Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    return font


def save(font: TTFont, family: str, path: Path) -> None:
    """Name the family and write the file."""
    for name_id in (1, 16):
        font["name"].setName(family, name_id, 3, 1, 0x409)
    font.save(path)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
