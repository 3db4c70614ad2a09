"""The one palette: grounds, tableware, and each food in base, light and dark."""

from typing import NamedTuple


class Tone(NamedTuple):
    """A material lit from the upper left."""

    base: str
    light: str
    dark: str


SAGE = "#D5E1D3"
SAND = "#F1E3CB"
CLAY = "#F0D3C2"
MIST = "#D3E0E6"
STRAW = "#F6E5B4"
ROSE = "#F2D7D5"
SPRUCE = "#2B5A4E"
STONE = "#E4DED2"

INK = "#1B211F"
WHITE = "#FFFDF8"

CHINA = Tone("#FBF7EF", "#FFFFFF", "#E9E1D3")
STONEWARE = Tone("#36433F", "#475651", "#2A3532")
WOOD = Tone("#C79A66", "#D9B382", "#A97C4B")
SILVER = Tone("#A9B4B2", "#C6CFCD", "#87928F")
GLASS = Tone("#E6F0F0", "#F7FCFC", "#BFD2D3")

SALMON = Tone("#F08E66", "#F8B493", "#D86D45")
SHRIMP = Tone("#F59C81", "#FBC3AE", "#E2765A")
WHITE_FISH = Tone("#FBF3E4", "#FFFFFF", "#E6D6BC")
BEET = Tone("#A32550", "#C84472", "#74163A")
GREEN = Tone("#5F9147", "#8DB95F", "#3C6A38")
PALE_GREEN = Tone("#B5CC74", "#D3E29D", "#8FAB4E")
PEA = Tone("#8FB356", "#AECB79", "#6F9440")
YOLK = Tone("#F4AE2E", "#FAD06E", "#DB8B16")
CREAM = Tone("#FBF0DA", "#FFFAF0", "#EAD7B4")
BUTTER = Tone("#F8DC85", "#FCEBB3", "#E6BF55")
CRUST = Tone("#B97A3E", "#D79C5B", "#8F5626")
CRUMB = Tone("#F2D8A9", "#F9E8C8", "#DDB87C")
MEAT = Tone("#7C4033", "#9C5A48", "#592A22")
ROSY = Tone("#B9504E", "#D27670", "#963A3C")
GOLDEN = Tone("#D98B36", "#EDB061", "#B2691F")
CHOCOLATE = Tone("#4F2E22", "#704737", "#351C14")
BROWN_CHEESE = Tone("#B8743A", "#CF9258", "#965A28")
CLOUDBERRY = Tone("#F29A2E", "#F9BF66", "#D87A15")
LINGON = Tone("#C6283A", "#E4606A", "#931A2A")
TOMATO = Tone("#D9432F", "#EC7259", "#AE2E20")
CARROT = Tone("#EE8A34", "#F6AE68", "#CB6A1B")
POTATO = Tone("#EFD083", "#F7E3AE", "#D3AC55")
LEMON = Tone("#F7D548", "#FCEB97", "#E0B524")
CUCUMBER = Tone("#CFE3A9", "#E4F0CB", "#4F8544")
RADISH = Tone("#E0486E", "#F9E9EA", "#B52F53")
MUSHROOM = Tone("#C9A27A", "#E5CBAA", "#9A744F")
COFFEE = Tone("#6B4028", "#A87146", "#47291A")
TEA = Tone("#C9702A", "#E29A53", "#A35519")
BEER = Tone("#F0AE2D", "#F8CC66", "#D68F16")
WINE = Tone("#7A1B34", "#9C3550", "#560F23")
JUICE = Tone("#EFB73E", "#F7D375", "#D59A22")
APPLE = Tone("#C9443B", "#E27B6C", "#9C2F2C")
PAPER = Tone("#D9B68A", "#E8CDA8", "#BC9565")
