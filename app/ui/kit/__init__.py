"""What Flet 1.0.5 needs around it: guarded handlers, error boundary, live changes, text fields, resizing."""

from app.ui.kit.boundary import component, supervise
from app.ui.kit.fields import Field, remember_fields, use_text_field
from app.ui.kit.handlers import guard, notify, use_action
from app.ui.kit.idle import Stay, use_idle, use_stay
from app.ui.kit.lasting import use_lasting, use_task
from app.ui.kit.live import bridge, use_subscription
from app.ui.kit.numbering import number_controls_from
from app.ui.kit.session import SizeClass, UiContext, UiState, current_texts, current_ui, use_ui, when_closed, wire

__all__ = [
    "Field",
    "SizeClass",
    "Stay",
    "UiContext",
    "UiState",
    "bridge",
    "component",
    "current_texts",
    "current_ui",
    "guard",
    "notify",
    "number_controls_from",
    "remember_fields",
    "supervise",
    "use_action",
    "use_idle",
    "use_lasting",
    "use_stay",
    "use_subscription",
    "use_task",
    "use_text_field",
    "use_ui",
    "when_closed",
    "wire",
]
