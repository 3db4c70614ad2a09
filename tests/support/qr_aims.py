"""What the decoder must reach when it is measured; a time is none of it, because machines differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from support.qr_peers import LIVE, OURS
from support.qr_tallies import Row

FEWEST = 100
"""Pictures from which a rate is judged; of fewer it is chance."""

RATES: Mapping[tuple[str, str], float] = {
    ("photos", "ours, OpenCV + zbar"): 85.0,
    ("photos", "ours, with zxing-cpp"): 88.0,
    ("stress", "ours, OpenCV + zbar"): 83.0,
    ("stress", "ours, with zxing-cpp"): 84.0,
}
"""Least share of all pictures of a subject that are read, in percent, by subject and decoder."""

NEVER_WRONG = frozenset({*OURS, *(f"{name}, live" for name in LIVE)})
"""Decoders that read no text that is not there, in any subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An aim that was not reached."""

    subject: str
    row: Row
    aim: str

    def __str__(self) -> str:
        return f"{self.subject}, {self.row['set']}, {self.row['decoder']}: {self.aim}"


def missed(results: Mapping[str, Sequence[Row]]) -> list[Missed]:
    """The aims that the rows of each subject do not reach."""
    return [each for subject, rows in results.items() for row in rows for each in _missed(subject, row)]


def _missed(subject: str, row: Row) -> Iterator[Missed]:
    decoder = str(row.get("decoder", ""))
    false = float(row.get("false", 0))
    if decoder in NEVER_WRONG and false:
        yield Missed(subject=subject, row=row, aim=f"{false:.0f} false reads, aim 0")
    least = RATES.get((subject, decoder), 0.0)
    if row["set"] == "all" and float(row.get("pictures", 0)) >= FEWEST and float(row["rate %"]) < least:
        yield Missed(subject=subject, row=row, aim=f"{row['rate %']} % read, aim {least:.0f} %")
