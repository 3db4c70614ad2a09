"""Names that a tablet gives itself, and where the numbers of its controls begin."""

import secrets

from app.domain.ids import TabletId


def new_tablet_id() -> TabletId:
    """A name that no other tablet has and nobody can guess: it opens the tablet's own orders."""
    return TabletId(f"tablet-{secrets.token_hex(8)}")


def first_control_number() -> int:
    """Another place for each process; below 2^30, so that the numbers stay short on the wire."""
    return secrets.randbelow(2**30) + 3
