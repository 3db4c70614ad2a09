"""Names that a tablet gives itself."""

import secrets

from app.domain.ids import TabletId


def new_tablet_id() -> TabletId:
    """A name that no other tablet has and nobody can guess: it opens the tablet's own orders."""
    return TabletId(f"tablet-{secrets.token_hex(8)}")
