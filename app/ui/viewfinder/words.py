"""What a viewfinder says, and how it looks, for each thing that it sees."""

from typing import assert_never

from app.ports.code_scanner import CameraTrouble
from app.ports.viewfinder import Hint
from app.ui.components.viewfinder import AIR, MarksAt, Seeing
from app.ui.texts import Texts
from app.ui.viewfinder.outline import marks
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Located,
    Looking,
    Refused,
    Several,
    Sight,
    Starting,
)


def seeing(sight: Sight) -> Seeing:
    """How the frame looks."""
    match sight:
        case Checking() | Accepted():
            return Seeing.FOUND
        case Refused() | Several():
            return Seeing.REFUSED
        case Located():
            return Seeing.LOCATED
        case Starting() | Looking() | Dark():
            return Seeing.LOOKING
        case _:
            assert_never(sight)


def marks_at(sight: Sight, *, size: int, aspect: float | None, mirrored: bool) -> MarksAt | None:
    """Where the marks snap to; None where they rest at the frame's corners."""
    if isinstance(sight, Located | Checking | Refused | Accepted) and sight.outline is not None:
        found = marks(sight.outline, size=size, aspect=aspect, mirrored=mirrored, air=AIR)
        return MarksAt(points=found.points, turn=found.turn)
    return None


def hint_words(sight: Sight, texts: Texts) -> str:
    """The live line beneath the picture."""
    match sight:
        case Starting():
            return texts.t("Starting the camera. Allow it if the tablet asks.")
        case Looking(long=False):
            return texts.t("Hold your QR code up to the camera.")
        case Looking():
            return texts.t("No code yet. Turn the brightness up and hold the phone a hand away.")
        case Located(hint=hint):
            return _help(hint, texts)
        case Several():
            return texts.t("Two codes are in view. Show only yours.")
        case Checking():
            return texts.t("Found it. One moment.")
        case Accepted():
            return texts.t("There you are.")
        case Refused(words=words):
            return words
        case Dark(CameraTrouble.INSECURE):
            return texts.t("Your phone number works just as well.")
        case Dark():
            return texts.t("We keep trying. Your phone number works just as well.")
        case _:
            assert_never(sight)


def dark_words(trouble: CameraTrouble, texts: Texts) -> tuple[str, str]:
    """Which trouble keeps the pictures away, and what helps."""
    match trouble:
        case CameraTrouble.DENIED:
            return texts.t("The camera is not allowed"), texts.t("Allow it in the settings of the browser or tablet.")
        case CameraTrouble.ABSENT:
            return texts.t("No camera was found"), texts.t("Is it plugged in?")
        case CameraTrouble.BUSY:
            return texts.t("The camera is in use"), texts.t("Another app or window holds it. Close that one.")
        case CameraTrouble.INSECURE:
            return texts.t("The camera needs a secure address"), texts.t("Open this page with https.")
        case CameraTrouble.FAILED:
            return texts.t("The camera does not work right now"), texts.t("It gives no pictures.")
        case _:
            assert_never(trouble)


def _help(hint: Hint, texts: Texts) -> str:
    match hint:
        case Hint.CLOSER:
            return texts.t("Closer")
        case Hint.TILT_LESS:
            return texts.t("Tilt it less")
        case Hint.TOO_BRIGHT:
            return texts.t("Too bright")
        case Hint.HOLD_STILL:
            return texts.t("Hold it still")
        case _:
            assert_never(hint)
