"""The use cases of those who run the restaurant, in one value."""

from dataclasses import dataclass

from app.services.admitting import Admitting
from app.services.attending import Attending
from app.services.auditing import Auditing
from app.services.checking import Checking
from app.services.overseeing import Overseeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """What the admin can do beside what :class:`app.services.services.Services` offers everybody."""

    admitting: Admitting
    overseeing: Overseeing
    attending: Attending
    checking: Checking
    auditing: Auditing
