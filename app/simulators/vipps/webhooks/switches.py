"""What can go wrong with deliveries on purpose, switched while the simulator runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from app.simulators.vipps.shapes import Choice, Flag, Nullable, Number, Record, Text, Whole, require

Corruption = Literal["none", "signature", "body", "digest", "date"]

SWITCHES = Record(
    {
        "allow_http_loopback": Flag(),
        "paused": Flag(),
        "duplicates": Whole(least=0, most=10),
        "reorder": Flag(),
        "delay_seconds": Number(),
        "corrupt": Choice(("none", "signature", "body", "digest", "date")),
        "answer_seconds": Number(least=0.01, most=60),
        "deliver_to": Nullable(Text(pattern=r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How deliveries behave.

    `allow_http_loopback`: registrations of `http://127.0.0.1...`, which Vipps would refuse. `duplicates`: how often
    a delivery that arrived is sent again. `reorder`: events of one payment wait two seconds for each other, then the
    newest goes first. `delay_seconds`: wait before the first attempt. `corrupt`: a wrong signature, a byte of the body
    changed after signing, no `x-ms-content-sha256`, or a date a week old (properly signed). `answer_seconds`: how
    long an endpoint has, in real seconds. `deliver_to`: a loopback address to connect to in place of the registered
    one, as a reverse proxy would; host and path on the wire and in the signature stay the registered ones.
    """

    allow_http_loopback: bool = True
    paused: bool = False
    duplicates: int = 0
    reorder: bool = False
    delay_seconds: float = 0.0
    corrupt: Corruption = "none"
    answer_seconds: float = 10.0
    deliver_to: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return all switches by name."""
        return asdict(self)

    def changed(self, data: Mapping[str, Any]) -> "Switches":
        """Return a copy with some switches changed; raises `FieldsRefusal`."""
        require(SWITCHES, data)
        return replace(self, **data)
