"""Plain pages of the hub: one card, no script, nothing from outside, in the colours of the house."""

import base64
import hashlib
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse

from app.ui.texts import DEFAULT_LANGUAGE, LANGUAGES
from app.ui.theme import DARK, LIGHT, Roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on the page: a heading, some sentences, and one way on."""

    language: str
    house: str
    heading: str
    sentences: tuple[str, ...]
    link: str
    link_words: str


def page(card: Card, status: int) -> HTMLResponse:
    """The page; it is kept by nobody, framed by nobody, and sends nobody on with its address."""
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in card.sentences)
    html = _PAGE.format(
        language=escape(card.language),
        style=_STYLE,
        house=escape(card.house),
        heading=escape(card.heading),
        said=said,
        link=escape(card.link),
        link_words=escape(card.link_words),
    )
    return HTMLResponse(html, status, STRICT)


def preferred_language(accepted: str, otherwise: str) -> str:
    """The first language of an ``Accept-Language`` header that the screens speak; every Norwegian is one."""
    spoken = {each.code for each in LANGUAGES}
    for part in accepted.split(","):
        code = part.partition(";")[0].strip().lower()[:2]
        code = "nb" if code in {"no", "nn"} else code
        if code in spoken:
            return code
    return otherwise if otherwise in spoken else DEFAULT_LANGUAGE


def _colours(roles: Roles) -> str:
    return (
        f"--paper:{roles.paper};--surface:{roles.surface};--line:{roles.line};--ink:{roles.ink};--muted:{roles.muted};"
        f"--accent:{roles.accent};--on-accent:{roles.on_accent}"
    )


_STYLE = (
    '@font-face{font-family:"Inter";src:url("/fonts/Inter.ttf") format("truetype");font-weight:100 900}'
    '@font-face{font-family:"Fraunces";src:url("/fonts/Fraunces.ttf") format("truetype");font-weight:100 900}'
    f":root{{color-scheme:light dark;{_colours(LIGHT)}}}"
    f"@media(prefers-color-scheme:dark){{:root{{{_colours(DARK)}}}}}"
    "*{box-sizing:border-box;margin:0}"
    "body{min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);color:var(--ink);"
    'font:17px/1.5 "Inter",system-ui,sans-serif}'
    "main{width:100%;max-width:480px;background:var(--surface);border:1px solid var(--line);border-radius:16px;"
    "padding:32px;display:grid;gap:16px}"
    ".house{color:var(--muted);font-size:15px}"
    'h1{font:600 32px/1.2 "Fraunces",serif}'
    "a{display:grid;place-items:center;min-height:56px;margin-top:16px;padding:0 24px;border-radius:14px;"
    "background:var(--accent);color:var(--on-accent);font-weight:600;text-decoration:none;text-align:center}"
    "a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{heading}</title>'
    '<link rel="icon" href="/favicon.png"><style>{style}</style></head><body><main>'
    '<p class="house">{house}</p><h1>{heading}</h1>{said}<a href="{link}">{link_words}</a></main></body></html>'
)
STRICT = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; font-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
