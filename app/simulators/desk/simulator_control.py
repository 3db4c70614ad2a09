"""Speaks to a simulator's control path `/_sim` from the desk's server, so that the page needs no other origin."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

_TIMEOUT_SECONDS = 3.0
_direct = build_opener(ProxyHandler({}))  # loopback never goes through a proxy


class SimulatorGoneError(Exception):
    """The simulator did not answer on its control path."""


@dataclass(frozen=True, slots=True)
class SimulatorControl:
    """The control path of one simulator; `url` without a trailing slash. Each call may raise `SimulatorGoneError`."""

    url: str

    async def faults(self) -> list[Mapping[str, object]]:
        """The faults in force."""
        answer = await self._send("GET", "/faults")
        return cast("list[Mapping[str, object]]", answer["faults"])

    async def add_fault(self, fault: Mapping[str, object]) -> None:
        """Put a fault in force."""
        await self._send("POST", "/faults", fault)

    async def remove_fault(self, number: int) -> None:
        """Take a fault out of force."""
        await self._send("DELETE", f"/faults/{number}")

    async def advance_clock(self, seconds: int) -> None:
        """Put the simulated time forward."""
        await self._send("POST", "/clock", {"advance": seconds})

    async def _send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Mapping[str, object]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sim{path}", data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 (the address comes from the command line)
        try:
            raw = await asyncio.to_thread(_read, request)
            return cast("Mapping[str, object]", json.loads(raw or b"{}"))
        except (URLError, OSError, ValueError) as error:
            raise SimulatorGoneError(self.url) from error


def _read(request: Request) -> bytes:
    with _direct.open(request, timeout=_TIMEOUT_SECONDS) as answer:
        return cast("bytes", answer.read())
