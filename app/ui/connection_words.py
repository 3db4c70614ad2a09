"""What a merchant reads when connecting Pongo did not come about: what happened, and what to do next."""

from dataclasses import dataclass
from typing import Final

from app.domain.connection import Why
from app.ui.texts import mark
from app.ui.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A heading and two sentences: what happened, and the next step."""

    heading: str
    happened: str
    next_step: str


AGAIN: Final = mark("Open the admin on this address and choose Connect Pongo again.")
MEND_KEY: Final = mark(
    "Ask whoever set up Taffel to run taffel doctor on the hub: it names the file and the fix. Then connect again."
)

_TROUBLES: Final = {
    Why.UNKNOWN_STATE: (mark("This hub did not ask for this connection, so nothing was changed."), AGAIN),
    Why.EXPIRED_STATE: (mark("More than half an hour has passed since the connection was begun."), AGAIN),
    Why.USED_STATE: (
        mark("This page was used before."),
        mark("Look in the admin: Pongo may be connected already. If it is not, choose Connect Pongo again."),
    ),
    Why.NO_CODE: (mark("Pongo sent you back without the code that connects the account."), AGAIN),
    Why.DENIED: (
        mark("The connection was refused on Pongo's page, so nothing was changed."),
        mark("If that was a mistake, open the admin and choose Connect Pongo again; then Allow."),
    ),
    Why.BAD_CODE: (mark("Pongo does not take this code: it was used before, or it is too old."), AGAIN),
    Why.BAD_TOKEN: (
        mark("Pongo connected the account and then did not accept the connection."),
        mark("Choose Connect Pongo again in the admin. If it happens twice, ask Pongo about this account."),
    ),
    Why.NO_ANSWER: (
        mark("Pongo did not answer, so the account could not be connected."),
        mark("Wait a minute, open the admin and choose Connect Pongo again. Paid orders are kept until then."),
    ),
    Why.NOT_SET_UP: (
        mark("Pongo does not know this installation."),
        mark("Ask whoever set up Taffel to check the Pongo client id and secret; taffel doctor names the settings."),
    ),
    Why.NOT_KEPT: (
        mark("This hub could not write the connection down, so nothing was changed."),
        mark("Ask whoever set up Taffel to run taffel doctor on the hub. Then choose Connect Pongo again."),
    ),
    Why.KEY_UNREADABLE: (mark("This hub cannot read its secret key, so the connection could not be kept."), MEND_KEY),
    Why.KEY_OPEN: (
        mark("Others on this machine may read the hub's secret key, so the connection was not kept."),
        MEND_KEY,
    ),
    Why.KEY_BAD: (mark("What stands as this hub's secret key is no key, so the connection was not kept."), MEND_KEY),
    Why.KEY_OTHER: (
        mark("This hub's secret key is another one than before, so the connection was not kept."),
        MEND_KEY,
    ),
}

TITLE: Final = mark("Pongo is not connected")
OVER: Final = mark("There is nothing left to do here")
TO_ADMIN: Final = mark("Back to the admin")


def trouble(texts: Texts, why: Why) -> Trouble:
    """Why it did not come about, in words for the one who tried."""
    happened, next_step = _TROUBLES[why]
    heading = texts.t(OVER if why is Why.USED_STATE else TITLE)
    return Trouble(heading=heading, happened=texts.t(happened), next_step=texts.t(next_step))
