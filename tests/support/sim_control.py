"""The simulators' control path for tests that have no event loop."""

import base64
import json
import urllib.request
from typing import Any


class SimControl:
    """One simulator, steered from outside over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return json.load(answer)

    def post(self, path: str, **body: Any) -> Any:
        """Send JSON; the JSON that comes back, or `None`."""
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def reset(self) -> None:
        """Begin again with the seeds."""
        self.post("/_sim/reset")

    def break_next(self, match: str, kind: str, **fields: Any) -> None:
        """Let the next request that matches go wrong."""
        self.post("/_sim/faults", match=match, kind=kind, **fields)

    def received(self, match: str) -> list[dict[str, Any]]:
        """The requests that arrived and match, oldest first; `bytes` is the exact body."""
        entries: list[dict[str, Any]] = self.get(f"/_sim/log?match={match.replace(' ', '%20')}")["requests"]
        return [{**each, "bytes": base64.b64decode(each["body_base64"])} for each in entries]


class VippsControl(SimControl):
    """Vipps: people and their payments."""

    def personal_qr(self, msisdn: str, version: int = 1) -> str:
        """The text of a person's QR code."""
        text: str = self.post(f"/_sim/people/{msisdn}/qr?version={version}")["text"]
        return text

    def payments(self) -> list[dict[str, Any]]:
        """All payments as the simulator knows them, oldest first."""
        found: list[dict[str, Any]] = self.get("/_sim/payments")["payments"]
        return found


class PongoControl(SimControl):
    """Pongo: what it holds."""

    def orders(self) -> list[dict[str, Any]]:
        """The orders it took, oldest first."""
        found: list[dict[str, Any]] = self.get("/_sim/state")["orders"]
        return found

    def customer(self, phone: str) -> dict[str, Any] | None:
        """A customer by phone number."""
        customers = self.get("/_sim/state")["customers"]
        return next((each for each in customers if each["phone"] == phone), None)

    def locks(self) -> list[dict[str, Any]]:
        """The rewards that some device holds now."""
        found: list[dict[str, Any]] = self.get("/_sim/state")["locks"]
        return found

    def spent(self, customer_id: str) -> list[int]:
        """The points that a customer paid for rewards, oldest first."""
        movements = self.get("/_sim/state")["movements"]
        theirs = [each for each in movements if each["customer"] == customer_id]
        return [-each["points"] for each in theirs if each["points"] < 0]
