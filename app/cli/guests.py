"""What a guest may ask of a restaurant: everything that is held about them, and to be forgotten."""

import json
import os
from pathlib import Path

import typer

from app.bootstrap.opening import forgetting
from app.domain.customer import PhoneNumber
from app.domain.privacy import Need
from app.logs import configure_logging
from app.menu_file import read_menu
from app.ports.people import StillNeeded
from app.services.basics.phone_numbers import PhoneTrouble, understand
from app.settings import Settings

WRONG = 2

_NEEDS = {
    Need.PAYMENT_OPEN: "payment {what} is open: wait until it is settled, ten minutes at most",
    Need.MONEY_RESERVED: "payment {what} holds money: taffel payment capture {what}, or cancel",
    Need.PAYMENT_IN_QUESTION: "a person must look at payment {what}: taffel payment show {what}",
    Need.REFUND_UNDER_WAY: "a refund of payment {what} is under way: wait until it is done",
    Need.MESSAGE_WAITING: "order {what} was not told to Pongo yet: wait until it is, the hub must run for it",
    Need.MESSAGE_PARKED: "a message about order {what} is parked: see to it first, it names the guest",
    Need.REQUEST_OPEN: "a request to join is in the guest's app for order {what}: wait ten minutes",
    Need.REWARD_HELD: "a reward is held for order {what}: finish the order or take the reward off it",
    Need.ANSWER_UNTOLD: "Pongo was not told of the guest's answer about offers yet: wait, the hub must run for it",
}
_TROUBLES = {
    PhoneTrouble.EMPTY: "it is empty",
    PhoneTrouble.LETTERS: "it has letters in it",
    PhoneTrouble.TOO_SHORT: "it is too short",
    PhoneTrouble.TOO_LONG: "it is too long",
    PhoneTrouble.NO_SUCH_NUMBER: "there is no such number",
}


async def export(settings: Settings, typed: str, file: Path | None) -> None:
    """Write everything that is held about a guest as JSON, to a new file that only its owner may read, or print it."""
    configure_logging("ERROR")
    phone = _understood(settings, typed)
    async with forgetting(settings) as house:
        held = await house.export(phone)
    text = json.dumps({"phone": str(phone), "held": held}, ensure_ascii=False, indent=2)
    if file is None:
        typer.echo(text)
        return
    _write_new(file, text + "\n")
    typer.echo(f"{sum(map(len, held.values()))} records about {phone.masked} are in {file}.")
    typer.echo("Vipps and Hey Pongo hold records of their own; backups of the database hold older ones.")


async def erase(settings: Settings, typed: str, *, sure: bool) -> None:
    """Forget a guest, or say what must be over first."""
    configure_logging("ERROR")
    phone = _understood(settings, typed)
    async with forgetting(settings) as house:
        if not sure:
            found = sum(map(len, (await house.export(phone)).values()))
            typer.confirm(f"{found} records name {phone.masked}. Erase the guest? This cannot be undone", abort=True)
        try:
            changed = await house.erase(phone)
        except StillNeeded as refused:
            typer.secho(f"Nothing was erased: something about {phone.masked} is not over.", fg="red", err=True)
            for needed in refused.needs:
                typer.echo(f"  {_NEEDS[needed.need].format(what=needed.what)}", err=True)
            raise typer.Exit(WRONG) from None
    if not changed:
        typer.echo(f"Nothing names {phone.masked}.")
        return
    typer.echo(f"{phone.masked} is erased: " + ", ".join(f"{count} {name}" for name, count in changed.items()) + ".")
    typer.echo("Amounts stay in the books without the person; proofs of consent stay under a keyed hash.")
    typer.echo("Remove the member at Hey Pongo too; backups of the database still hold the guest.")


def _understood(settings: Settings, typed: str) -> PhoneNumber:
    restaurant, _ = read_menu(settings.menu_file)
    number = understand(typed, restaurant.country)
    if isinstance(number, PhoneTrouble):
        typer.secho(f"That is no phone number: {_TROUBLES[number]}.", fg="red", err=True)
        raise typer.Exit(WRONG)
    return number


def _write_new(file: Path, text: str) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        typer.secho(f"{file} cannot be written: {error.strerror}.", fg="red", err=True)
        raise typer.Exit(WRONG) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
        writing.write(text)
