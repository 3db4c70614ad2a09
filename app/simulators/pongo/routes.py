"""Pongo's paths under `/v1`: which handler, which scope, which status; the rules are the backend's."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.routing import BaseRoute

from app.simulators.live import LiveFeed
from app.simulators.pongo import views
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.customers import CustomerFilter
from app.simulators.pongo.endpoint import Answer, Call, Endpoints
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.records import Customer, WonReward

_DIGITS = r"\d{1,6}"


def api_routes(backend: PongoBackend, feed: LiveFeed) -> list[BaseRoute]:
    """The API's routes that need a token; fixed paths come before those with an id."""
    route = Endpoints(backend, feed).route
    api = _Api(backend)
    return [
        route("GET", "/oauth/test", api.token_works),
        route("GET", "/oauth/me", api.me),
        route("GET", "/stores", api.stores),
        route("HEAD", "/customers/phone/{phone}", api.customer_exists, scope="customer.read"),
        route("GET", "/customers/phone/{phone}", api.customer_by_phone, scope="customer.read"),
        route("GET", "/customers/tags", api.tags, scope="customer.read"),
        route("GET", "/customers", api.list_customers, scope="customer.read"),
        route("POST", "/customers", api.create_customer, scope="customer.create"),
        route("GET", "/customers/{customer_id}", api.customer, scope="customer.read"),
        route("PUT", "/customers/{customer_id}", api.update_customer, scope="customer.update"),
        route("PATCH", "/customers/{customer_id}", api.update_customer, scope="customer.update"),
        route("GET", "/customers/{customer_id}/rewards", api.won_rewards, scope="reward.read"),
        route("POST", "/customers/{customer_id}/rewards/lock", api.lock_reward),
        route("DELETE", "/customers/{customer_id}/rewards/lock", api.unlock_reward),
        route("PATCH", "/customers/{customer_id}/rewards/{hash}", api.use_reward, scope="reward.update"),
        route("POST", "/checkins", api.create_check_in, scope="checkin.create"),
        route("POST", "/orders", api.create_order, scope="order.create"),
        route("PATCH", "/orders/{order_id}", api.change_order, scope="order.update"),
        route("GET", "/rewards", api.list_rewards, scope="reward.read"),
        route("POST", "/rewards/{reward_id}/buy", api.buy_reward, scope="reward.update"),
    ]


@dataclass(frozen=True, slots=True)
class _Api:
    backend: PongoBackend

    def token_works(self, _call: Call) -> Answer:
        return Answer(data={"message": "OK"})

    def me(self, call: Call) -> Answer:
        return Answer(data=views.me(self.backend.world, call.token))

    def stores(self, _call: Call) -> Answer:
        return Answer(data=views.listed(views.store(each) for each in self.backend.world.stores.values()))

    def customer_exists(self, call: Call) -> Answer:
        self.backend.customers.by_phone(call.path("phone"))
        return Answer()

    def customer_by_phone(self, call: Call) -> Answer:
        return _customer(self.backend.customers.by_phone(call.path("phone")))

    def customer(self, call: Call) -> Answer:
        return _customer(self.backend.customers.get(call.path("customer_id")))

    def tags(self, _call: Call) -> Answer:
        return Answer(data={"data": self.backend.customers.tags()})

    def list_customers(self, call: Call) -> Answer:
        query = call.query
        number, size = _page_number(query, "page", 1), _page_number(query, "per_page", 15, most=100)
        narrowed = CustomerFilter(
            phone=query.phone("phone"),
            email=query.text("email"),
            tag=query.text("tag"),
            store_slug=query.text("store_slug"),
            updated_since=query.moment("updated_since"),
        )
        query.finish()
        entries = [views.customer(each) for each in self.backend.customers.listed(narrowed)]
        base = str(call.request.url.replace(query=""))
        return Answer(data=views.page(entries, number=number, size=size, base=base))

    def create_customer(self, call: Call) -> Answer:
        return _customer(self.backend.customers.create(call.sent), HTTPStatus.CREATED)

    def update_customer(self, call: Call) -> Answer:
        return _customer(self.backend.customers.update(call.path("customer_id"), call.sent))

    def create_check_in(self, call: Call) -> Answer:
        answer = self.backend.check_ins.create(call.sent)
        return Answer(status=HTTPStatus.CREATED, data={"data": views.check_in(answer)})

    def create_order(self, call: Call) -> Answer:
        answer = self.backend.orders.create(call.body)
        status = HTTPStatus.ACCEPTED if answer.is_repeat else HTTPStatus.CREATED
        return Answer(status=status, data=views.order(answer))

    def change_order(self, call: Call) -> Answer:
        order, removed = self.backend.orders.change_status(call.path("order_id"), call.sent)
        return Answer(data=views.order_status(order, removed))

    def list_rewards(self, call: Call) -> Answer:
        return Answer(data=views.listed(views.reward(each) for each in self.backend.rewards.listed(call.query)))

    def won_rewards(self, call: Call) -> Answer:
        held = self.backend.rewards.won_by(call.path("customer_id"))
        return Answer(data=views.listed(self._won(each) for each in held))

    def buy_reward(self, call: Call) -> Answer:
        won = self.backend.rewards.buy(call.path("reward_id"), call.sent, holder=call.token.text)
        buyer = self.backend.customers.get(won.customer_id)
        return Answer(status=HTTPStatus.CREATED, data=views.bought(won, buyer))

    def use_reward(self, call: Call) -> Answer:
        rewards = self.backend.rewards
        used = rewards.use(call.path("customer_id"), call.path("hash"), call.sent, holder=call.token.text)
        return Answer(data={"data": self._won(used)})

    def lock_reward(self, call: Call) -> Answer:
        self.backend.rewards.lock(call.path("customer_id"), call.sent, holder=call.token.text)
        return Answer(status=HTTPStatus.CREATED, data={"message": "Reward locked."})

    def unlock_reward(self, call: Call) -> Answer:
        self.backend.rewards.unlock(call.path("customer_id"), call.sent, holder=call.token.text)
        return Answer(status=HTTPStatus.NO_CONTENT)

    def _won(self, each: WonReward) -> views.Json:
        rewards, world = self.backend.rewards, self.backend.world
        lock = rewards.lock_on(each.customer_id, each.hash)
        return views.won_reward(each, world.rewards[each.reward_id], lock)


def _customer(customer: Customer, status: int = HTTPStatus.OK) -> Answer:
    return Answer(status=status, data={"data": views.customer(customer)})


def _page_number(query: Fields, key: str, default: int, *, most: int = 10**6) -> int:
    text = query.text(key, pattern=_DIGITS)
    number = default if text is None else int(text)
    if not 1 <= number <= most:
        query.fail(key, f"The {key.replace('_', ' ')} must be between 1 and {most}.")
    return number
