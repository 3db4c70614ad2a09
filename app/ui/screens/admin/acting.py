"""Does one deed through the use cases, and says what came of it."""

from typing import assert_never

import structlog

from app.domain.connection import Why
from app.domain.errors import DomainError
from app.ports.errors import PortError
from app.services.basics.errors import CannotConnect, ServiceError
from app.services.services import Services
from app.ui.screens.admin.state import (
    Assign,
    Deed,
    Disconnect,
    GiveBack,
    GiveUp,
    Paste,
    PutAway,
    ReleaseMoney,
    RewardsUsed,
    TakeCare,
    TakeMoney,
    Told,
    TryAgain,
)

log = structlog.get_logger()


async def act(services: Services, deed: Deed, who: str) -> Told | Why:
    """Do it; what a rule, the programme or the database refuses is an answer like any other."""
    try:
        return await _done(services, deed, who)
    except CannotConnect as error:
        return error.why
    except (DomainError, ServiceError) as error:
        log.warning("admin_deed_refused", deed=type(deed).__name__, kind=type(error).__name__)
        return Told.NOT_POSSIBLE
    except PortError as error:
        log.warning("admin_deed_failed", deed=type(deed).__name__, kind=type(error).__name__)
        return Told.FAILED


async def _done(services: Services, deed: Deed, who: str) -> Told:
    match deed:
        case GiveUp(file=file):
            await services.paying.cancel(file.payment.reference)
            return Told.GIVEN_UP
        case TakeMoney(file=file, amount=amount, release_rest=release_rest):
            seen = file.payment.left_to_capture
            await services.capturing.capture(file.payment.reference, amount, release_rest=release_rest, seen=seen)
            return Told.CAPTURE_ASKED
        case ReleaseMoney(file=file):
            await services.capturing.release(file.payment.reference)
            return Told.RELEASE_ASKED
        case GiveBack():
            return await _given_back(services, deed, who)
        case TakeCare(file=file, remedy=remedy):
            await services.admin.attending.attend(file.payment.reference, remedy, who)
            return Told.TAKEN_CARE_OF
        case TryAgain(waiting=waiting):
            await services.admin.attending.try_again(waiting.message.id)
            return Told.SENT_AGAIN
        case PutAway(waiting=waiting):
            await services.admin.attending.put_away(waiting.message.id, who)
            return Told.PUT_AWAY
        case RewardsUsed():
            await services.admin.attending.rewards_were_used()
            return Told.TAKEN_CARE_OF
        case Disconnect() | Paste() | Assign():
            return await _at_pongo(services, deed)
        case _:
            assert_never(deed)


async def _given_back(services: Services, deed: GiveBack, who: str) -> Told:
    reference, refunding = deed.file.payment.reference, services.refunding
    if deed.line_ids:
        await refunding.refund_lines(reference, deed.line_ids, reason=deed.reason, by=who)
    else:
        await refunding.refund(reference, deed.amount, reason=deed.reason, by=who, seen=deed.file.refundable)
    return Told.REFUND_ASKED


async def _at_pongo(services: Services, deed: Disconnect | Paste | Assign) -> Told:
    match deed:
        case Disconnect():
            await services.connecting.disconnect()
            return Told.DISCONNECTED
        case Paste(code=code):
            await services.connecting.paste(code)
            return Told.CONNECTED
        case Assign(place=place, store=store):
            await services.mapping.assign(place.id, store.slug)
            return Told.ASSIGNED
        case _:
            assert_never(deed)
