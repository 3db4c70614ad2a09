"""Response headers: nothing is loaded from outside, static files are cached, the camera is ours alone."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",  # Flet's inline configuration, the renderer's worker
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
)
_LONG_LIVED = (".wasm", ".mjs", ".otf", ".ttf", ".woff2", ".png", ".svg", ".webp", ".wav", "main.dart.js")


def add_headers(api: FastAPI, *, frame_ancestors: str) -> None:
    """``frame_ancestors`` says which pages may show the tablet in a frame (the preview's desk does).

    A page that is stricter than this keeps its own rules.
    """
    policy = "; ".join([*_POLICY, f"frame-ancestors {frame_ancestors}"])

    @api.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Permissions-Policy"] = "camera=(self)"
        if request.url.path.endswith(_LONG_LIVED):
            response.headers["Cache-Control"] = "public, max-age=86400"
        elif request.url.path in {"/", "/index.html"}:
            response.headers["Cache-Control"] = "no-cache"
        return response
