"""The marketing consents a guest gives inside the approval, and the two shapes in which userinfo tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.simulators.vipps.errors import FieldProblem, FieldsRefusal
from app.simulators.vipps.login.settings import LoginSettings

KINDS = ("delegatedConsents", "customFlow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What somebody was asked and answered: `accepted` by question id."""

    asked: LoginSettings
    accepted: Mapping[str, bool]
    at: datetime

    def claims(self, kind: str) -> dict[str, Any]:
        """Return the claim for one of `KINDS`."""
        return self._flow_result() if kind == "customFlow" else self._delegated()

    def _delegated(self) -> dict[str, Any]:
        asked = self.asked
        return {
            "delegatedConsents": {
                "language": asked.language,
                "heading": asked.heading,
                "text": asked.text,
                "termsDescription": asked.terms_description,
                "confirmConsentButtonText": asked.button,
                "links": {
                    "termsLinkText": "Terms",
                    "termsLinkUrl": asked.terms_url,
                    "privacyStatementLinkText": "Privacy",
                    "privacyStatementLinkUrl": asked.privacy_url,
                },
                "timeOfConsent": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
                "consents": [
                    {
                        "id": question.id,
                        "accepted": self.accepted[question.id],
                        "required": question.required,
                        "textDisplayedToUser": question.text,
                    }
                    for question in asked.questions
                ],
            }
        }

    def _flow_result(self) -> dict[str, Any]:
        asked = self.asked
        screen = {
            "title": asked.heading,
            "description": asked.text,
            "terms": {
                "links": [
                    {"title": "Terms", "url": asked.terms_url},
                    {"title": "Privacy", "url": asked.privacy_url},
                ]
            },
            "elements": [
                {
                    "type": "checkbox",
                    "id": question.checkbox,
                    "title": question.text,
                    "checked": self.accepted[question.id],
                }
                for question in asked.questions
            ],
        }
        return {"flowResult": {"language": asked.language, "screens": [screen]}}


def answered(asked: LoginSettings, ticked: Mapping[str, bool], at: datetime) -> Consents:
    """Return the consents as ticked, unticked by default; raises `FieldsRefusal` when a required one is missing."""
    accepted = {question.id: ticked.get(question.id, False) for question in asked.questions}
    for question in asked.questions:
        if question.required and not accepted[question.id]:
            raise FieldsRefusal(FieldProblem(question.id, "This consent is required to continue."))
    return Consents(asked=asked, accepted=accepted, at=at)
