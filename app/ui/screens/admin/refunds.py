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
    RefundFault,
    Refunding,
    ReleaseMoney,
    Sheet,
    TakeMoney,
)


def first_sheet(file: PaymentFile, step: Step) -> Sheet:
    """What is asked before anything is done; a refund without dishes left begins by amount."""
    sheets: dict[Step, Sheet] = {
        Step.GIVE_UP: Confirming(deed=GiveUp(file=file)),
        Step.CAPTURE: Confirming(deed=TakeMoney(file=file)),
        Step.RELEASE: Confirming(deed=ReleaseMoney(file=file)),
        Step.REFUND: Refunding(file=file, by_amount=all(each.given_back for each in file.lines)),
        Step.ATTEND: Attending(file=file),
    }
    return sheets[step]


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
