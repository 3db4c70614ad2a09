"""Count what decoders read, what it cost, and print it as tables."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from support.qr_peers import Decoder, Gray

Row = dict[str, str | float]

REFERENCES = ("pyzbar", "zxing-cpp")
"""Decoders that a table tells the others' time by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds of one call: of processor time in all threads, and by the clock on the wall."""

    cpu: float
    wall: float


@dataclass(slots=True)
class Tally:
    """What one decoder did on one set."""

    hits: list[bool] = field(default_factory=list)
    false: int = 0
    costs: list[Cost] = field(default_factory=list)

    def row(self, decoder: str, name: str) -> Row:
        """Rate, false reads, and the median and 95th percentile of both times."""
        cpu, wall = ([getattr(cost, kind) for cost in self.costs] for kind in ("cpu", "wall"))
        return {
            "set": name,
            "decoder": decoder,
            "pictures": len(self.costs),
            **({"rate %": round(100 * float(np.mean(self.hits)), 1)} if self.hits else {}),
            "false": self.false,
            "CPU median ms": round(float(np.median(cpu)), 1),
            "CPU p95 ms": round(float(np.percentile(cpu, 95)), 1),
            "wall median ms": round(float(np.median(wall)), 1),
            "wall p95 ms": round(float(np.percentile(wall, 95)), 1),
        }


def with_ratios(rows: Sequence[Row]) -> list[Row]:
    """The rows, each with its median processor time as a multiple of each reference's in the same set."""
    medians = {(row["set"], row["decoder"]): float(row["CPU median ms"]) for row in rows}
    return [
        row
        | {
            f"x {name}": round(float(row["CPU median ms"]) / max(medians[row["set"], name], 0.05), 2)
            for name in REFERENCES
            if (row["set"], name) in medians
        }
        for row in rows
    ]


def timed(decoder: Decoder, gray: Gray) -> tuple[list[str], Cost]:
    """What a decoder reads and what that cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    read = decoder(gray)
    return read, Cost(cpu=(time.process_time() - cpu) * 1e3, wall=(time.perf_counter() - wall) * 1e3)


def same(read: str, text: str) -> bool:
    """The same text; where characters beyond ASCII are guessed from bytes, the same ASCII letters and digits."""
    if read.strip() == text.strip():
        return True
    if read.isascii() and text.isascii():
        return read.split() == text.split()
    ours, theirs = ("".join(c for c in t if c.isascii() and c.isalnum()) for t in (read, text))
    return ours == theirs


def show(name: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    if not rows:
        return
    columns = list(dict.fromkeys(column for row in rows for column in row))
    width = {c: max(len(c), *(len(str(row.get(c, ""))) for row in rows)) for c in columns}
    print(f"\n{name}")
    print("  ".join(c.ljust(width[c]) for c in columns))
    for row in rows:
        print("  ".join(str(row.get(c, "")).ljust(width[c]) for c in columns), flush=True)
