"""What is said of a deed once it is done: a word that something is under way must not outlive that."""

from app.domain.oversight import PaymentFile
from app.domain.payment import PaymentState
from app.domain.refund import RefundState
from app.ui.screens.admin.state import Told


def outcome(told: Told, file: PaymentFile) -> Told | None:
    """What came of it by now; the same word while it is under way, none when the page itself tells the trouble."""
    match told:
        case Told.REFUND_ASKED:
            return _refund(file)
        case Told.CAPTURE_ASKED | Told.RELEASE_ASKED:
            return _reservation(told, file)
        case Told.GIVEN_UP:
            return _request(file)
        case _:
            return told


def _refund(file: PaymentFile) -> Told | None:
    if any(each.state is RefundState.ASKED for each in file.refunds):
        return Told.REFUND_ASKED
    return Told.REFUNDED if file.refunds and file.refunds[-1].state is RefundState.DONE else None


def _reservation(told: Told, file: PaymentFile) -> Told | None:
    payment = file.payment
    if payment.attention is not None:
        return None
    if payment.capturing is not None or payment.release_asked:
        return told
    return Told.CAPTURED if told is Told.CAPTURE_ASKED else Told.RELEASED


def _request(file: PaymentFile) -> Told | None:
    payment = file.payment
    if payment.state.is_open:
        return Told.GIVEN_UP
    return Told.PAID_AFTER_ALL if payment.state is PaymentState.AUTHORIZED else Told.CANCELLED
