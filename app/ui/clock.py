"""What time it is, for screens that count down."""

import asyncio
from datetime import UTC, datetime


class WallClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
