"""The first sheet of each step, and the way from a typed refund to the one question before it."""

from dataclasses import replace

from app.domain.oversight import PaymentFile, Step
from app.domain.refund import LONGEST_REASON
from app.ui.screens.admin.amounts import typed_amount
from app.ui.screens.admin.state import (
    Attending,
    Confirming,
    GiveBack,
    GiveUp,
    Much,
    RefundFault,
    Refunding,
    ReleaseMoney,
    Sheet,
    TakeMoney,
    Taking,
)


def first_sheet(file: PaymentFile, step: Step) -> Sheet:
    """What is asked before anything is done; a refund without dishes left begins by amount."""
    sheets: dict[Step, Sheet] = {
        Step.GIVE_UP: Confirming(deed=GiveUp(file=file)),
        Step.CAPTURE: _taking(file),
        Step.RELEASE: Confirming(deed=ReleaseMoney(file=file)),
        Step.REFUND: Refunding(file=file, by_amount=all(each.given_back for each in file.lines)),
        Step.ATTEND: Attending(file=file),
    }
    return sheets[step]


def _taking(file: PaymentFile) -> Sheet:
    """What is tried in vain keeps its amount: there is nothing to choose."""
    payment = file.payment
    if payment.is_stuck:
        return Confirming(deed=TakeMoney(file=file, amount=payment.capturing or payment.left_to_capture))
    return Taking(file=file)


def asked_capture(sheet: Taking, amount_text: str) -> Taking | Confirming:
    """The question that says how much is taken, or the same sheet with what is wrong."""
    left = sheet.file.payment.left_to_capture
    amounts = {
        Much.ALL: left,
        Much.BY_LINE: sheet.price,
        Much.BY_AMOUNT: typed_amount(amount_text, left.currency),
    }
    amount = amounts[sheet.much]
    if sheet.much is Much.BY_LINE and not sheet.chosen:
        return replace(sheet, fault=RefundFault.NOTHING_CHOSEN)
    if amount is None or amount.minor <= 0:
        return replace(sheet, fault=RefundFault.NO_AMOUNT)
    if amount > left:
        return replace(sheet, fault=RefundFault.TOO_MUCH)
    return Confirming(deed=TakeMoney(file=sheet.file, amount=amount, release_rest=sheet.release_rest and amount < left))


def asked_refund(sheet: Refunding, amount_text: str, reason: str) -> Refunding | Confirming:
    """The question that says how much, or the same sheet with what is wrong."""
    currency = sheet.file.payment.amount.currency
    amount = typed_amount(amount_text, currency) if sheet.by_amount else sheet.price
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not sheet.by_amount and not sheet.chosen:
        return replace(sheet, fault=RefundFault.NOTHING_CHOSEN)
    if amount is None or amount.minor <= 0:
        return replace(sheet, fault=RefundFault.NO_AMOUNT)
    if amount > sheet.file.refundable:
        return replace(sheet, fault=RefundFault.TOO_MUCH)
    if not why:
        return replace(sheet, fault=RefundFault.NO_REASON)
    lines = () if sheet.by_amount else sheet.chosen
    return Confirming(deed=GiveBack(file=sheet.file, amount=amount, line_ids=lines, reason=why))
