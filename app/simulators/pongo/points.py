"""The one door through which a customer's points change, with the reason kept."""

from dataclasses import dataclass, replace

from app.simulators.pongo.records import Customer, Movement
from app.simulators.pongo.world import World


@dataclass(frozen=True, slots=True)
class Points:
    """Moves points and writes the movement down."""

    world: World

    def move(self, customer_id: str, points: int, *, reason: str, source_id: str) -> Customer:
        """Add points, or take them with a negative number; the balance stops at 0. No movement when nothing moves."""
        customer = self.world.customers[customer_id]
        moved = max(points, -customer.points)
        if moved == 0:
            return customer
        now = self.world.now()
        changed = replace(customer, points=customer.points + moved, updated_at=now)
        self.world.customers[customer_id] = changed
        self.world.movements.append(
            Movement(
                customer_id=customer_id,
                at=now,
                reason=reason,
                source_id=source_id,
                points=moved,
                balance=changed.points,
            )
        )
        return changed
