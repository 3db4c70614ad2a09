"""What can go wrong with Pongo's deliveries on purpose, switched while the simulator runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.simulators.pongo.fields import Fields

CORRUPTIONS = ("none", "signature", "body", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How deliveries behave.

    `allow_http_loopback`: subscriptions of `http://127.0.0.1...`, which Pongo would refuse. `points_changes`: whether
    a change of points alone is told; it is not documented. `duplicates`: how often a delivery that arrived is sent
    again. `delay_seconds`: wait before the first attempt. `corrupt`: a wrong signature, a byte of the body changed
    after signing, or a time ten minutes ago (properly signed). `answer_seconds`: how long an endpoint has, in real
    seconds. `deliver_to`: a loopback address to connect to in place of the subscribed one, as a reverse proxy would.
    """

    allow_http_loopback: bool = True
    points_changes: bool = True
    paused: bool = False
    duplicates: int = 0
    delay_seconds: float = 0.0
    corrupt: str = "none"
    answer_seconds: float = 10.0
    deliver_to: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return all switches by name."""
        return asdict(self)

    def changed(self, body: Mapping[str, object]) -> "Switches":
        """Return a copy with some switches changed; `Invalid` names each wrong or unknown one."""
        sent = Fields(body)
        changes: dict[str, Any] = {
            name: sent.boolean(name) for name in ("allow_http_loopback", "points_changes", "paused")
        }
        changes |= {
            "duplicates": sent.integer("duplicates", minimum=0),
            "delay_seconds": sent.number("delay_seconds"),
            "corrupt": sent.choice("corrupt", CORRUPTIONS),
            "answer_seconds": sent.number("answer_seconds"),
            "deliver_to": sent.text("deliver_to", pattern=r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?"),
        }
        for path in tuple(sent.unknown()):
            sent.fail(path, "There is no such switch.")
        sent.finish()
        kept = {name: value for name, value in changes.items() if value is not None}
        if "deliver_to" in body:
            kept["deliver_to"] = changes["deliver_to"]
        return replace(self, **kept)
