"""Typed settings from the environment (``TAFFEL_...``) and a settings file; secrets never print."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

PREFIX = "TAFFEL_"
ASSETS = Path(__file__).resolve().parent.parent / "assets"
DEMO_MENU = ASSETS / "demo" / "menu.toml"
VIPPS_TEST = "https://apitest.vipps.no"
PONGO_SANDBOX = "https://sandbox-api.heypongo.com"
WEBHOOKS_PATH = "/webhooks/vipps"
PONGO_CALLBACK_PATH = "/oauth/pongo/callback"
PONGO_WEBHOOKS_PATH = "/webhooks/pongo"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


SHORTEST_PASSCODE = 6


class BadSettings(Exception):
    """Settings are missing or wrong; the message names all of them at once, with the fix."""


Capture = Literal["at_once", "at_hand_over"]
Filled = Annotated[str, Field(min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
Hosts = Annotated[str, Field(pattern=rf"^{_HOST}(?:,\s*{_HOST})*$")]
"""Names of hosts with commas between them, in small letters, without scheme or port."""

Secret = Annotated[SecretStr, Field(min_length=1)]
Days = Annotated[int, Field(ge=1, le=36500)]


class Settings(BaseSettings):
    """Everything that differs between two installations."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: Filled = "sqlite:///taffel.db"
    vipps_base_url: AnyHttpUrl = AnyHttpUrl(VIPPS_TEST)
    vipps_client_id: Filled
    vipps_client_secret: Secret
    vipps_subscription_key: Secret
    vipps_msn: Annotated[str, Field(pattern=r"^[0-9]{4,10}$")]
    pongo_base_url: AnyHttpUrl = AnyHttpUrl(PONGO_SANDBOX)
    pongo_client_id: Filled | None = None
    pongo_client_secret: Secret | None = Field(default=None, validate_default=True)
    pongo_token: Secret | None = Field(default=None, validate_default=True)
    pongo_redirect_uri: AnyHttpUrl | None = None
    pongo_store: str | None = None
    location: Filled | None = None
    pongo_amount_share: Literal["order", "order_without_lines", "checkin"] = "order"
    pongo_rewards: Literal["order", "use"] = "order"
    pongo_late_check_in: bool = False
    public_url: AnyHttpUrl | None = None
    secret_key: Secret | None = None
    admin_passcode: Annotated[SecretStr, Field(min_length=SHORTEST_PASSCODE)] | None = None
    staff_pin: Annotated[SecretStr, Field(min_length=4)] | None = None
    host: Filled = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8550
    menu_file: Path = DEMO_MENU
    grace_seconds: Annotated[int, Field(ge=0, le=3600)] = 600
    capture_eat_here: Capture = "at_once"
    capture_take_away: Capture = "at_once"
    fall_over_to_qr: bool = True
    check_in: bool = False
    join_in_app: bool = False
    code_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    code_hosts: Hosts = "qr.vipps.no"
    login_consents: Literal["delegated", "custom"] = "delegated"
    login_email: bool = True
    login_email_element: Filled = "cf_email"
    login_sms_element: Filled = "cf_sms"
    payment_brand: Filled = "Vipps"
    payment_brand_colour: Colour | None = None
    payment_brand_text_colour: Colour | None = None
    keep_guests_days: Days = 90
    keep_unpaid_guests_days: Days = 1
    keep_consents_days: Days = 1825
    keep_consent_proofs_days: Days = 1825
    keep_requests_days: Days = 30
    keep_app_accounts_days: Days = 730
    keep_deliveries_days: Annotated[int, Field(ge=8, le=36500)] = 30
    keep_timelines_days: Days = 730
    keep_sign_ins_days: Days = 1
    camera: str | None = None
    scan_sound: bool = True
    frame_ancestors: str = "'none'"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def webhooks_url(self) -> str | None:
        """Where Vipps delivers to: below the public address, which may have a path of its own behind a proxy."""
        return self._public(WEBHOOKS_PATH)

    @property
    def pongo_webhooks_url(self) -> str | None:
        """The same for Hey Pongo."""
        return self._public(PONGO_WEBHOOKS_PATH)

    def _public(self, path: str) -> str | None:
        return None if self.public_url is None else str(self.public_url).rstrip("/") + path

    @property
    def pongo_callback(self) -> str:
        """Where Pongo's form leads back to: as set, below the public address, or at this very machine."""
        if self.pongo_redirect_uri is not None:
            return str(self.pongo_redirect_uri)
        if self.public_url is not None:
            return str(self.public_url).rstrip("/") + PONGO_CALLBACK_PATH
        here = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104  to be called, not bound
        return f"http://{here}:{self.port}{PONGO_CALLBACK_PATH}"

    @field_validator("pongo_client_secret")
    @classmethod
    def _client_is_whole(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        client_id = info.data.get("pongo_client_id")
        if client_id is not None and secret is None:
            raise PydanticCustomError("missing", "missing")
        if client_id is None and secret is not None and "pongo_client_id" in info.data:
            raise PydanticCustomError("client_id_missing", "missing")
        return secret

    @field_validator("pongo_token")
    @classmethod
    def _some_way_in(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A token, or a client that can get one; what is wrong with the client is told there."""
        whole = info.data.get("pongo_client_secret", "wrong"), info.data.get("pongo_client_id", "wrong")
        if token is None and whole == (None, None):
            raise PydanticCustomError("missing", "missing")
        return token

    @property
    def webhooks_deliverable(self) -> bool:
        """Whether somebody could deliver there: a provider to an https address, a simulator to this machine's own."""
        url = self.public_url
        return url is not None and (url.scheme == "https" or url.host in LOOPBACK)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic calls with all five
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the settings file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def plain(secret: SecretStr | None) -> str | None:
    """A secret as the one who needs it sees it; ``None`` where none is set."""
    return None if secret is None else secret.get_secret_value()


def settings_file() -> Path:
    """Where the settings file is: ``TAFFEL_SETTINGS``, or ``taffel.toml`` in the working directory."""
    return Path(os.environ.get(f"{PREFIX}SETTINGS", "taffel.toml"))


def load_settings(**given: Any) -> Settings:
    """All settings, checked. Raises :class:`BadSettings` that names every wrong or missing one, with the fix."""
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [_explained(str(part["loc"][0]), part["type"], part["msg"]) for part in error.errors()]
        raise BadSettings("\n".join(lines)) from None
    except ValueError as error:
        raise BadSettings(f"{settings_file()}: {error}") from None


_FIXES = {
    "database_url": "an SQLAlchemy URL such as sqlite:////var/lib/taffel/taffel.db",
    "vipps_base_url": f"{VIPPS_TEST} for testing, https://api.vipps.no for real money",
    "vipps_client_id": "copy client_id from the Vipps portal, Developer, API keys",
    "vipps_client_secret": "copy client_secret from the Vipps portal, Developer, API keys",
    "vipps_subscription_key": "copy Ocp-Apim-Subscription-Key from the Vipps portal, Developer, API keys",
    "vipps_msn": "the sales unit's number (MSN) from the Vipps portal, 4 to 10 digits",
    "pongo_base_url": f"{PONGO_SANDBOX} for testing, https://api.heypongo.com for real guests",
    "pongo_client_id": "this partner's client id from Hey Pongo, together with TAFFEL_PONGO_CLIENT_SECRET",
    "pongo_client_secret": "this partner's client secret from Hey Pongo, together with TAFFEL_PONGO_CLIENT_ID",
    "pongo_token": "the merchant's access token from Hey Pongo; or leave it out and set TAFFEL_PONGO_CLIENT_ID and "
    "TAFFEL_PONGO_CLIENT_SECRET, so that the merchant connects in the admin",
    "pongo_redirect_uri": "the address that Hey Pongo was told to lead merchants back to",
    "public_url": "the https address at which tablets and Vipps reach this hub",
    "secret_key": "32 random bytes in base64 (openssl rand -base64 32), or nothing: then a key file is made",
    "staff_pin": "at least four characters that only the staff know, or nothing: then no tablet is the staff's",
    "admin_passcode": f"at least {SHORTEST_PASSCODE} characters that guests cannot guess",
    "keep_deliveries_days": "8 days or more: so long Vipps may deliver the same event again",
    "code_hosts": "the hosts of personal QRs, such as qr.vipps.no, commas between them, without https://",
    "payment_brand_colour": "a colour such as #FF5B24, or nothing for the brand's own",
    "payment_brand_text_colour": "a colour such as #FFFFFF, or nothing for the brand's own",
    "port": "a free port number, 0 for any",
    "menu_file": "the path of a menu file (TOML)",
}


def _explained(name: str, kind: str, message: str) -> str:
    if kind == "client_id_missing":
        name, kind = "pongo_client_id", "missing"
    what = "is missing" if kind == "missing" else f"is wrong ({message})"
    fix = _FIXES.get(name)
    return f"{PREFIX}{name.upper()} {what}." + (f" Set it to: {fix}." if fix else "")
