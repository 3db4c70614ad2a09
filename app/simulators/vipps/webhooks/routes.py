"""The Webhooks API over HTTP, and the control path that shows and disturbs its deliveries."""

from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.control import json_object
from app.simulators.vipps.admission import admit, json_body
from app.simulators.vipps.answers import answering, answering_control, problem
from app.simulators.vipps.shapes import AnyRecord, Choice, Text, record, require
from app.simulators.vipps.tokens import Tokens
from app.simulators.vipps.webhooks.book import WebhookBook
from app.simulators.vipps.webhooks.events import EVENTS

SEND = record({"event": Choice(tuple(sorted(EVENTS))), "subject": Text(least=1), "payload": AnyRecord()})


def webhook_routes(tokens: Tokens, book: WebhookBook) -> list[BaseRoute]:
    """Return the API's own routes and those below `/_sim/webhooks`."""
    api, sim = _Api(tokens, book), _SimPaths(book)
    return [
        Route("/webhooks/v1/webhooks", answering(problem)(api.register), methods=["POST"]),
        Route("/webhooks/v1/webhooks", answering(problem)(api.list_all), methods=["GET"]),
        Route("/webhooks/v1/webhooks/{id}", answering(problem)(api.remove), methods=["DELETE"]),
        Route("/_sim/webhooks", sim.show, methods=["GET"]),
        Route("/_sim/webhooks", answering_control(sim.switch), methods=["POST"]),
        Route("/_sim/webhooks/send", answering_control(sim.send), methods=["POST"]),
        Route("/_sim/webhooks/deliveries/{number:int}/redeliver", answering_control(sim.redeliver), methods=["POST"]),
    ]


class _Api:
    def __init__(self, tokens: Tokens, book: WebhookBook) -> None:
        self._tokens = tokens
        self._book = book

    async def register(self, request: Request) -> Response:
        admit(self._tokens, request)
        made = self._book.register(await json_body(request))
        return JSONResponse({"id": made.id, "secret": made.secret}, 201)

    async def list_all(self, request: Request) -> Response:
        admit(self._tokens, request)
        return JSONResponse({"webhooks": [one.as_json() for one in self._book.registrations.all()]})

    async def remove(self, request: Request) -> Response:
        admit(self._tokens, request)
        self._book.remove(request.path_params["id"])
        return Response(status_code=204)


class _SimPaths:
    def __init__(self, book: WebhookBook) -> None:
        self._book = book

    async def show(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "switches": self._book.switches.as_json(),
                "webhooks": [one.as_json() for one in self._book.registrations.all()],
                "deliveries": [one.as_json() for one in self._book.deliveries.all()],
            }
        )

    async def switch(self, request: Request) -> Response:
        self._book.switch(await json_object(request))
        return JSONResponse(self._book.switches.as_json())

    async def send(self, request: Request) -> Response:
        """Deliver any payload, properly signed, to whoever subscribed to the event."""
        body = await json_object(request)
        require(SEND, body)
        payload = cast("dict[str, object]", body["payload"])
        queued = self._book.publish(str(body["event"]), str(body["subject"]), payload)
        return JSONResponse({"numbers": [delivery.number for delivery in queued]}, 202)

    async def redeliver(self, request: Request) -> Response:
        return JSONResponse(self._book.redeliver(request.path_params["number"]).as_json(), 202)
