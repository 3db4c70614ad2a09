"""The Pongo simulator's own additions to the control path: its settings and what it holds."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators import control
from app.simulators.live import LiveFeed
from app.simulators.pongo import views
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.endpoint import problem_answer, read_object
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import PongoProblem
from app.simulators.pongo.world import World


def control_routes(backend: PongoBackend, feed: LiveFeed) -> list[BaseRoute]:
    """`/_sim/settings` to read and change, `/_sim/state` to read; tokens to revoke, stores to rename and remove."""
    paths = _ControlPaths(backend, feed)
    return [
        Route("/_sim/settings", paths.read_settings, methods=["GET"]),
        Route("/_sim/settings", paths.change_settings, methods=["PATCH", "POST"]),
        Route("/_sim/state", paths.state, methods=["GET"]),
        Route("/_sim/tokens/revoke", paths.revoke_tokens, methods=["POST"]),
        Route("/_sim/tokens/restore", paths.restore_tokens, methods=["POST"]),
        Route("/_sim/stores/{slug}", paths.change_store, methods=["PATCH"]),
        Route("/_sim/stores/{slug}", paths.remove_store, methods=["DELETE"]),
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

    async def revoke_tokens(self, _request: Request) -> Response:
        """Every token that was given or used until now stops working; a new connection works."""
        self.backend.world.revoked.update(self.backend.world.tokens)
        self.feed.changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def restore_tokens(self, _request: Request) -> Response:
        """Tokens that were revoked work again."""
        self.backend.world.revoked.clear()
        self.feed.changed()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def change_store(self, request: Request) -> Response:
        """Give a store another `name` or `slug`; its `public_id` stays."""
        stores, slug = self.backend.world.stores, request.path_params["slug"]
        if slug not in stores:
            return control.refuse("no such store", HTTPStatus.NOT_FOUND)
        sent = Fields(await read_object(request))
        store = stores.pop(slug)
        changed = replace(store, name=sent.text("name") or store.name, slug=sent.text("slug") or store.slug)
        stores[changed.slug] = changed
        return JSONResponse({"slug": changed.slug, "name": changed.name})

    async def remove_store(self, request: Request) -> Response:
        """The merchant closes a store."""
        if self.backend.world.stores.pop(request.path_params["slug"], None) is None:
            return control.refuse("no such store", HTTPStatus.NOT_FOUND)
        return Response(status_code=HTTPStatus.NO_CONTENT)

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
        "locks": [{"customer": customer, "hash": name} for customer, name in world.locks],
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
