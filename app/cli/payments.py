"""Look after payments from the command line: their story, capture, release, refund, and the comparison with Vipps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal, InvalidOperation

import typer

from app.bootstrap.house import House
from app.bootstrap.opening import opened
from app.domain.comparison import Difference
from app.domain.errors import DomainError, InvalidValue
from app.domain.facts import Fix, WaitsForPerson
from app.domain.ids import LineId, Reference
from app.domain.money import Money
from app.domain.payment import Attention, Payment
from app.domain.refund import Refund, RefundState
from app.logs import configure_logging
from app.services.basics.errors import ServiceError
from app.services.payments.telling import in_words
from app.settings import Settings
from app.ui.texts import Texts, stories, troubles
from app.ui.texts.troubles import Voice

WRONG = 2
VOICE = Voice(texts=Texts("en"), wallet="Vipps", when=lambda at: f"{at:%Y-%m-%d %H:%M} UTC")
"""The command line speaks English, in the words of the admin."""
COMMANDS = {
    Attention.CAPTURE_REFUSED: "taffel payment capture",
    Attention.RELEASE_REFUSED: "taffel payment cancel",
    Attention.MONEY_AFTER_END: "taffel payment cancel",
}


async def show(settings: Settings, reference: str) -> None:
    """Print where a payment stands and everything that happened to it."""
    async with _house(settings) as house:
        payment = await house.recording.payment(Reference(reference))
        _print_payment(payment)
        for refund in await house.services.refunding.of(payment.reference):
            _print_refund(refund)
        typer.echo("")
        for entry in await house.services.timeline.of(payment.reference):
            times = f"  ({entry.times} times)" if entry.times > 1 else ""
            trace = f"  [{entry.trace_id}]" if entry.trace_id else ""
            more = stories.detail(entry.fact, VOICE.texts)
            known = f"  ({more})" if more else ""
            what = f"{stories.told(entry.fact, VOICE)}{known}"
            typer.echo(f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.kind:<10} {what}{times}{trace}")


async def capture(settings: Settings, reference: str, amount: str | None, *, release_rest: bool = False) -> None:
    """Take so much, or all that is left, now; with ``release_rest`` the guest keeps what is not taken."""
    async with _house(settings) as house:
        payment = await house.recording.payment(Reference(reference))
        much = _money(amount, payment)
        await house.services.capturing.capture(payment.reference, much, release_rest=release_rest)
        await house.services.capturing.capture_due()
        _print_payment(await house.recording.payment(payment.reference))


async def cancel(settings: Settings, reference: str) -> None:
    """Give an open payment up, or release what is authorized and not captured."""
    async with _house(settings) as house:
        payment = await house.recording.payment(Reference(reference))
        if payment.state.is_open:
            await house.services.paying.cancel(payment.reference)
        else:
            await house.services.capturing.release(payment.reference)
            await house.services.capturing.capture_due()
        _print_payment(await house.recording.payment(payment.reference))


async def refund(
    settings: Settings, reference: str, amount: str | None, lines: tuple[str, ...], *, reason: str, by: str
) -> None:
    """Give back an amount, the price of order lines, or all that is left."""
    async with _house(settings) as house:
        refunding = house.services.refunding
        payment = await house.recording.payment(Reference(reference))
        if lines:
            line_ids = tuple(LineId(line) for line in lines)
            await refunding.refund_lines(payment.reference, line_ids, reason=reason, by=by)
        else:
            await refunding.refund(payment.reference, _money(amount, payment), reason=reason, by=by)
        while await house.posting.deliver_one():
            pass
        for each in await refunding.of(payment.reference):
            _print_refund(each)


async def reconcile(settings: Settings, days: int) -> bool:
    """Compare the payments of the last days with Vipps; true when nothing differs."""
    async with _house(settings) as house:
        reconciled = await house.services.reconciling.reconcile(days)
    for difference in reconciled.differences:
        what = troubles.differs(difference.what, VOICE)
        typer.secho(
            f"{difference.reference}, order {difference.order_number}: {what}",
            fg="yellow" if difference.mended else "red",
        )
        typer.echo(f"      {troubles.fix(difference.what, VOICE)}{_command(difference)}")
    typer.echo(
        f"{reconciled.compared} payments compared, {len(reconciled.differences)} differences, "
        f"{reconciled.unanswered} without an answer"
    )
    return not reconciled.differences and not reconciled.unanswered


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    """The restaurant without its workers; what a rule refuses is told in words."""
    configure_logging("ERROR")
    try:
        async with opened(settings) as restaurant:
            yield restaurant.house
            await restaurant.house.background.close()
    except (DomainError, ServiceError) as error:
        typer.secho(f"{type(error).__name__}: {error}", fg="red", err=True)
        raise typer.Exit(WRONG) from None


def _command(difference: Difference) -> str:
    """How it is done here, after what is to be done."""
    what = difference.what
    if what.fix is Fix.CANCEL_AGAIN:
        return " (taffel reconcile)"
    if isinstance(what, WaitsForPerson) and what.attention in COMMANDS:
        return f" ({COMMANDS[what.attention]} {difference.reference})"
    return ""


def _money(amount: str | None, payment: Payment) -> Money | None:
    if amount is None:
        return None
    try:
        minor = Decimal(amount) * 100
    except InvalidOperation:
        raise InvalidValue(f"{amount} is no amount, such as 189.00") from None
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise InvalidValue(f"{amount} is no amount, such as 189.00")
    return Money(int(minor), payment.amount.currency)


def _print_payment(payment: Payment) -> None:
    typer.echo(f"{payment.reference}: {payment.state}, asked for {in_words(payment.amount)} by {payment.flow}")
    amounts = {
        "authorized": payment.authorized,
        "captured": payment.captured,
        "cancelled": payment.cancelled,
        "refunded": payment.refunded,
    }
    for name, amount in amounts.items():
        typer.echo(f"  {name:<11}{in_words(amount)}")
    if payment.left_to_capture and payment.capture_due_at is not None:
        what = "released" if payment.release_asked else "captured"
        typer.echo(f"  the rest is {what} at {payment.capture_due_at:%Y-%m-%d %H:%M} UTC")
    if payment.attention is not None:
        trouble = troubles.attention(payment.attention, VOICE.wallet, VOICE.texts)
        typer.secho(f"  {trouble.title}. {trouble.fix}", fg="red")


def _print_refund(refund: Refund) -> None:
    state = {RefundState.ASKED: "under way", RefundState.DONE: "given back", RefundState.REFUSED: "refused"}
    why = f" ({refund.answer})" if refund.answer else ""
    typer.echo(
        f"  refund {refund.number}: {in_words(refund.amount)} {state[refund.state]}{why}, "
        f"by {refund.asked_by}: {refund.reason}"
    )
