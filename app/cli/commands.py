"""The commands and their options; each does its work in a module of its own, imported when it is called."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import pongo_commands

app = typer.Typer(help="Taffel: Order & Pay for restaurants.", no_args_is_help=True, add_completion=False)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")
payment = typer.Typer(help="Payments: their story, capture, cancel, refund.", no_args_is_help=True)
app.add_typer(payment, name="payment")

DEFAULT_PORT = 8550
DEFAULT_DATA = Path(".taffel")

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on, 0 for any free one.")]


def main() -> None:
    """Run a command; what an operator can mend is told in words, without a traceback."""
    from app.menu_file import BadMenu
    from app.ports.errors import PortError
    from app.settings import BadSettings

    try:
        app()
    except (BadSettings, BadMenu, PortError) as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        fix = getattr(error, "fix", "")
        if fix:
            typer.echo(fix, err=True)
        sys.exit(2)


@app.command()
def preview(
    port: Port = DEFAULT_PORT,
    data: Annotated[Path, typer.Option(help="Where the demo restaurant keeps its database.")] = DEFAULT_DATA,
    browser: Annotated[bool, typer.Option(help="Open the desk in a browser, or only print the addresses.")] = True,
    reset: Annotated[bool, typer.Option("--reset", help="Begin with an empty database.")] = False,
) -> None:
    """Run a demo restaurant with simulators of Vipps and Pongo, and open it on a desk."""
    from app.cli.preview import PreviewOptions, run_preview

    _run(run_preview(PreviewOptions(port=port, data=data, browser=browser, reset=reset)))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; TAFFEL_HOST otherwise.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; TAFFEL_PORT otherwise.")] = None,
) -> None:
    """Serve the hub to tablets, against the APIs that the settings name."""
    from app.cli.serving import run_hub
    from app.settings import load_settings

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    _run(run_hub(load_settings(**given)))


@app.command()
def worker() -> None:
    """Follow payments, capture and post, without serving any tablet."""
    from app.cli.serving import run_worker
    from app.settings import load_settings

    _run(run_worker(load_settings()))


@app.command()
def simulate(
    vipps_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the Vipps simulator.")] = 0,
    pongo_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the Pongo simulator.")] = 0,
) -> None:
    """Serve the simulators of Vipps and Pongo alone."""
    from app.cli.simulate import run_simulators

    _run(run_simulators(vipps_port=vipps_port, pongo_port=pongo_port))


webhooks = typer.Typer(
    help="Where Vipps delivers news of payments to, and Pongo news of customers.", no_args_is_help=True
)
app.add_typer(webhooks, name="webhooks")


@webhooks.command("list")
def list_webhooks() -> None:
    """List all registrations of the sales unit, and our own at Pongo."""
    from app.cli.webhooks import print_list
    from app.settings import load_settings

    asyncio.run(print_list(load_settings()))


@webhooks.command()
def register() -> None:
    """Register this hub's public address, unless that is done; the hub does the same at start."""
    from app.cli.webhooks import register_hub
    from app.settings import load_settings

    asyncio.run(register_hub(load_settings()))


@webhooks.command()
def replace() -> None:
    """Register anew with a new secret, then remove the old registration."""
    from app.cli.webhooks import replace_registration
    from app.settings import load_settings

    asyncio.run(replace_registration(load_settings()))


@webhooks.command()
def remove(
    webhook_id: Annotated[str | None, typer.Argument(help="One registration; otherwise all of this hub.")] = None,
) -> None:
    """Remove registrations; the hub goes on by polling, and registers again at its next start."""
    from app.cli.webhooks import remove_registrations
    from app.settings import load_settings

    asyncio.run(remove_registrations(load_settings(), webhook_id))


app.add_typer(pongo_commands.app, name="pongo")


guest = typer.Typer(help="What is held about a guest: shown, and erased.", no_args_is_help=True)
app.add_typer(guest, name="guest")
Number = Annotated[str, typer.Argument(help="Their phone number, in any usual spelling.")]


@guest.command("export")
def export_guest(
    number: Number, file: Annotated[Path | None, typer.Option(help="Write to this new file; printed otherwise.")] = None
) -> None:
    """Give out everything that is held about a guest, as JSON."""
    from app.cli import guests
    from app.settings import load_settings

    asyncio.run(guests.export(load_settings(), number, file))


@guest.command("erase")
def erase_guest(
    number: Number, yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether that is meant.")] = False
) -> None:
    """Forget a guest: everything that neither the books nor the proof of a consent need."""
    from app.cli import guests
    from app.settings import load_settings

    asyncio.run(guests.erase(load_settings(), number, sure=yes))


@app.command()
def doctor() -> None:
    """Check settings, database, both APIs and the scanner, and name what to mend."""
    from app.cli.doctor import examine
    from app.settings import load_settings

    if not asyncio.run(examine(load_settings())):
        raise typer.Exit(1)


@database.command()
def upgrade() -> None:
    """Bring the database's tables up to date; the hub does the same at start."""
    from app.cli.serving import upgrade_database
    from app.settings import load_settings

    asyncio.run(upgrade_database(load_settings()))


Amount = Annotated[str | None, typer.Option(help="Such as 189.00; without it all that is left.")]


@payment.command()
def show(reference: str) -> None:
    """Show where a payment stands and everything that happened to it."""
    from app.cli import payments
    from app.settings import load_settings

    asyncio.run(payments.show(load_settings(), reference))


@payment.command()
def capture(
    reference: str,
    amount: Amount = None,
    release_rest: Annotated[bool, typer.Option("--release-rest", help="The guest keeps what is not taken.")] = False,
) -> None:
    """Take authorized money now."""
    from app.cli import payments
    from app.settings import load_settings

    asyncio.run(payments.capture(load_settings(), reference, amount, release_rest=release_rest))


@payment.command()
def cancel(reference: str) -> None:
    """Give an open payment up, or release what is authorized and not captured; this cannot be undone."""
    from app.cli import payments
    from app.settings import load_settings

    asyncio.run(payments.cancel(load_settings(), reference))


@payment.command("force-approve")
def force_approve(
    reference: str,
    phone: Annotated[str | None, typer.Option(help="A test user, where the order has no guest.")] = None,
) -> None:
    """Approve in the guest's place; only in the test environment of Vipps or at a simulator."""
    from app.cli import approving
    from app.settings import load_settings

    asyncio.run(approving.force_approve(load_settings(), reference, phone))


@payment.command()
def refund(
    reference: str,
    reason: Annotated[str, typer.Option(help="Why, for the books.")],
    by: Annotated[str, typer.Option(help="Who decided.")],
    amount: Amount = None,
    line: Annotated[list[str] | None, typer.Option(help="An order line to give back; may be repeated.")] = None,
) -> None:
    """Give captured money back."""
    from app.cli import payments
    from app.settings import load_settings

    asyncio.run(payments.refund(load_settings(), reference, amount, tuple(line or ()), reason=reason, by=by))


@app.command()
def reconcile(days: Annotated[int, typer.Option(min=1, max=180, help="How many days back.")] = 3) -> None:
    """Compare our payments with Vipps' answers and list every difference with its fix."""
    from app.cli import payments
    from app.settings import load_settings

    if not asyncio.run(payments.reconcile(load_settings(), days)):
        raise typer.Exit(1)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run until done or interrupted; Ctrl+C is a normal way to end."""
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
