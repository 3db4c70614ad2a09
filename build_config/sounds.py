"""Make the sound of a code that was taken: `python build_config/sounds.py`; two soft notes, nobody else's work."""

import math
import struct
import wave
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "assets" / "sounds" / "found.wav"
RATE = 22_050
NOTES = ((0.0, 880.0), (0.09, 1318.5))
"""Seconds at which a note begins, and its pitch in hertz: A5 and the E above it."""
LENGTH = 0.42
LOUDEST = 0.32
RISE, FADE = 0.006, 0.09
"""Seconds: no click at the beginning, a bell's end."""


def level(at: float) -> float:
    """The sound at a moment, -1 to 1."""
    return LOUDEST * sum(_note(at - begin, pitch) for begin, pitch in NOTES)


def _note(at: float, pitch: float) -> float:
    if at < 0:
        return 0.0
    loud = min(1.0, at / RISE) * math.exp(-at / FADE)
    turn = 2 * math.pi * pitch * at
    return loud * (math.sin(turn) + 0.25 * math.sin(2 * turn) + 0.08 * math.sin(3 * turn)) / 1.33


def main() -> None:
    """Write the file."""
    TARGET.parent.mkdir(exist_ok=True)
    samples = [round(32_767 * level(number / RATE)) for number in range(round(LENGTH * RATE))]
    with wave.open(str(TARGET), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


if __name__ == "__main__":
    main()
