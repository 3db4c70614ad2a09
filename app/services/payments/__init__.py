"""Money: ask, follow, record, capture, refund, reconcile."""
