"""What every part of a house leans on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.services.basics.background import Background
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One of each in a process; a bell wakes the worker that it is named after."""

    background: Background = field(default_factory=Background)
    changes: Changes = field(default_factory=Changes)
    posting_bell: Bell = field(default_factory=Bell)
    capture_bell: Bell = field(default_factory=Bell)
    asking_bell: Bell = field(default_factory=Bell)
    reward_bell: Bell = field(default_factory=Bell)
    resumed: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """What goes on once the programme can be asked again; each part adds its own."""

    async def resume(self) -> None:
        """The account is connected (again), or a location got its store."""
        for resume in self.resumed:
            await resume()
