"""The Pongo simulator's own additions to the control path: its settings and what it holds."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.live import LiveFeed
from app.simulators.pongo import views
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.endpoint import problem_answer, read_object
from app.simulators.pongo.problems import PongoProblem
from app.simulators.pongo.world import World


def control_routes(backend: PongoBackend, feed: LiveFeed) -> list[BaseRoute]:
    """`/_sim/settings` to read and change, `/_sim/state` to read."""
    paths = _ControlPaths(backend, feed)
    return [
        Route("/_sim/settings", paths.read_settings, methods=["GET"]),
        Route("/_sim/settings", paths.change_settings, methods=["PATCH", "POST"]),
        Route("/_sim/state", paths.state, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class _ControlPaths:
    backend: PongoBackend
    feed: LiveFeed

    async def read_settings(self, _request: Request) -> Response:
        return JSONResponse(self.backend.world.settings.as_json())

    async def change_settings(self, request: Request) -> Response:
        try:
            settings = self.backend.change_settings(await read_object(request))
        except PongoProblem as problem:
            return problem_answer(problem)
        self.feed.changed()
        return JSONResponse(settings.as_json())

    async def state(self, _request: Request) -> Response:
        return JSONResponse(_state(self.backend.world))


def _state(world: World) -> views.Json:
    return {
        "customers": [views.customer(each) for each in world.customers.values()],
        "orders": [
            {
                "id": each.id,
                "order_id": each.order_id,
                "store_slug": each.store_slug,
                "status": each.status,
                "delivery_status": each.delivery_status,
                "amount": each.amount,
                "customer": each.customer_id,
                "points_earned": each.points_earned,
                "repeats": each.repeats,
                "received_at": views.moment(each.received_at),
                "body": each.body,
            }
            for each in world.orders.values()
        ],
        "check_ins": [
            {
                "id": each.id,
                "store_slug": each.store_slug,
                "customer": each.customer_id,
                "order_id": each.order_id,
                "amount": each.amount,
                "is_valid": each.is_valid,
                "points_earned": each.points_earned,
            }
            for each in world.check_ins
        ],
        "movements": [
            {
                "customer": each.customer_id,
                "reason": each.reason,
                "source": each.source_id,
                "points": each.points,
                "balance": each.balance,
                "at": views.moment(each.at),
            }
            for each in world.movements
        ],
        "warnings": list(world.warnings),
    }
