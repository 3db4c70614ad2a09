"""Pictures become rarer and smaller with the load, and never by every whim of the network."""

from app.ports.code_scanner import Detail
from app.ui.viewfinder.pacing import FASTEST, PATIENCE, Load


def after(load: Load, pictures: int, *, arriving: float = 0.2, reading: float = 0.02) -> Load:
    for _ in range(pictures):
        load = load.after(arriving, reading)
    return load


def test_at_most_eight_pictures_a_second_are_taken() -> None:
    assert FASTEST == after(Load(), 100, arriving=0.01, reading=0.001).period


def test_reading_leaves_a_fifth_of_its_core_alone() -> None:
    load = after(Load(), 100, reading=0.16)

    assert 0.2 == round(load.period, 3)


def test_slow_pictures_become_smaller_and_stay_so_while_the_network_is_slow() -> None:
    slow = after(Load(), PATIENCE, arriving=0.9)

    assert slow.detail is Detail.SMALL
    assert after(slow, 200, arriving=0.3).detail is Detail.SMALL


def test_pictures_grow_again_once_the_network_is_quick() -> None:
    slow = after(Load(), PATIENCE, arriving=0.9)

    assert after(slow, 2 * PATIENCE, arriving=0.05).detail is Detail.LARGE


def test_one_late_picture_changes_nothing() -> None:
    assert after(Load(), PATIENCE).after(2.0, 0.02).detail is Detail.LARGE


def test_two_changes_are_far_apart() -> None:
    slow = after(Load(), PATIENCE, arriving=0.9)

    assert after(slow, PATIENCE - 1, arriving=0.01).detail is Detail.SMALL


def test_pictures_that_are_hard_to_read_become_smaller() -> None:
    assert after(Load(), 2 * PATIENCE, reading=0.5).detail is Detail.SMALL
