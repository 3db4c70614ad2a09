"""The machine's own clock."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """Real time (implements ``app.ports.clock.Clock``)."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
