"""The Pongo simulator without HTTP: one seeded merchant and the rules of each of Pongo's subjects.

Not simulated: customer attributes, games (`contest-game.*` scopes are only names), and partial refunds. Unlike Pongo
it has one merchant, and everything is forgotten when it stops.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.simulators.pongo.access import Access
from app.simulators.pongo.check_ins import CheckIns
from app.simulators.pongo.customers import Customers
from app.simulators.pongo.oauth import OAuth
from app.simulators.pongo.orders import Orders
from app.simulators.pongo.points import Points
from app.simulators.pongo.rewards import Rewards
from app.simulators.pongo.seeds import PARTNER, seeded
from app.simulators.pongo.settings import PongoSettings


class PongoBackend:
    """All of one merchant's Pongo; every call either does its work whole or raises a `PongoProblem` and does none."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Begin with the seeded merchant; `now` tells the simulated time with its zone."""
        self._now = now
        self.reset()

    def reset(self) -> None:
        """Forget everything, settings too, and begin again with the seeds."""
        world = seeded(self._now)
        points = Points(world)
        self.world = world
        self.access = Access(world)
        self.oauth = OAuth(world, PARTNER)
        self.customers = Customers(world, points)
        self.check_ins = CheckIns(world, self.customers, points)
        self.rewards = Rewards(world, self.customers, points)
        self.orders = Orders(world, self.customers, self.rewards, points)

    def change_settings(self, body: Mapping[str, object]) -> PongoSettings:
        """Put some settings in force; `Invalid` names each wrong or unknown one and changes nothing."""
        self.world.settings = self.world.settings.changed(body)
        return self.world.settings
