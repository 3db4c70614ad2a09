"""A transport that answers as scripted and remembers what was asked."""

from collections.abc import Mapping

import httpx

Step = httpx.Response | Exception


class ScriptedTransport(httpx.AsyncBaseTransport):
    """Gives one step for each request, in order; an exception is raised. Asking for more than that is an error."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if not self._steps:
            raise AssertionError("one request more than scripted")
        step = self._steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    @property
    def seen(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.requests]

    @property
    def bodies(self) -> list[str]:
        """The exact bodies."""
        return [request.content.decode() for request in self.requests]


def answer(status: int, body: bytes | str = b"", headers: Mapping[str, str] | None = None) -> httpx.Response:
    """An answer with these bytes."""
    content = body.encode() if isinstance(body, str) else body
    return httpx.Response(status, content=content, headers=headers)
