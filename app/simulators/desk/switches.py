"""The things that can be made to go wrong from the desk, each a fault of one simulator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["vipps", "pongo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One switch: `fault` is what `POST /_sim/faults` of its simulator takes; `once` turns itself off after one hit."""

    name: str
    side: Side
    label: str
    hint: str
    fault: Mapping[str, object] = field(default_factory=dict)

    @property
    def once(self) -> bool:
        """Whether one request uses it up."""
        return self.fault["times"] == 1

    def is_in(self, faults: list[Mapping[str, object]]) -> int | None:
        """The number of this switch's fault among those in force, None when it is off."""
        same = (each for each in faults if all(each.get(key) == value for key, value in self.fault.items()))
        number = next((each.get("id") for each in same), None)
        return number if isinstance(number, int) else None


SWITCHES = (
    Switch(
        name="vipps-slow",
        side="vipps",
        label="Vipps is slow",
        hint="every answer takes 6 seconds",
        fault={"match": "* /*", "kind": "delay", "seconds": 6, "times": None},
    ),
    Switch(
        name="vipps-down",
        side="vipps",
        label="Vipps answers 500",
        hint="to every payment call",
        fault={"match": "* /epayment/*", "kind": "status", "status": 500, "times": None},
    ),
    Switch(
        name="vipps-answer-lost",
        side="vipps",
        label="Answer lost",
        hint="the next payment is still made",
        fault={"match": "POST /epayment/v1/payments", "kind": "drop_after", "times": 1},
    ),
    Switch(
        name="pongo-down",
        side="pongo",
        label="Pongo is down",
        hint="503 to every call",
        fault={"match": "* /v1/*", "kind": "status", "status": 503, "times": None},
    ),
    Switch(
        name="pongo-slow",
        side="pongo",
        label="Pongo is slow",
        hint="every answer takes 6 seconds",
        fault={"match": "* /v1/*", "kind": "delay", "seconds": 6, "times": None},
    ),
    Switch(
        name="pongo-answer-lost",
        side="pongo",
        label="Answer lost",
        hint="the next order is still taken",
        fault={"match": "POST /v1/orders", "kind": "drop_after", "times": 1},
    ),
)
