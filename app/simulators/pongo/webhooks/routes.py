"""Subscribe and unsubscribe over HTTP, and the control path that shows and disturbs deliveries."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.live import LiveFeed
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.endpoint import Answer, Call, Endpoints, problem_answer, read_object
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import PongoProblem
from app.simulators.pongo.webhooks.book import EVENTS, WebhookBook


def webhook_routes(backend: PongoBackend, book: WebhookBook, feed: LiveFeed) -> list[BaseRoute]:
    """The API's two calls, and those below `/_sim/webhooks`."""
    route = Endpoints(backend, feed).route
    api, sim = _Api(book), _SimPaths(backend, book, feed)
    return [
        route("POST", "/webhooks", api.subscribe),
        route("DELETE", "/webhooks/{webhook_id}", api.unsubscribe),
        Route("/_sim/webhooks", sim.show, methods=["GET"]),
        Route("/_sim/webhooks", sim.answering(sim.switch), methods=["POST"]),
        Route("/_sim/webhooks/send", sim.answering(sim.send), methods=["POST"]),
        Route("/_sim/webhooks/deliveries/{number:int}/redeliver", sim.answering(sim.redeliver), methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Api:
    book: WebhookBook

    def subscribe(self, call: Call) -> Answer:
        made = self.book.subscribe(call.sent)
        return Answer(status=HTTPStatus.CREATED, data={"data": made.as_json(with_secret=True)})

    def unsubscribe(self, call: Call) -> Answer:
        self.book.unsubscribe(call.path("webhook_id"))
        return Answer(status=HTTPStatus.NO_CONTENT)


@dataclass(frozen=True, slots=True)
class _SimPaths:
    backend: PongoBackend
    book: WebhookBook
    feed: LiveFeed

    def answering(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Answer problems as the API does, and let the courier look after every change."""

        async def endpoint(request: Request) -> Response:
            try:
                answer = await handler(request)
            except PongoProblem as problem:
                return problem_answer(problem)
            self.feed.changed()
            return answer

        return endpoint

    async def show(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "switches": self.book.switches.as_json(),
                "subscriptions": [each.as_json() for each in self.book.subscriptions.values()],
                "deliveries": [each.as_json() for each in self.book.deliveries],
            }
        )

    async def switch(self, request: Request) -> Response:
        self.book.switch(await read_object(request))
        return JSONResponse(self.book.switches.as_json())

    async def send(self, request: Request) -> Response:
        """Deliver an event about a customer as they are now, changed or not."""
        sent = Fields(await read_object(request))
        event = sent.choice("event", EVENTS, required=True) or ""
        customer_id = sent.text("customer", required=True) or ""
        sent.finish()
        queued = self.book.publish(event, self.backend.customers.get(customer_id))
        return JSONResponse({"numbers": [each.number for each in queued]}, HTTPStatus.ACCEPTED)

    async def redeliver(self, request: Request) -> Response:
        made = self.book.redeliver(request.path_params["number"])
        return JSONResponse(made.as_json(), HTTPStatus.ACCEPTED)
