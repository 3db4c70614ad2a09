"""After a commit, tell whoever looks at an order that it changed; they read again, nothing is carried along."""

from collections import defaultdict
from collections.abc import Callable

import structlog

from app.domain.ids import OrderId

log = structlog.get_logger()

Listener = Callable[[], None]


class Changes:
    """Who wants to know of which order. Listeners must be quick and run on the event loop."""

    def __init__(self) -> None:
        self._listeners: dict[OrderId, list[Listener]] = defaultdict(list)

    def subscribe(self, order_id: OrderId, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change of the order, until the returned function is called."""
        self._listeners[order_id].append(listener)

        def unsubscribe() -> None:
            listeners = self._listeners.get(order_id, [])
            if listener in listeners:
                listeners.remove(listener)
            if not listeners:
                self._listeners.pop(order_id, None)

        return unsubscribe

    def tell(self, order_id: OrderId) -> None:
        """The order changed, and the change is committed."""
        for listener in list(self._listeners.get(order_id, [])):
            try:
                listener()
            except Exception:
                log.exception("listener_failed", order=order_id)
