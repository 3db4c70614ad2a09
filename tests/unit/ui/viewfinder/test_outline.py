"""The outline lies on the code as the guest sees it, whatever the picture's shape and however the phone is held."""

import math

from app.ports.viewfinder import Look, Quad
from app.ui.viewfinder.outline import Marks, Outline, covering, marks, outline_of

MIDDLE = Outline(corners=((0.4, 0.3), (0.6, 0.3), (0.6, 0.7), (0.4, 0.7)), read=True)


def rounded(found: Marks) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in found.points]


def test_a_wide_picture_covers_the_square_and_loses_its_sides() -> None:
    assert (800.0, 400.0) == covering(400, 2.0)
    assert (400.0, 800.0) == covering(400, 0.5)


def test_a_code_in_the_middle_stays_in_the_middle() -> None:
    found = marks(MIDDLE, size=400, aspect=2.0, mirrored=False, air=0)

    assert [(120, 120), (280, 120), (280, 280), (120, 280)] == rounded(found)
    assert 0 == found.turn


def test_a_code_on_the_left_is_shown_on_the_right_where_the_preview_is_a_mirror() -> None:
    left = Outline(corners=((0.3, 0.4), (0.4, 0.4), (0.4, 0.6), (0.3, 0.6)), read=True)

    assert [(40, 160), (120, 160), (120, 240), (40, 240)] == rounded(
        marks(left, size=400, aspect=2.0, mirrored=False, air=0)
    )
    assert [(280, 160), (360, 160), (360, 240), (280, 240)] == rounded(
        marks(left, size=400, aspect=2.0, mirrored=True, air=0)
    )


def test_a_phone_upside_down_has_the_same_outline() -> None:
    a, b, c, d = MIDDLE.corners
    turned = Outline(corners=(c, d, a, b), read=True)

    assert marks(MIDDLE, size=400, aspect=2.0, mirrored=False, air=0) == marks(
        turned, size=400, aspect=2.0, mirrored=False, air=0
    )


def test_marks_turn_with_the_phone() -> None:
    lean = math.radians(20)
    corners = [
        (0.5 + 0.2 * math.cos(lean + turn), 0.5 + 0.2 * math.sin(lean + turn))
        for turn in (-3 * math.pi / 4, -math.pi / 4, math.pi / 4, 3 * math.pi / 4)
    ]
    held = Outline(corners=(corners[0], corners[1], corners[2], corners[3]), read=False)

    assert 20 == round(math.degrees(marks(held, size=400, aspect=1.0, mirrored=False, air=0).turn))
    assert -20 == round(math.degrees(marks(held, size=400, aspect=1.0, mirrored=True, air=0).turn))


def test_marks_leave_air_and_never_leave_the_square() -> None:
    large = Outline(corners=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), read=True)

    assert [(0, 0), (400, 0), (400, 400), (0, 400)] == rounded(
        marks(large, size=400, aspect=2.0, mirrored=False, air=20)
    )
    assert (106, 106) == rounded(marks(MIDDLE, size=400, aspect=2.0, mirrored=False, air=20))[0]


def test_a_code_that_was_read_is_outlined_before_one_that_was_not() -> None:
    small = Quad(corners=((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)), read=True)
    large = Quad(corners=((0.4, 0.4), (0.9, 0.4), (0.9, 0.9), (0.4, 0.9)), read=False)

    assert Outline(corners=small.corners, read=True) == outline_of(Look(quads=(large, small)))
    assert outline_of(Look()) is None
