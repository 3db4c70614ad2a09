"""A clock whose sleepers never wait, for clients that pause between two tries."""

from datetime import datetime, timedelta

from support.clocks import START


class QuickClock:
    """Sleeping moves the time and returns at once."""

    def __init__(self, now: datetime = START) -> None:
        self.moment = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
