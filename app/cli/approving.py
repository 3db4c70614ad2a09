"""Approve a payment in the guest's place, in the test environment of Vipps or at a simulator."""

import typer

from app.bootstrap.configs import vipps_config
from app.bootstrap.opening import opened
from app.devices.clock import SystemClock
from app.domain.customer import PhoneNumber
from app.domain.errors import DomainError
from app.domain.ids import Reference
from app.logs import configure_logging
from app.ports.errors import Misconfigured
from app.providers.vipps import epayment
from app.providers.vipps.adapter import VippsSession
from app.providers.vipps.config import VippsConfig
from app.services.basics.errors import ServiceError
from app.settings import VIPPS_TEST, Settings

WRONG = 2
TEST_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", VIPPS_TEST.removeprefix("https://")})


async def force_approve(settings: Settings, reference: str, phone: str | None) -> None:
    """Approve with the guest's number, or with ``phone`` where nobody told one; print where the payment stands.

    Raises :class:`Misconfigured` for any other address than that of a test environment, before anything is sent.
    """
    host = settings.vipps_base_url.host
    if host not in TEST_HOSTS:
        raise Misconfigured(
            f"{host} is no test environment, where a guest approves on the phone and nobody else",
            fix=f"Set TAFFEL_VIPPS_BASE_URL to {VIPPS_TEST}, or let the guest approve.",
        )
    configure_logging("ERROR")
    try:
        async with opened(settings) as restaurant:
            house = restaurant.house
            payment = await house.recording.payment(Reference(reference))
            guest = (await house.services.ordering.get(payment.order_id)).guest
            number = PhoneNumber(phone) if phone else guest.phone if guest else None
            if number is None:
                raise Misconfigured("nobody told a phone number", fix="Name a test user: --phone 4712345678.")
            await _approve(vipps_config(settings, house.services.restaurant), payment.reference, number)
            looked = await house.watching.look(payment.reference)
            await house.background.close()
    except (DomainError, ServiceError) as error:
        typer.secho(f"{type(error).__name__}: {error}", fg="red", err=True)
        raise typer.Exit(WRONG) from None
    typer.echo(f"{reference}: {looked.payment.state}")


async def _approve(config: VippsConfig, reference: Reference, phone: PhoneNumber) -> None:
    session = VippsSession(config, SystemClock())
    try:
        await session.client.send(epayment.force_approve(config, reference, phone))
    finally:
        await session.close()
