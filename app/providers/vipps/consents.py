"""From the two shapes in which Vipps tells of marketing consents to ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent
from app.providers.vipps.moments import moment_or_nothing
from app.providers.vipps.schemas.login import DelegatedConsents, FlowResult, UserInfo


class ConsentKind(StrEnum):
    """How the sales unit asks for consents in the portal."""

    DELEGATED = "delegated"
    CUSTOM = "custom"


SCOPES: Mapping[ConsentKind, str] = {
    ConsentKind.DELEGATED: "openid phoneNumber delegatedConsents",
    ConsentKind.CUSTOM: "openid phoneNumber customFlow",
}
"""Only what joining needs: the number to compare, and the answers."""

EMAIL_SCOPE = "email"

_DELEGATED: Mapping[str, tuple[Channel, ...]] = {
    "email": (Channel.EMAIL,),
    "sms": (Channel.SMS,),
    "digital": (Channel.EMAIL, Channel.SMS),
}
"""``digital`` covers the digital channels together; ``personal`` is about content and no channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRules:
    """Which scope asks, and which checkbox of a custom flow stands for which channel.

    ``email``: the address is asked for too, since a yes to e-mail is worth little without one.
    """

    kind: ConsentKind = ConsentKind.DELEGATED
    email: bool = True
    elements: Mapping[str, Channel] = field(default_factory=lambda: {"cf_email": Channel.EMAIL, "cf_sms": Channel.SMS})

    @property
    def scope(self) -> str:
        """What to ask for."""
        return f"{SCOPES[self.kind]} {EMAIL_SCOPE}" if self.email else SCOPES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The consents of one answer: none when nothing was asked this time."""

    consents: tuple[AppConsent, ...] = ()
    language: str = ""
    at: datetime | None = None


def consents_of(info: UserInfo, rules: ConsentRules) -> Told:
    """What was asked and answered. Nothing there means nothing was asked, never a withdrawal."""
    if rules.kind is ConsentKind.CUSTOM:
        return Told() if info.flowResult is None else _of_flow(info.flowResult, rules.elements)
    return Told() if info.delegatedConsents is None else _of_delegated(info.delegatedConsents)


def _of_delegated(told: DelegatedConsents) -> Told:
    found: dict[Channel, AppConsent] = {}
    for each in sorted(told.consents, key=lambda consent: consent.id != "digital"):  # the special one wins
        for channel in _DELEGATED.get(each.id, ()):
            text = each.textDisplayedToUser or told.heading
            found[channel] = AppConsent(channel=channel, given=each.accepted, text=text)
    return _with_evidence(found, told.language, moment_or_nothing(told.timeOfConsent))


def _of_flow(told: FlowResult, elements: Mapping[str, Channel]) -> Told:
    """The moment is not told: the answer to userinfo is."""
    found = {consent.channel: consent for consent in _checkboxes(told, elements)}
    return _with_evidence(found, told.language, None)


def _checkboxes(told: FlowResult, elements: Mapping[str, Channel]) -> Iterator[AppConsent]:
    for screen in told.screens:
        for element in screen.elements:
            channel = elements.get(element.id)
            if element.type == "checkbox" and channel is not None:
                yield AppConsent(channel=channel, given=element.checked, text=element.title or screen.title)


def _with_evidence(found: Mapping[Channel, AppConsent], language: str, at: datetime | None) -> Told:
    """A consent whose words nobody can show is none."""
    kept = tuple(found[channel] for channel in Channel if channel in found and found[channel].text.strip())
    return Told(consents=kept, language=language.lower()[:10], at=at)
