"""The simulated webhooks of Pongo: subscriptions, signed deliveries, three tries."""
