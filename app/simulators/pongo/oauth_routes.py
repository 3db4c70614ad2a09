"""The consent form in the merchant's browser, and the token exchange behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.endpoint import problem_answer, read_object
from app.simulators.pongo.oauth import FormRequest
from app.simulators.pongo.pages import render
from app.simulators.pongo.problems import Invalid, PongoProblem

_WORDS = {
    "customer.create": "Enrol guests",
    "customer.read": "Recognise your members",
    "customer.update": "Keep their choices up to date",
    "reward.create": "Create rewards",
    "reward.read": "Show your rewards",
    "reward.update": "Use rewards for guests",
    "contest-game.create": "Create games",
    "contest-game.read": "Show your games",
    "contest-game.update": "Change games",
    "order.create": "Send paid orders",
    "order.read": "Read orders",
    "order.update": "Correct refunded orders",
    "checkin.create": "Credit visits",
}
"""What each scope means to a merchant."""


def oauth_routes(backend: PongoBackend) -> list[BaseRoute]:
    """The routes of the consent form and of the token exchange; none needs a token."""
    paths = _OAuthPaths(backend)
    return [
        Route("/v1/oauth/form", paths.show_form, methods=["GET"]),
        Route("/v1/oauth/form", paths.answer_form, methods=["POST"]),
        Route("/v1/oauth/token", paths.exchange, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _OAuthPaths:
    backend: PongoBackend

    async def show_form(self, request: Request) -> Response:
        try:
            asked = self.backend.oauth.check_form(request.query_params)
        except Invalid as problem:
            return _refusal_page(problem)
        partner, merchant = self.backend.oauth.partner, self.backend.world.merchant
        page = render(
            "consent.html",
            asked=asked,
            partner=partner,
            merchant=merchant,
            scope=",".join(asked.scopes),
            words=_WORDS,
        )
        return HTMLResponse(page)

    async def answer_form(self, request: Request) -> Response:
        try:
            form = {key: str(value) for key, value in (await read_object(request)).items()}
            asked = self.backend.oauth.check_form(form)
        except Invalid as problem:
            return _refusal_page(problem)
        except PongoProblem as problem:
            return problem_answer(problem)
        if form.get("answer") != "allow":
            return _back_to(asked, {"error": "access_denied"})
        return _back_to(asked, {"code": self.backend.oauth.allow(asked).code})

    async def exchange(self, request: Request) -> Response:
        try:
            token = self.backend.oauth.exchange(await read_object(request))
        except PongoProblem as problem:
            return problem_answer(problem)
        lifetime = int(self.backend.oauth.token_lifetime.total_seconds())
        return JSONResponse({"access_token": token.text, "token_type": "Bearer", "expires_in": lifetime})


def _back_to(asked: FormRequest, result: Mapping[str, str]) -> RedirectResponse:
    query = urlencode({**result, "state": asked.state})
    joint = "&" if "?" in asked.redirect_uri else "?"
    return RedirectResponse(f"{asked.redirect_uri}{joint}{query}", HTTPStatus.SEE_OTHER)


def _refusal_page(problem: Invalid) -> HTMLResponse:
    texts = [text for each in problem.errors.values() for text in each]
    return HTMLResponse(render("consent_refused.html", texts=texts), HTTPStatus.BAD_REQUEST)
