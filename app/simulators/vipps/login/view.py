"""What the app on the guest's phone shows of a login."""

from app.simulators.vipps.login.logins import Login, Logins
from app.simulators.vipps.login.people import SHARED


def login_view(logins: Logins, login: Login) -> dict[str, object]:
    """Return a login for the phone page: who asks for what, the consent questions, how long it lives."""
    return {
        "id": login.id,
        "msisdn": login.person.msisdn,
        "state": login.state(logins.now()),
        "headline": logins.settings.headline,
        "binding_message": login.binding_message,
        "shares": [SHARED[scope] for scope in login.scopes if scope in SHARED],
        "asks": _asks(login),
        "accepted": None if login.consents is None else dict(login.consents.accepted),
        "started_at": login.started_at.isoformat(),
        "expires_at": login.expires_at.isoformat(),
    }


def _asks(login: Login) -> dict[str, object] | None:
    if login.asks is None:
        return None
    return {
        "heading": login.asks.heading,
        "text": login.asks.text,
        "terms": login.asks.terms_description,
        "links": [
            {"text": "Terms", "url": login.asks.terms_url},
            {"text": "Privacy", "url": login.asks.privacy_url},
        ],
        "button": login.asks.button,
        "questions": [
            {"id": question.id, "text": question.text, "required": question.required}
            for question in login.asks.questions
        ],
    }
