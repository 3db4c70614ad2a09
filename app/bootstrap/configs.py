"""What each adapter, and the restaurant, needs of the settings."""

from dataclasses import replace
from datetime import timedelta

from app.domain.customer import Channel
from app.domain.ids import LocationId
from app.domain.privacy import Keeping
from app.domain.restaurant import MOBILEPAY, VIPPS, PaymentBrand, Restaurant
from app.domain.vat import Serving
from app.ports.errors import Misconfigured
from app.providers.pongo.config import AmountShare, PongoConfig, RewardsUse
from app.providers.pongo.oauth import OAuthConfig
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.consents import ConsentKind, ConsentRules
from app.settings import Settings, plain


def vipps_config(settings: Settings, restaurant: Restaurant) -> VippsConfig:
    """What the Vipps client needs of the settings."""
    return VippsConfig(
        base_url=str(settings.vipps_base_url).rstrip("/"),
        client_id=settings.vipps_client_id,
        client_secret=settings.vipps_client_secret.get_secret_value(),
        subscription_key=settings.vipps_subscription_key.get_secret_value(),
        msn=settings.vipps_msn,
        currency=restaurant.currency,
        check_in=settings.check_in,
    )


def consent_rules(settings: Settings) -> ConsentRules:
    """How marketing consents are asked for in the guest's app."""
    return ConsentRules(
        kind=ConsentKind(settings.login_consents),
        email=settings.login_email,
        elements={settings.login_email_element: Channel.EMAIL, settings.login_sms_element: Channel.SMS},
    )


def pongo_config(settings: Settings, restaurant: Restaurant) -> PongoConfig:
    """What the Pongo client needs of the settings."""
    return PongoConfig(
        base_url=str(settings.pongo_base_url).rstrip("/"),
        store_slug=settings.pongo_store,
        amount_share=AmountShare(settings.pongo_amount_share),
        rewards=RewardsUse(settings.pongo_rewards),
        time_zone=restaurant.country.time_zone,
    )


def oauth_config(settings: Settings) -> OAuthConfig:
    """What Pongo's form needs of the settings."""
    return OAuthConfig(
        base_url=str(settings.pongo_base_url).rstrip("/"),
        redirect_uri=settings.pongo_callback,
        client_id=settings.pongo_client_id,
        client_secret=plain(settings.pongo_client_secret),
    )


def payment_brand(settings: Settings) -> PaymentBrand:
    """A known brand looks as it must look; settings may say otherwise, because brands change."""
    known = {brand.name: brand for brand in (VIPPS, MOBILEPAY)}.get(settings.payment_brand, VIPPS)
    return PaymentBrand(
        name=settings.payment_brand,
        colour=settings.payment_brand_colour or known.colour,
        on_colour=settings.payment_brand_text_colour or known.on_colour,
    )


def with_rules(restaurant: Restaurant, settings: Settings) -> Restaurant:
    """The menu file's restaurant with the rules that the settings add.

    Raises :class:`Misconfigured` for a location that the menu does not name.
    """
    if settings.location is not None and settings.location not in {place.id for place in restaurant.places}:
        known = ", ".join(place.id for place in restaurant.places)
        raise Misconfigured(
            f"the menu names no location {settings.location}", fix=f"Set TAFFEL_LOCATION to one of: {known}"
        )
    return replace(
        restaurant,
        payment_brand=payment_brand(settings),
        grace=timedelta(seconds=settings.grace_seconds),
        capture_at_once={
            Serving.EAT_HERE: settings.capture_eat_here == "at_once",
            Serving.TAKE_AWAY: settings.capture_take_away == "at_once",
        },
        check_in=settings.check_in,
        fall_over_to_qr=settings.fall_over_to_qr,
        join_in_app=settings.join_in_app,
        code_lasts=timedelta(minutes=settings.code_minutes) if settings.code_minutes else None,
        code_hosts=frozenset(host.strip() for host in settings.code_hosts.split(",")),
        home=None if settings.location is None else LocationId(settings.location),
        amount_shares_by_check_in=settings.pongo_amount_share == "checkin",
        late_check_in=settings.pongo_late_check_in,
    )


def keeping(settings: Settings) -> Keeping:
    """How long what tells of persons is kept."""
    return Keeping(
        guests=timedelta(days=settings.keep_guests_days),
        unpaid_guests=timedelta(days=settings.keep_unpaid_guests_days),
        consents=timedelta(days=settings.keep_consents_days),
        proofs=timedelta(days=settings.keep_consent_proofs_days),
        requests=timedelta(days=settings.keep_requests_days),
        accounts=timedelta(days=settings.keep_app_accounts_days),
        deliveries=timedelta(days=settings.keep_deliveries_days),
        timelines=timedelta(days=settings.keep_timelines_days),
        sign_ins=timedelta(days=settings.keep_sign_ins_days),
    )
