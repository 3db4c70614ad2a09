"""What every part of a house leans on."""

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
