"""The use cases of those who run the restaurant, in one value."""

from dataclasses import dataclass

from app.services.admin.admitting import Admitting
from app.services.admin.attending import Attending
from app.services.admin.auditing import Auditing
from app.services.admin.checking import Checking
from app.services.admin.overseeing import Overseeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """What the admin can do beside what :class:`app.services.services.Services` offers everybody."""

    admitting: Admitting
    overseeing: Overseeing
    attending: Attending
    checking: Checking
    auditing: Auditing
