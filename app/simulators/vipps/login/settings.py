"""What the merchant set up for Login in Vipps' portal, and how the simulator misbehaves on request."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from app.simulators.vipps.shapes import Choice, Flag, ListOf, Record, Text, Whole, record, require

Channel = Literal["email", "sms", "digital", "personal"]
Headline = Literal["Join customer club", "Share information", "Confirm information"]
Spoil = Literal["none", "audience", "issuer", "key", "expired", "nonce", "unsigned"]

SCOPES = (
    "openid",
    "name",
    "phoneNumber",
    "nin",
    "address",
    "birthDate",
    "delegatedConsents",
    "customFlow",
    "email",
    "gender",
)
LINE = Text(least=1, most=500)
LINK = Text(most=500, pattern=r"https?://\S+")
QUESTION = record({"id": Choice(get_args(Channel)), "text": LINE}, {"required": Flag(), "flow_id": LINE})
LOGIN_SETTINGS = Record(
    {
        "headline": Choice(get_args(Headline)),
        "plan": ListOf(item=Choice(SCOPES)),
        "language": Text(pattern="[A-Z]{2}"),
        "heading": LINE,
        "text": LINE,
        "terms_description": LINE,
        "button": LINE,
        "terms_url": LINK,
        "privacy_url": LINK,
        "questions": ListOf(item=QUESTION),
        "interval": Whole(least=1, most=60),
        "expiry": Whole(least=60, most=900),
        "logins_at_once": Whole(least=1, most=100),
        "old_apps": ListOf(item=Text(pattern="[0-9]{8,15}")),
        "spoil_id_token": Choice(get_args(Spoil)),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One marketing consent with the words the guest reads; `flow_id` names its checkbox in a custom flow."""

    id: str
    text: str
    required: bool = False
    flow_id: str | None = None

    @property
    def checkbox(self) -> str:
        """The id of its checkbox in a custom flow."""
        return self.flow_id or f"cf_{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    """The sales unit's login.

    `plan`: scopes outside it are dropped without a word. `interval`, `expiry` in seconds. `old_apps`: numbers whose
    app is too old for this flow. `spoil_id_token`: what is wrong with the ID tokens made from now on.
    """

    headline: str = "Join customer club"
    plan: tuple[str, ...] = ("openid", "name", "phoneNumber", "email", "address", "delegatedConsents", "customFlow")
    language: str = "EN"
    heading: str = "Join the Fjord & Furu club"
    text: str = "Collect points on every visit. May we write to you now and then?"
    terms_description: str = "Terms and privacy"
    button: str = "Join"
    terms_url: str = "https://example.com/terms"
    privacy_url: str = "https://example.com/privacy"
    questions: tuple[Question, ...] = (
        Question(id="email", text="Offers and news by e-mail"),
        Question(id="sms", text="Offers and news by SMS"),
    )
    interval: int = 5
    expiry: int = 600
    logins_at_once: int = 3
    old_apps: tuple[str, ...] = ()
    spoil_id_token: str = "none"

    def as_json(self) -> dict[str, object]:
        """Return all settings by name."""
        return asdict(self)

    def changed(self, data: Mapping[str, Any]) -> "LoginSettings":
        """Return a copy with some settings changed; raises `FieldsRefusal`."""
        require(LOGIN_SETTINGS, data)
        ready: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        if "questions" in data:
            ready["questions"] = tuple(Question(**question) for question in data["questions"])
        return replace(self, **ready)

    @property
    def portal(self) -> tuple[object, ...]:
        """What the guest agrees to; a change of it makes Vipps ask everybody again."""
        links = (self.terms_url, self.privacy_url)
        return (self.heading, self.text, self.terms_description, self.button, *links, self.questions)
