"""Bodies that the Pongo simulator takes, written by hand; change a field to see it refused."""

from typing import Any

OSLO = "demo-bistro-oslo"
PARIS = "demo-bistro-paris"
LYON = "demo-bistro-lyon"
KARI = "4712345678"
NOBODY_YET = "4790011223"


def an_order(order_id: str = "A-1", *, amount: int = 1450, **changes: object) -> dict[str, Any]:
    """A paid order of one line for nobody, with some fields changed."""
    return {
        "order_id": order_id,
        "partner_order_id": None,
        "channel": "order_and_pay",
        "delivery_mode": "on_site",
        "loyalty_store_slug": OSLO,
        "amount": amount,
        "status": "paid",
        "created_at": "2026-05-01T12:30:00+02:00",
        "delivery_status": "pending",
        "lines": [a_line(amount)],
        **changes,
    }


def a_line(amount: int, **changes: object) -> dict[str, Any]:
    """One order line."""
    return {
        "product_id": "SKU-SOUP",
        "name": "Creamy fish soup",
        "quantity": 1,
        "unit_amount": amount,
        "amount": amount,
        "tax_amount": 0,
        "tax_rate": 15.0,
        "category": "Mains",
        "public_reward_id": None,
        "options": [],
        **changes,
    }


def a_check_in(**changes: object) -> dict[str, Any]:
    """A check-in of Kari in Oslo."""
    return {
        "store_slug": OSLO,
        "international_phone_number": KARI,
        "amount": 1250,
        "tags": ["order-and-pay"],
        **changes,
    }
